import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// A cache's figures, as /proc/slabinfo 2.1 has them.
///
/// SLUB's slabinfo counts in its own way (get_slabinfo, mm/slub.c): active_objs is every object but the free ones of the
/// slabs on the node's partial list, so that free objects of CPU slabs count as active; active_slabs equals num_slabs. SLAB
/// (get_slabinfo, mm/slab.c) counts objects in arrays as active, and as active slabs those not on the list of free ones. SLOB
/// has no slabinfo.
struct SlabFigures: Hashable {
    var cache: CacheID
    var name: NameID
    /// Bytes from one object to the next: `objsize`.
    var size: UInt32
    var objectsPerSlab: UInt32
    var pagesPerSlab: UInt32
    /// Objects really allocated.
    var liveObjects: UInt64
    /// `active_objs` as the kernel reports it.
    var reportedActive: UInt64
    /// `num_objs`.
    var objects: UInt64
    /// Slabs with at least one object allocated.
    var activeSlabs: UInt64
    /// `num_slabs`.
    var slabs: UInt64
    /// Bytes asked for by live objects.
    var requested: UInt64

    init(_ cache: KmemCache) {
        self.cache = cache.id
        name = cache.name
        size = cache.geometry.size
        objectsPerSlab = cache.geometry.objects
        pagesPerSlab = 1 << UInt32(cache.geometry.order)
        liveObjects = cache.live
        reportedActive = cache.objects - cache.nodeFree
        objects = cache.objects
        activeSlabs = cache.activeSlabs
        slabs = cache.slabs
        requested = cache.requested
    }
}

extension SlabAllocator {
    /// One cache's figures; an alias tells those of the cache it stands for.
    func figures(of cache: CacheID) -> SlabFigures { SlabFigures(common[common[cache].target]) }

    /// The lines of slabinfo, in its order: the newest first; aliases have no line.
    var figures: [SlabFigures] { common.living.reversed().map { figures(of: $0) } }
}
