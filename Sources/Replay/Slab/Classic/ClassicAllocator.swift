import ReplayModel
import TraceFormat

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
public struct ClassicAllocator: ~Copyable, Sendable {
    let rules: ClassicRules
    let cpus: Int
    let linearBase: UInt64
    let seed: UInt64
    let reaps: Bool

    var caches: [ClassicCache] = []
    /// By cache × (CPUs + 1); the last of each cache is the shared one.
    var arrays: [ArrayCache] = []
    /// What the arrays hold: slab << 16 | object.
    var entries: [UInt64] = []
    var slabs: [ClassicSlab] = []
    var unusedSlab = SlubCache.none
    var objects = ObjectStore()
    var large = LargeStore()
    var frames = FrameMap()
    /// Random orders of objects, one run per cache.
    var sequences: [UInt16] = []
    /// By family × class: index in `caches`.
    var kmallocCaches = [UInt32](repeating: SlubCache.none, count: KmallocType.allCases.count * ClassicRules.classCount)
    /// Looked up, never iterated.
    var cachesByName = NumberTable(filler: UInt32(0))
    /// Caches whose figures changed in this step, in order of first change.
    var dirty: [UInt32] = []
    /// Nanoseconds, and when each CPU reaps next.
    var now: UInt64 = 0
    var nextReap: [UInt64]
    /// The soonest of these.
    var soonest = ClassicRules.firstReap(cpu: 0)

    public internal(set) var reclaimablePages: UInt64 = 0
    public internal(set) var unreclaimablePages: UInt64 = 0
    public var largePages: UInt64 { large.pages }

    /// An allocator without caches; `boot` makes kmalloc's. Takes no pages.
    init(profile: MachineProfile) {
        rules = ClassicRules(profile: profile)
        cpus = Int(profile.cpus)
        linearBase = profile.architecture.linearBase
        seed = profile.seed
        reaps = profile.slab.reap
        nextReap = (0..<Int(profile.cpus)).map { ClassicRules.firstReap(cpu: $0) }
    }

    /// Makes the caches that exist before anything else runs: the caches' own and kmalloc's.
    mutating func boot(names: inout NameTable, log: inout TransitionLog) {
        precondition(caches.isEmpty, "boot comes first and once")
        let own = names.intern(rules.oldNames ? "cache_cache" : "kmem_cache")
        let index = addCache(name: own, size: rules.common.ownObjectSizes.cache, align: 0, flags: .hardwareCacheAlign, log: &log)
        caches[Int(index)].isExempt = true
        if rules.oldNames {
            for number in rules.classes {
                for type in rules.common.kmallocTypes { bootKmalloc(type, number, names: &names, log: &log) }
            }
        } else {
            for type in rules.common.kmallocTypes {
                for number in rules.classes { bootKmalloc(type, number, names: &names, log: &log) }
            }
        }
    }

    private mutating func bootKmalloc(_ type: KmallocType, _ number: Int, names: inout NameTable, log: inout TransitionLog) {
        let size = SlabRules.classSize(number)
        let flags = type.flags.union(.hardwareCacheAlign)
        let index = addCache(
            name: names.intern(rules.name(type, size: size)), size: size, align: rules.common.kmallocAlign(size: size), flags: flags,
            log: &log)
        caches[Int(index)].isExempt = !rules.common.mergesKmalloc
        kmallocCaches[type.rawValue * ClassicRules.classCount + number] = index
    }

    /// The address of an object.
    @inline(__always)
    func address(of object: UInt16, in slab: ClassicSlab) -> VirtualAddress {
        let inside = UInt64(slab.offset) + UInt64(object) * UInt64(caches[Int(slab.cache)].layout.size)
        return VirtualAddress(linearBase &+ UInt64(slab.frame.rawValue) << pageShift &+ inside)
    }

    @inline(__always)
    func array(_ cache: UInt32, _ cpu: UInt16) -> Int { Int(cache) * (cpus + 1) + Int(cpu) }

    @inline(__always)
    func sharedArray(_ cache: UInt32) -> Int { Int(cache) * (cpus + 1) + cpus }

    @inline(__always)
    mutating func markDirty(_ cache: UInt32) {
        if caches[Int(cache)].isDirty { return }
        caches[Int(cache)].isDirty = true
        dirty.append(cache)
    }
}
