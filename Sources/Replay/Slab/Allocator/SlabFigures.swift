import ReplayModel
import TraceFormat

/// A cache's figures, as /proc/slabinfo 2.1 needs them.
///
/// SLUB's slabinfo counts in its own way (get_slabinfo, mm/slub.c): active_objs is every object but the free ones of the
/// slabs on the node's partial list, so that free objects of CPU slabs count as active; active_slabs equals num_slabs. SLAB
/// (get_slabinfo, mm/slab.c) counts objects in arrays as active, and as active slabs those not on the list of free ones. SLOB
/// has no slabinfo.
public struct SlabFigures: Hashable, Sendable {
    public var cache: CacheID
    public var name: NameID
    /// Bytes from one object to the next: `objsize`.
    public var size: UInt32
    public var objectsPerSlab: UInt32
    public var pagesPerSlab: UInt32
    /// Objects really allocated.
    public var liveObjects: UInt64
    /// `active_objs` as the kernel reports it.
    public var reportedActive: UInt64
    /// `num_objs`.
    public var objects: UInt64
    /// Slabs with at least one object allocated.
    public var activeSlabs: UInt64
    /// `num_slabs`.
    public var slabs: UInt64
    /// Bytes asked for by live objects.
    public var requested: UInt64
}
