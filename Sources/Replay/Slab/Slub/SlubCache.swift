import ReplayModel
import TraceFormat

/// A cache (struct kmem_cache with its node), or another name of one.
///
/// Invariants, of a cache that is not an alias:
/// - live ≤ objects, requested ≥ 0; activeSlabs ≤ slabs;
/// - partialCount = length of the partial list; partialFree = free objects in its slabs.
struct SlubCache: Sendable {
    /// `next` and heads of lists of slabs that are empty.
    static let none = UInt32.max

    let id: CacheID
    let name: NameID
    var flags: SlabFlags
    var geometry: CacheGeometry
    /// Names that share the cache; 0: destroyed.
    var references: UInt32 = 1
    /// Never merged with a later cache, although its flags would allow it.
    var isExempt = false
    /// The cache that serves this name: itself, or the one it is an alias of.
    var target: UInt32
    var isDirty = false

    var partialHead = SlubCache.none
    var partialTail = SlubCache.none
    var partialCount: UInt32 = 0
    var partialFree: UInt64 = 0

    var slabs: UInt64 = 0
    var activeSlabs: UInt64 = 0
    var objects: UInt64 = 0
    var live: UInt64 = 0
    var requested: UInt64 = 0

    /// Where the cache's random order begins in `SlubAllocator.sequences`; `none` without randomisation.
    var sequence = SlubCache.none
    var random: SlabRandom

    var isAlive: Bool { references > 0 }
    var isAlias: Bool { target != id.rawValue - 1 }
}
