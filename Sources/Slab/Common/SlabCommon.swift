import ReplayModel
import TraceFormat

/// What the three algorithms share (mm/slab_common.c): the caches with their figures, kmalloc's table, whom a frame belongs to, and the
/// kmallocs that have pages of their own. An algorithm borrows it for the length of a call.
///
/// Invariants: `cachesByName` has the living caches; `dirty` those whose `isDirty` is set; `largePages` = sum of 2^order of the large
/// kmallocs; the frames of a slab or large kmalloc have its entry in `frames`, all others none.
package struct SlabCommon: ~Copyable, Sendable {
    package let rules: SlabRules
    let cpus: UInt16
    /// What is added to a physical address to get its address in the linear map, modulo 2^64.
    package let linearDistance: UInt64
    let seed: UInt64

    var caches = SlabBuffer<KmemCache>()
    /// Looked up, never iterated.
    var cachesByName = NumberTable(filler: CacheID(0))
    var kmallocCaches: KmallocTable
    var freelistOrders = FreelistOrders()
    var frames = FrameMap()
    var large = RecordTable<LargeKmalloc>()
    /// Caches whose figures changed in this step, in order of first change.
    var dirty = SlabBuffer<CacheID>()

    /// Pages of slabs whose cache is reclaimable, and of all others (SReclaimable and SUnreclaim of meminfo).
    package var reclaimablePages: UInt64 = 0
    package var unreclaimablePages: UInt64 = 0
    /// Pages of large kmallocs.
    var largePages: UInt64 = 0

    init(profile: MachineProfile, rules: SlabRules) {
        self.rules = rules
        cpus = profile.cpus
        linearDistance = profile.architecture.linearDistance
        seed = profile.seed
        kmallocCaches = KmallocTable(copies: rules.randomCopies)
    }

    /// A cache. Precondition: there is one of this number.
    @inline(__always)
    package subscript(cache: CacheID) -> KmemCache {
        get { caches[cache] }
        nonmutating _modify { yield &caches[cache] }
    }

    /// Pages of all slabs.
    var slabPages: UInt64 { reclaimablePages + unreclaimablePages }

    /// Where a frame stands in the linear map.
    @inline(__always)
    package func address(of frame: FrameNumber) -> VirtualAddress { VirtualAddress(linearDistance &+ UInt64(frame.rawValue) << pageShift) }

    /// Notes that the cache's figures changed.
    @inline(__always)
    mutating func markDirty(_ cache: CacheID) {
        if self[cache].isDirty { return }
        self[cache].isDirty = true
        dirty.append(cache)
    }
}
