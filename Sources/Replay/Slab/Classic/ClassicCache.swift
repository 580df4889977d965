import ReplayModel
import TraceFormat

/// A cache of SLAB (struct kmem_cache with its node), or another name of one.
///
/// Invariants, of a cache that is not an alias:
/// - live ≤ objects = slabs × layout.objects; freeSlabs ≤ slabs;
/// - freeObjects = objects on the lists of its slabs, so objects − freeObjects are live or in an array.
struct ClassicCache: Sendable {
    let id: CacheID
    let name: NameID
    var flags: SlabFlags
    var layout: ClassicLayout
    /// Names that share the cache; 0: destroyed.
    var references: UInt32 = 1
    /// Never merged with a later cache, although its flags would allow it.
    var isExempt = false
    /// The cache that serves this name: itself, or the one it is an alias of.
    var target: UInt32
    var isDirty = false

    /// Objects of a CPU's array, how many move at once, and objects of the shared array (0: there is none).
    var limit: UInt32
    var batch: UInt32
    var sharedLimit: UInt32
    /// Free objects above which free slabs are given back: (1 + CPUs) × batch + objects of one slab.
    var freeLimit: UInt64

    var partial = ClassicList()
    var free = ClassicList()
    var freeObjects: UInt64 = 0
    var slabs: UInt64 = 0
    var freeSlabs: UInt64 = 0
    var live: UInt64 = 0
    var requested: UInt64 = 0

    var nextColour: UInt32 = 0
    /// A free slab was wanted since the node was last reaped.
    var freeTouched = false
    /// When the node is reaped next, in nanoseconds.
    var nextReap: UInt64

    /// Where the cache's random order begins in `ClassicAllocator.sequences`; `none` without randomisation.
    var sequence = SlubCache.none
    var random: SlabRandom

    var isAlive: Bool { references > 0 }
    var isAlias: Bool { target != id.rawValue - 1 }
    var objects: UInt64 { slabs * UInt64(layout.objects) }
}

/// Head and tail of a list of slabs, linked through `ClassicSlab.next` and `previous`.
struct ClassicList: Sendable {
    var head = SlubCache.none
    var tail = SlubCache.none
}
