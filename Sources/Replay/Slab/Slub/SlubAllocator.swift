import ReplayModel
import TraceFormat

/// The SLUB allocator (mm/slub.c of Linux 6.1; `SlabRules` says what other generations do otherwise).
///
/// A slab is a block of pages cut into equal objects. Each CPU takes objects from one slab of its own, through a free
/// list that only it uses (`CpuSlot.freelist`), and refills that list, in this order, from: what other CPUs freed into the
/// same slab; the slabs on its own partial list; the node's partial list (one slab to take from, some more for its own
/// partial list); new pages. A freed object goes to the head of a free list: the CPU's, when the slab is the CPU's own,
/// else the slab's. The first object freed in a full slab puts the slab on the freeing CPU's partial list; when that list
/// holds enough, all of it moves to the node's. A slab that empties on the node's list is given back when the list holds
/// `minPartial` others.
///
/// Modelled: geometry, order of free lists and of partial lists, merging, shrinking, kmalloc and krealloc, freelist
/// randomisation with the profile's seed. Left out: debugging options, NUMA (one node), bulk calls, the memory that the
/// kernel's own descriptors of caches take, RCU-delayed frees (a trace frees when the kernel does), 6.18's sheaves.
///
/// Invariants (`checkInvariants`):
/// - every slab stands in exactly one place: some CPU's slab, some CPU's partial list, its node's list, or none when full;
/// - no object is both live and on a free list, and every object is one of both;
/// - a cache's figures equal what counting its slabs gives;
/// - frames of slabs are owned by `.slab` with the cache's id, frames of large kmallocs by `.largeKmalloc`.
public struct SlubAllocator: ~Copyable, Sendable {
    let rules: SlabRules
    let cpus: Int
    let linearBase: UInt64
    let randomFreelist: Bool
    let mergesCaches: Bool
    let seed: UInt64

    var caches = SlabBuffer<SlubCache>()
    /// By cache × CPUs.
    var slots = SlabBuffer<CpuSlot>()
    var slabs = SlabBuffer<Slab>()
    var unusedSlab = SlubCache.none
    var objects = ObjectStore()
    var large: [LargeAllocation] = []
    var unusedLarge = SlubCache.none
    var frames = FrameMap()
    /// Random orders of objects, one run per cache.
    var sequences: [UInt16] = []
    /// By family (`KmallocFamily.row`) × 14 classes: index in `caches`.
    var kmallocCaches: SlabBuffer<UInt32>
    /// Looked up, never iterated.
    var cachesByName = NumberTable(filler: UInt32(0))
    /// Caches whose figures changed in this step, in order of first change.
    var dirty = SlabBuffer<UInt32>()

    /// Pages of slabs whose cache is reclaimable, and of all others (SReclaimable and SUnreclaim of meminfo).
    public internal(set) var reclaimablePages: UInt64 = 0
    public internal(set) var unreclaimablePages: UInt64 = 0
    /// Pages of kmallocs too large for a slab.
    public internal(set) var largePages: UInt64 = 0

    /// An allocator without caches; `boot` makes kmalloc's. Takes no pages.
    init(profile: MachineProfile) {
        precondition(profile.slab.algorithm == .slub, "another slab algorithm needs another allocator")
        rules = SlabRules(profile: profile)
        cpus = Int(profile.cpus)
        linearBase = profile.architecture.linearBase
        randomFreelist = profile.slab.randomFreelist
        mergesCaches = profile.slab.merge
        seed = profile.seed
        let families = KmallocType.allCases.count + rules.randomCopies
        kmallocCaches = SlabBuffer(repeating: SlubCache.none, count: families * SlabRules.classCount)
    }

    /// Makes the caches that exist before anything else runs: `kmem_cache`, `kmem_cache_node` and kmalloc's. A starting state may
    /// have made them already.
    mutating func boot(names: inout NameTable, log: inout TransitionLog) {
        let own: [(String, UInt32)] = [("kmem_cache", rules.ownObjectSizes.cache), ("kmem_cache_node", rules.ownObjectSizes.node)]
        for (name, size) in own {
            let name = names.intern(name)
            let index =
                cachesByName[UInt64(name.rawValue)] ?? addCache(name: name, size: size, align: 0, flags: .hardwareCacheAlign, log: &log)
            caches[Int(index)].isExempt = true
        }
        for family in rules.kmallocFamilies {
            for index in rules.kmallocClasses(of: family.type) { bootKmalloc(family, index, names: &names, log: &log) }
        }
    }

    private mutating func bootKmalloc(_ family: KmallocFamily, _ number: Int, names: inout NameTable, log: inout TransitionLog) {
        let size = SlabRules.classSize(number)
        let name = names.intern(rules.kmallocName(family, size: size))
        let index =
            cachesByName[UInt64(name.rawValue)]
            ?? addCache(name: name, size: size, align: rules.kmallocAlign(size: size), flags: family.type.flags, log: &log)
        caches[Int(index)].isExempt = !rules.mergesKmalloc
        kmallocCaches[family.row * SlabRules.classCount + number] = index
    }

    /// The address of an object.
    @inline(__always)
    func address(of object: UInt16, in slab: Slab) -> VirtualAddress {
        let offset = UInt64(object) * UInt64(caches[Int(slab.cache)].geometry.size)
        return VirtualAddress(linearBase &+ UInt64(slab.frame.rawValue) << pageShift &+ offset)
    }

    @inline(__always)
    func slot(_ cache: UInt32, _ cpu: UInt16) -> Int { Int(cache) * cpus + Int(cpu) }

    @inline(__always)
    mutating func markDirty(_ cache: UInt32) {
        if caches[Int(cache)].isDirty { return }
        caches[Int(cache)].isDirty = true
        dirty.append(cache)
    }
}
