import ReplayModel
import TraceFormat

/// What kmem_cache_create is asked for.
package struct CacheProperties: Sendable {
    var name: NameID
    var objectSize: UInt32
    /// A power of two, or 0 for no wish.
    var align: UInt32 = 0
    var flags: SlabFlags = []

    package init(
        name: NameID, objectSize: UInt32, align: UInt32 = 0, flags: SlabFlags = []
    ) {
        self.name = name
        self.objectSize = objectSize
        self.align = align
        self.flags = flags
    }
}

/// How a cache's slabs are laid out, as far as all algorithms have it.
///
/// Invariants: objectSize ≤ size; objects × size ≤ 4096 << order. SLUB and SLAB: size is a multiple of align, objects ≥ 1.
package struct CacheGeometry: Sendable, Equatable {
    /// Bytes usable per object.
    package var objectSize: UInt32
    /// Bytes from one object to the next.
    package var size: UInt32
    var align: UInt32
    /// Order of a slab, and the objects in it.
    package var order: UInt8
    var objects: UInt32
    /// SLUB: slabs to keep on the node's partial list even when empty.
    var minPartial: UInt32 = 0
    /// SLUB: free objects wanted on a CPU's partial list. SLAB: objects that a CPU's array holds.
    var cpuPartial: UInt32 = 0

    /// The lowest order whose blocks hold an object: SLUB's when no block of `order` is to be had.
    package var minOrder: UInt8 { SlabRules.pageOrder(UInt64(size)) }
}

/// A cache (struct kmem_cache), as far as all algorithms have it, or another name of one.
///
/// Invariants, of a cache that is not an alias: live ≤ objects; activeSlabs ≤ slabs; live and requested = count and sum over its
/// allocated objects.
package struct KmemCache: Sendable {
    let id: CacheID
    package let name: NameID
    package let flags: SlabFlags
    package var geometry: CacheGeometry
    /// The cache that serves this name: itself, or the one it is an alias of.
    package let target: CacheID
    /// Names that share the cache; 0: destroyed.
    var references: UInt32 = 1
    /// Never merged with a later cache, although its flags would allow it.
    var isExempt = false
    /// Its figures changed in this step.
    var isDirty = false

    /// Objects allocated, and bytes asked for by them.
    var live: UInt64 = 0
    var requested: UInt64 = 0
    /// Objects in all slabs. SLOB: those allocated.
    var objects: UInt64 = 0
    var slabs: UInt64 = 0
    /// Slabs with at least one object allocated. SLAB: those not on the node's list of free slabs.
    var activeSlabs: UInt64 = 0
    /// Free objects of the slabs on the node's lists.
    var nodeFree: UInt64 = 0
    /// SLAB: objects in the array that all CPUs share.
    var sharedFree: UInt64 = 0

    var freelistOrder = FreelistOrderIndex.none
    /// Where its slabs begin in that order.
    var random: SlabRandom

    var isAlive: Bool { references > 0 }
    var isAlias: Bool { target != id }
    /// Its slabs begin at a random object.
    package var hasRandomOrder: Bool { freelistOrder != .none && geometry.objects > 1 }
}
