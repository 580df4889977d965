import Pages
import ReplayModel
import TraceFormat

// What is asked of the page allocator.
extension SlabCommon {
    /// What of a caller's flags reaches the page allocator when a slab is made (GFP_RECLAIM_MASK and GFP_CONSTRAINT_MASK,
    /// mm/internal.h).
    static let passedFlags: GfpFlags = [
        .reclaim, .high, .io, .fs, .noWarn, .retryMayFail, .noFail, .noRetry, .memalloc, .noMemalloc, .atomicContext, .hardwall,
        .thisNode,
    ]

    /// The request for a slab of a cache (allocate_slab, kmem_getpages).
    func slabRequest(_ cache: CacheID, isCompound: Bool, _ request: ObjectRequest) -> PageRequest {
        var gfp = request.gfp.intersection(Self.passedFlags)
        let flags = self[cache].flags
        if isCompound { gfp.insert(.compound) }
        if flags.contains(.cacheDMA) { gfp.insert(.dma) }
        if flags.contains(.cacheDMA32) { gfp.insert(.dma32) }
        if flags.contains(.reclaimAccount) { gfp.insert(.reclaimable) }
        return PageRequest(order: self[cache].geometry.order, gfp: gfp, owner: FrameOwner(.slab, id: cache.rawValue), cpu: request.cpu)
    }
}
