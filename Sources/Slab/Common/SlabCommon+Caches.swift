import ReplayModel
import TraceFormat

// The list of caches: find_mergeable, __kmem_cache_alias, create_cache. Source: mm/slab_common.c.
extension SlabCommon {
    /// The cache of that name; an alias counts as a cache of its own here.
    @inline(__always)
    func cache(named name: NameID) -> CacheID? { cachesByName[UInt64(name.rawValue)] }

    /// The cache that serves a kmalloc. Precondition: 1 … `largestKmalloc` bytes.
    @inline(__always)
    package func kmallocCache(_ size: UInt64, _ gfp: GfpFlags, caller: NameID?) -> CacheID {
        kmallocCaches[rules.kmallocFamily(gfp, caller: caller), rules.kmallocClass(size: size)]
    }

    /// Caches that live and are no aliases, in order of creation.
    var living: [CacheID] { caches.indices.filter { caches[$0].isAlive && !caches[$0].isAlias }.map { caches[$0].id } }

    /// A cache that a new one can share: no more than a word larger, as well aligned, with the same deciding flags.
    func mergeable(_ wish: CacheProperties) -> CacheID? {
        guard rules.merges, wish.flags.isDisjoint(with: .neverMerge) else { return nil }
        let rounded = SlabRules.roundUp(wish.objectSize, to: rules.pointerSize)
        let align = rules.alignment(objectSize: rounded, wish: wish.align, flags: wish.flags)
        let size = SlabRules.roundUp(rounded, to: align)
        var found: CacheID?
        for index in caches.indices where isAlike(caches[index], size: size, align: align, wish.flags) {
            found = caches[index].id
            if rules.mergeScan == .oldestFirst { break }
        }
        return found
    }

    private func isAlike(_ cache: KmemCache, size wanted: UInt32, align: UInt32, _ flags: SlabFlags) -> Bool {
        let size = cache.geometry.size
        guard cache.isAlive, !cache.isAlias, !cache.isExempt, cache.flags.isDisjoint(with: .neverMerge) else { return false }
        guard wanted <= size, size - wanted < rules.pointerSize, size & (align - 1) == 0 else { return false }
        if rules.mergesByAlignment && (align > cache.geometry.align || cache.geometry.align % align != 0) { return false }
        return cache.flags.intersection(.mergeSame) == flags.intersection(.mergeSame)
    }

    /// Enters a cache of this layout. `order`: an order of its objects that exists already; nil: it draws one where the machine does.
    mutating func add(
        _ name: NameID, _ flags: SlabFlags, _ geometry: CacheGeometry, order: [UInt16]? = nil, log: inout TransitionLog
    ) -> CacheID {
        let id = CacheID(UInt32(caches.count) + 1)
        var cache = KmemCache(
            id: id, name: name, flags: flags, geometry: geometry, target: id, random: SlabRandom(seed: seed, stream: id.rawValue - 1))
        if let order {
            cache.freelistOrder = freelistOrders.append(order)
        } else if rules.randomisesFreelists {
            cache.freelistOrder = freelistOrders.draw(count: geometry.objects, from: &cache.random)
        }
        append(cache)
        logCache(.create, id, log: &log)
        return id
    }

    /// Enters another name of a cache, whose objects may be of `objectSize` bytes from now on.
    mutating func addAlias(_ name: NameID, of target: CacheID, objectSize: UInt32, log: inout TransitionLog) -> CacheID {
        self[target].references += 1
        self[target].geometry.objectSize = max(self[target].geometry.objectSize, objectSize)
        let shared = self[target]
        let id = CacheID(UInt32(caches.count) + 1)
        append(KmemCache(id: id, name: name, flags: shared.flags, geometry: shared.geometry, target: target, random: shared.random))
        logCache(.merge, id, log: &log)
        return id
    }

    private mutating func append(_ cache: KmemCache) {
        cachesByName.update(UInt64(cache.name.rawValue), cache.id)
        caches.append(cache)
    }

    /// Takes a name away, and the cache with its last.
    mutating func remove(_ cache: CacheID, log: inout TransitionLog) {
        let target = self[cache].target
        self[target].references -= 1
        if cache != target { self[cache].references = 0 }
        cachesByName.remove(UInt64(self[cache].name.rawValue))
        logCache(.destroy, cache, log: &log)
    }

    func logCache(_ operation: CacheOperation, _ id: CacheID, log: inout TransitionLog) {
        let cache = self[id]
        let geometry = cache.geometry
        log.append(
            CacheRow(
                operation: operation, cache: id, name: cache.name, objectSize: geometry.objectSize, size: geometry.size,
                align: geometry.align, order: geometry.order, objectsPerSlab: geometry.objects, minPartial: geometry.minPartial,
                cpuPartial: geometry.cpuPartial, flags: cache.flags.rawValue, mergedInto: cache.isAlias ? cache.target : nil))
    }
}
