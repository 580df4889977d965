import ReplayModel
import TraceFormat

// What the allocator tells about itself. Source of what counts as active: get_slabinfo, mm/slab.c.
extension ClassicAllocator {
    /// Writes one row for each cache whose figures changed in this step, by cache.
    mutating func endStep(log: inout TransitionLog) {
        dirty.sort()
        for index in dirty {
            caches[Int(index)].isDirty = false
            let cache = caches[Int(index)]
            log.append(
                CacheStateRow(
                    cache: cache.id, activeObjects: cache.live, objects: cache.objects, activeSlabs: cache.slabs - cache.freeSlabs,
                    slabs: cache.slabs, requested: cache.requested, partialFree: cache.freeObjects,
                    sharedFree: UInt64(arrays[sharedArray(index)].avail)))
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// The figures of every cache that slabinfo lists, in its order: the newest first; aliases have no line.
    var figures: [SlabFigures] {
        caches.indices.reversed().filter { caches[$0].isAlive && !caches[$0].isAlias }.map { figures(at: $0) }
    }

    /// One cache's figures; an alias tells those of the cache it stands for.
    func figures(of cache: CacheID) -> SlabFigures { figures(at: Int(caches[Int(cache.rawValue - 1)].target)) }

    private func figures(at index: Int) -> SlabFigures {
        let cache = caches[index]
        return SlabFigures(
            cache: cache.id, name: cache.name, size: cache.layout.size, objectsPerSlab: cache.layout.objects,
            pagesPerSlab: 1 << UInt32(cache.layout.order), liveObjects: cache.live,
            reportedActive: cache.objects - cache.freeObjects, objects: cache.objects, activeSlabs: cache.slabs - cache.freeSlabs,
            slabs: cache.slabs, requested: cache.requested)
    }

    /// The cache whose slab holds an address, however it lies in it.
    func cache(holding address: VirtualAddress) -> CacheID? {
        let page = (address.rawValue &- linearBase) >> pageShift
        guard page <= UInt64(UInt32.max) else { return nil }
        let entry = frames[FrameNumber(UInt32(page))]
        return entry == 0 || entry & FrameMap.largeBit != 0 ? nil : CacheID(slabs[Int(entry - 1)].cache + 1)
    }
}
