import ReplayModel
import TraceFormat

// What the allocator tells about itself.
extension SlubAllocator {
    /// Writes one row for each cache whose figures changed in this step, by cache.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if !dirty.isEmpty { tellCaches(&log) }
    }

    private mutating func tellCaches(_ log: inout TransitionLog) {
        dirty.sort()
        for place in dirty.indices {
            let index = dirty[place]
            caches[Int(index)].isDirty = false
            let cache = caches[Int(index)]
            log.append(
                CacheStateRow(
                    cache: cache.id, activeObjects: cache.live, objects: cache.objects, activeSlabs: cache.activeSlabs,
                    slabs: cache.slabs, requested: cache.requested, partialFree: cache.partialFree))
        }
        dirty.removeAll()
    }

    /// The figures of every cache that slabinfo lists, in its order: the newest first; aliases have no line.
    var figures: [SlabFigures] {
        var lines: [SlabFigures] = []
        for index in caches.indices.reversed() where caches[index].isAlive && !caches[index].isAlias { lines.append(figures(at: index)) }
        return lines
    }

    /// One cache's figures; an alias tells those of the cache it stands for.
    func figures(of cache: CacheID) -> SlabFigures { figures(at: Int(caches[Int(cache.rawValue - 1)].target)) }

    private func figures(at index: Int) -> SlabFigures {
        let cache = caches[index]
        return SlabFigures(
            cache: cache.id, name: cache.name, size: cache.geometry.size, objectsPerSlab: cache.geometry.objects,
            pagesPerSlab: 1 << UInt32(cache.geometry.order), liveObjects: cache.live,
            reportedActive: cache.objects - cache.partialFree, objects: cache.objects, activeSlabs: cache.activeSlabs,
            slabs: cache.slabs, requested: cache.requested)
    }

    /// The cache whose slab holds an address, however it lies in it. Recordings before 6.2 do not name the cache of a
    /// kmem_cache_alloc.
    func cache(holding address: VirtualAddress) -> CacheID? {
        let page = (address.rawValue &- linearBase) >> pageShift
        guard page <= UInt64(UInt32.max) else { return nil }
        let entry = frames[FrameNumber(UInt32(page))]
        return entry == 0 || entry & FrameMap.largeBit != 0 ? nil : CacheID(slabs[Int(entry - 1)].cache + 1)
    }
}
