import ReplayModel

/// The SLAB allocator (mm/slab.c of Linux 6.1; `ClassicRules` says what other generations do otherwise).
///
/// A slab is a block of pages cut into equal objects, shifted by a colour so that the objects of different slabs meet in
/// different lines of the processor's cache. Each CPU takes objects from an array of its own, last in, first out. An
/// empty array is filled, by half its size at most, from the array that all CPUs share, then from the node's partial slabs,
/// then from its free ones, then from new pages. A full array gives its oldest half away: to the shared array, or when that
/// is full to the slabs. Free objects beyond a limit let free slabs go. Every two seconds each CPU reaps: a fifth of what
/// an unused array may hold goes back to its slabs, and every four seconds some of the free slabs go.
///
/// Modelled: layout, colours, lists, arrays, reaping by the clock of the trace, merging, shrinking, kmalloc and krealloc, lists
/// of free objects off the slab (they are kmallocs and stored as such), randomisation with the profile's seed. Left out:
/// debugging, NUMA (one node, no alien arrays), the memory of descriptors and arrays, RCU-delayed freeing, idle CPUs whose
/// reaping waits; a node's first reaping, which depends on its descriptor's address, is 4 s after the cache was made.
///
/// Invariants (`checkInvariants`):
/// - every slab is full, partial or free by its count, and on the list of that name;
/// - every object is exactly one of: live, in one array, on its slab's list;
/// - a cache's figures equal what counting its slabs gives;
/// - frames of slabs are owned by `.slab` with the cache's id, frames of large kmallocs by `.largeKmalloc`.
struct ClassicAllocator: ~Copyable, Sendable {
    let rules: ClassicRules
    let reaps: Bool

    var caches = SlabBuffer<ClassicCache>()
    /// The CPUs' arrays of each cache, and behind them the shared one.
    var arrays: PerCPUTable<ArrayCache>
    var entries = ArrayEntries()
    var slabs = RecordTable<ClassicSlab>()
    var objects = ObjectStore()
    /// Nanoseconds, and when each CPU reaps next.
    var now: UInt64 = 0
    var nextReap: [UInt64]
    /// The soonest of these.
    var soonest = ClassicRules.firstReap(cpu: 0)

    /// An allocator without caches; takes no pages.
    init(rules: ClassicRules, profile: MachineProfile) {
        self.rules = rules
        reaps = profile.slab.reap
        arrays = PerCPUTable(columns: profile.cpus + 1)
        nextReap = (0..<Int(profile.cpus)).map { ClassicRules.firstReap(cpu: $0) }
    }

    /// The array that all CPUs share.
    @inline(__always)
    func sharedArray(_ cache: CacheID) -> PerCPUIndex { arrays.index(cache, arrays.columns - 1) }

    /// An object of a slab as it is now.
    @inline(__always)
    func found(_ number: ObjectNumber, of index: SlabIndex, _ common: borrowing SlabCommon) -> FoundObject {
        let slab = slabs[index]
        let size = common[slab.cache].geometry.size
        let inside = UInt64(slab.offset) + UInt64(number.rawValue) * UInt64(size)
        let record = objects[slab.firstObject, number]
        return FoundObject(
            cache: slab.cache, address: VirtualAddress(common.address(of: slab.frame).rawValue &+ inside), frame: slab.frame, slab: index,
            number: number, given: size, requested: record.requested, isLive: record.next == .live)
    }
}

extension ClassicAllocator: SlabAlgorithm {
    mutating func addCache(_ properties: CacheProperties, _ common: inout SlabCommon) -> CacheGeometry {
        let layout = rules.layout(objectSize: properties.objectSize, align: properties.align, flags: properties.flags)
        append(layout, common)
        return layout.geometry(limit: ClassicRules.arrayLimit(size: layout.size))
    }

    mutating func addAlias(of cache: CacheID, _ common: inout SlabCommon) { append(caches[cache].layout, common) }

    private mutating func append(_ layout: ClassicLayout, _ common: borrowing SlabCommon) {
        caches.append(ClassicCache(layout, cpus: common.cpus, now: now))
        arrays.addRow(ArrayCache())
    }

    mutating func object(at offset: UInt64, in index: SlabIndex, _ common: inout SlabCommon) -> FoundObject? {
        let slab = slabs[index]
        let geometry = common[slab.cache].geometry
        let start = UInt64(slab.frame.rawValue) << pageShift + UInt64(slab.offset)
        guard offset >= start, (offset - start) % UInt64(geometry.size) == 0 else { return nil }
        let number = (offset - start) / UInt64(geometry.size)
        return number < geometry.objects ? found(ObjectNumber(UInt16(number)), of: index, common) : nil
    }

    /// krealloc stays within the cache's object size (ksize).
    mutating func resize(_ object: FoundObject, to bytes: UInt64, _ common: inout SlabCommon) -> Bool {
        guard bytes <= common[object.cache].geometry.objectSize else { return false }
        objects[slabs[object.slab].firstObject, object.number].requested = UInt32(bytes)
        return true
    }
}
