import Pages
import ReplayModel
import TraceFormat

// Slabs from pages and back: allocate_slab, shuffle_freelist, discard_slab. Source: mm/slub.c.
extension SlubAllocator {
    /// Makes a slab. Tries the cache's order without pressure first and falls back to the least order that holds an
    /// object (allocate_slab); throws the second request when neither is to be had.
    mutating func newSlab(
        _ cache: CacheID, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> SlabIndex {
        let geometry = common[cache].geometry
        var pages = common.slabRequest(cache, isCompound: rules.alwaysCompound || geometry.order > 0, request)
        let gfp = pages.gfp
        pages.gfp.formUnion([.noWarn, .noRetry])
        pages.gfp.remove(.noFail)
        if gfp.contains(.directReclaim) && geometry.order > geometry.minOrder {
            pages.gfp.insert(.noMemalloc)
            pages.gfp.remove(.reclaim)
        }
        if let frame = memory.allocate(pages, log: &log) {
            return addSlab(cache, frame, geometry.order, request.cpu, &common, log: &log)
        }
        pages.order = geometry.minOrder
        pages.gfp = gfp
        guard let frame = memory.allocate(pages, log: &log) else { throw OutOfMemory(request: pages) }
        return addSlab(cache, frame, geometry.minOrder, request.cpu, &common, log: &log)
    }

    /// Makes a slab of a block, all its objects free and linked by address, or in the cache's random order from a random place on.
    mutating func addSlab(
        _ cache: CacheID, _ frame: FrameNumber, _ order: UInt8, _ cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog
    ) -> SlabIndex {
        let count = UInt16(SlabRules.objects(inOrder: order, size: common[cache].geometry.size))
        let index = recordSlab(cache, frame, order, count, &common)
        let first = slabs[index].firstObject
        if common[cache].freelistOrder == .none || count < 2 {
            slabs[index].freelist = objects.link(first, count: count)
        } else {
            let place = FreelistPlace(rawValue: common[cache].random.next(below: common[cache].geometry.objects))
            slabs[index].freelist = objects.link(first, count: count, in: freelistOrder(of: cache, from: place, common))
        }
        slabs[index].cpu = cpu
        logSlab(.new, index, cpu, log: &log)
        return index
    }

    /// The objects of a cache with a random order, from a place of it on.
    func freelistOrder(
        of cache: CacheID, from place: FreelistPlace, _ common: borrowing SlabCommon
    ) -> LazyMapSequence<Range<UInt32>, ObjectNumber> {
        common.freelistOrders.objects(common[cache].freelistOrder, count: common[cache].geometry.objects, from: place)
    }

    /// Enters a slab into the tables and the figures, without a free list.
    mutating func recordSlab(
        _ cache: CacheID, _ frame: FrameNumber, _ order: UInt8, _ count: UInt16, _ common: inout SlabCommon
    ) -> SlabIndex {
        let index = slabs.insert(
            SlubSlab(frame: frame, cache: cache, firstObject: objects.take(count), objects: count, order: order))
        common.countSlab(index, of: cache, frame, order: order, objects: count)
        return index
    }

    /// Gives a slab's pages back. Precondition: no object of it is live and it stands on no list.
    mutating func discard(
        _ index: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let slab = slabs[index]
        precondition(slab.live == 0, "a slab with live objects is not given back")
        logSlab(.discard, index, cpu, log: &log)
        objects.giveBack(slab.firstObject, count: slab.objects)
        slabs[index].place = .unused
        slabs.remove(index)
        common.uncountSlab(of: slab.cache, slab.frame, order: slab.order, objects: slab.objects)
        memory.free(slab.frame, order: slab.order, cpu: cpu, log: &log)
    }
}
