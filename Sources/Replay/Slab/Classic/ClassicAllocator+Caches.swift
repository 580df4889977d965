import Pages
import ReplayModel
import TraceFormat

// kmem_cache_create and kmem_cache_destroy. Source: mm/slab_common.c, mm/slab.c.
extension ClassicAllocator {
    /// The cache of that name; an alias counts as a cache of its own here.
    @inline(__always)
    func cache(named name: NameID) -> CacheID? { cachesByName[UInt64(name.rawValue)].map { CacheID($0 + 1) } }

    /// Makes a cache, or another name for a cache that is alike. Precondition: no living cache has the name; an object
    /// fits the largest block.
    mutating func createCache(name: NameID, size: UInt32, align: UInt32, flags: UInt32, log: inout TransitionLog) -> CacheID {
        precondition(cachesByName[UInt64(name.rawValue)] == nil, "a cache of this name exists")
        let flags = SlabFlags(rawValue: flags)
        if let alike = mergeable(size: size, align: align, flags: flags) {
            return CacheID(addAlias(name: name, of: alike, size: size, log: &log) + 1)
        }
        return CacheID(addCache(name: name, size: max(size, 1), align: align, flags: flags, log: &log) + 1)
    }

    /// Takes a name away; the last name of a cache takes the cache too. False, and only shrunk, when objects are live.
    mutating func destroyCache(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> Bool {
        let name = Int(cache.rawValue - 1)
        let index = caches[name].target
        precondition(caches[name].isAlive, "the cache is destroyed already")
        if caches[Int(index)].references == 1 {
            _ = shrink(index: index, memory: &memory, log: &log)
            if caches[Int(index)].slabs > 0 { return false }
        }
        caches[Int(index)].references -= 1
        if name != Int(index) { caches[name].references = 0 }
        cachesByName.remove(UInt64(caches[name].name.rawValue))
        logCache(.destroy, UInt32(name), log: &log)
        return true
    }

    /// A cache that a new one can share (find_mergeable; the alignment must divide the other's, which is SLAB's own rule).
    private func mergeable(size: UInt32, align: UInt32, flags: SlabFlags) -> UInt32? {
        guard rules.merges, flags.isDisjoint(with: .neverMerge) else { return nil }
        let common = rules.common
        let rounded = SlabRules.roundUp(size, to: common.pointerSize)
        let align = common.alignment(objectSize: rounded, wish: align, flags: flags)
        let wanted = SlabRules.roundUp(rounded, to: align)
        let found = caches.indices.first { index in
            let cache = caches[index]
            let size = cache.layout.size
            return cache.isAlive && !cache.isAlias && !cache.isExempt && cache.flags.isDisjoint(with: .neverMerge)
                && wanted <= size && size - wanted < common.pointerSize && size & (align - 1) == 0
                && align <= cache.layout.align && cache.layout.align % align == 0
                && cache.flags.intersection(.mergeSame) == flags.intersection(.mergeSame)
        }
        return found.map { UInt32($0) }
    }

    private mutating func addAlias(name: NameID, of target: UInt32, size: UInt32, log: inout TransitionLog) -> UInt32 {
        caches[Int(target)].references += 1
        caches[Int(target)].layout.objectSize = max(caches[Int(target)].layout.objectSize, size)
        let index = UInt32(caches.count)
        let shared = caches[Int(target)]
        append(newCache(name: name, flags: shared.flags, layout: shared.layout, target: target))
        logCache(.merge, index, log: &log)
        return index
    }

    mutating func addCache(name: NameID, size: UInt32, align: UInt32, flags: SlabFlags, log: inout TransitionLog) -> UInt32 {
        let index = UInt32(caches.count)
        var cache = newCache(
            name: name, flags: flags, layout: rules.layout(objectSize: size, align: align, flags: flags), target: index)
        if rules.randomises { shuffleSequence(of: &cache) }
        append(cache)
        logCache(.create, index, log: &log)
        return index
    }

    private func newCache(name: NameID, flags: SlabFlags, layout: ClassicLayout, target: UInt32) -> ClassicCache {
        let index = UInt32(caches.count)
        let limit = ClassicRules.arrayLimit(size: layout.size)
        let batch = ClassicRules.batch(limit: limit)
        return ClassicCache(
            id: CacheID(index + 1), name: name, flags: flags, layout: layout, target: target, limit: limit, batch: batch,
            sharedLimit: ClassicRules.sharedFactor(size: layout.size, cpus: UInt32(cpus)) * batch,
            freeLimit: UInt64(1 + cpus) * UInt64(batch) + UInt64(layout.objects), nextReap: now + ClassicRules.nodePeriod,
            random: SlabRandom(seed: seed, stream: index))
    }

    private mutating func append(_ cache: ClassicCache) {
        cachesByName.update(UInt64(cache.name.rawValue), cache.id.rawValue - 1)
        caches.append(cache)
        arrays.append(contentsOf: repeatElement(ArrayCache(), count: cpus + 1))
    }

    /// Draws the cache's order of objects once (freelist_randomize, mm/slab_common.c: Fisher and Yates from the end).
    private mutating func shuffleSequence(of cache: inout ClassicCache) {
        let count = Int(cache.layout.objects)
        guard count > 1 else { return }
        let start = sequences.count
        cache.sequence = UInt32(start)
        sequences.append(contentsOf: (0..<count).map { UInt16($0) })
        for last in stride(from: count - 1, to: 0, by: -1) {
            sequences.swapAt(start + last, start + Int(cache.random.next(below: UInt32(last + 1))))
        }
    }

    func logCache(_ operation: CacheOperation, _ index: UInt32, log: inout TransitionLog) {
        let cache = caches[Int(index)]
        log.append(
            CacheRow(
                operation: operation, cache: cache.id, name: cache.name, objectSize: cache.layout.objectSize, size: cache.layout.size,
                align: cache.layout.align, order: cache.layout.order, objectsPerSlab: cache.layout.objects, minPartial: 0,
                cpuPartial: cache.limit, flags: cache.flags.rawValue, mergedInto: cache.isAlias ? CacheID(cache.target + 1) : nil))
    }
}
