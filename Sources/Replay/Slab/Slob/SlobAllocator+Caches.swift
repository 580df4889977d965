import Pages
import ReplayModel
import TraceFormat

// kmem_cache_create, kmem_cache_destroy, and what the allocator tells about itself. Source: mm/slob.c.
extension SlobAllocator {
    @inline(__always)
    func cache(named name: NameID) -> CacheID? { cachesByName[UInt64(name.rawValue)].map { CacheID($0 + 1) } }

    /// Makes a cache; SLOB merges none. Precondition: no living cache has the name.
    mutating func createCache(name: NameID, size: UInt32, align: UInt32, flags: UInt32, log: inout TransitionLog) -> CacheID {
        precondition(cachesByName[UInt64(name.rawValue)] == nil, "a cache of this name exists")
        let flags = SlabFlags(rawValue: flags)
        let asked = max(size, 1)
        let whole = rules.size(asked, flags)
        let cache = SlobCache(
            id: CacheID(UInt32(caches.count) + 1), name: name, flags: flags, objectSize: asked, size: whole,
            align: rules.alignment(objectSize: asked, wish: align, flags: flags),
            order: whole < UInt32(pageSize) ? 0 : SlabRules.pageOrder(UInt64(whole)))
        append(cache, log: &log)
        return cache.id
    }

    mutating func append(_ cache: SlobCache, log: inout TransitionLog) {
        cachesByName.update(UInt64(cache.name.rawValue), cache.id.rawValue - 1)
        caches.append(cache)
        logCache(.create, cache.id.rawValue - 1, log: &log)
    }

    /// Takes the cache away, also when objects are live: SLOB cannot know, and they stay where they are.
    mutating func destroyCache(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> Bool {
        let index = cache.rawValue - 1
        precondition(caches[Int(index)].isAlive && index > 0, "the cache is destroyed already, or is the heap")
        caches[Int(index)].isAlive = false
        cachesByName.remove(UInt64(caches[Int(index)].name.rawValue))
        logCache(.destroy, index, log: &log)
        return true
    }

    /// SLOB keeps nothing back, so there is nothing to shrink.
    mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        logCache(.shrink, cache.rawValue - 1, log: &log)
        return 0
    }

    mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 { 0 }

    /// A cache has no slabs, but the heap its pages and an object of a page and more its block.
    func objectsPerSlab(_ cache: SlobCache) -> UInt32 { cache.id.rawValue > 1 && cache.size >= UInt32(pageSize) ? 1 : 0 }

    private func logCache(_ operation: CacheOperation, _ index: UInt32, log: inout TransitionLog) {
        let cache = caches[Int(index)]
        log.append(
            CacheRow(
                operation: operation, cache: cache.id, name: cache.name, objectSize: cache.objectSize, size: cache.size,
                align: cache.align, order: cache.order, objectsPerSlab: objectsPerSlab(cache), minPartial: 0, cpuPartial: 0,
                flags: cache.flags.rawValue))
    }

    /// Writes one row for each cache whose figures changed in this step, by cache.
    mutating func endStep(log: inout TransitionLog) {
        dirty.sort()
        for index in dirty {
            caches[Int(index)].isDirty = false
            let cache = caches[Int(index)]
            log.append(
                CacheStateRow(
                    cache: cache.id, activeObjects: cache.live, objects: cache.live, activeSlabs: cache.slabs, slabs: cache.slabs,
                    requested: cache.requested))
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// Every cache, the newest first. A kernel with SLOB has no slabinfo.
    var figures: [SlabFigures] { caches.reversed().filter { $0.isAlive }.map { figures(of: $0.id) } }

    func figures(of cache: CacheID) -> SlabFigures {
        let cache = caches[Int(cache.rawValue - 1)]
        return SlabFigures(
            cache: cache.id, name: cache.name, size: cache.size, objectsPerSlab: objectsPerSlab(cache),
            pagesPerSlab: 1 << UInt32(cache.order), liveObjects: cache.live, reportedActive: cache.live, objects: cache.live,
            activeSlabs: cache.slabs, slabs: cache.slabs, requested: cache.requested)
    }

    /// The cache of the live object that begins at an address; SLOB's pages belong to none.
    func cache(holding address: VirtualAddress) -> CacheID? { objects[address.rawValue].map { CacheID($0.cache + 1) } }
}
