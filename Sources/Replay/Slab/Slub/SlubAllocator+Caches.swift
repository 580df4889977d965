import Pages
import ReplayModel
import TraceFormat

// kmem_cache_create and kmem_cache_destroy. Source: mm/slab_common.c.
extension SlubAllocator {
    /// The cache of that name; an alias counts as a cache of its own here.
    @inline(__always)
    func cache(named name: NameID) -> CacheID? { cachesByName[UInt64(name.rawValue)].map { CacheID($0 + 1) } }

    /// Makes a cache, or another name for a cache that is alike. `flags` are the SLAB_* bits of `SlabFlags`.
    /// Precondition: no living cache has the name; an object fits the largest block.
    mutating func createCache(name: NameID, size: UInt32, align: UInt32, flags: UInt32, log: inout TransitionLog) -> CacheID {
        precondition(cachesByName[UInt64(name.rawValue)] == nil, "a cache of this name exists")
        let flags = SlabFlags(rawValue: flags)
        if let alike = mergeable(size: size, align: align, flags: flags) {
            return CacheID(addAlias(name: name, of: alike, size: size, log: &log) + 1)
        }
        return CacheID(addCache(name: name, size: max(size, 1), align: align, flags: flags, log: &log) + 1)
    }

    /// Takes a name away; the last name of a cache takes the cache too. False, and only flushed, when objects are live.
    mutating func destroyCache(
        _ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> Bool {
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

    /// A cache that a new one of these properties can share (find_mergeable): no more than a word larger, as well
    /// aligned, with the same deciding flags.
    private func mergeable(size: UInt32, align: UInt32, flags: SlabFlags) -> UInt32? {
        guard mergesCaches, flags.isDisjoint(with: .neverMerge) else { return nil }
        let rounded = SlabRules.roundUp(size, to: rules.pointerSize)
        let align = rules.alignment(objectSize: rounded, wish: align, flags: flags)
        let wanted = SlabRules.roundUp(rounded, to: align)
        func fits(_ cache: SlubCache) -> Bool {
            let size = cache.geometry.size
            return cache.isAlive && !cache.isAlias && !cache.isExempt && cache.flags.isDisjoint(with: .neverMerge)
                && wanted <= size && size - wanted < rules.pointerSize && size & (align - 1) == 0
                && cache.flags.intersection(.mergeSame) == flags.intersection(.mergeSame)
        }
        var found: UInt32?
        for index in caches.indices where fits(caches[index]) {
            found = UInt32(index)
            if rules.mergeScan == .oldestFirst { break }
        }
        return found
    }

    private mutating func addAlias(name: NameID, of target: UInt32, size: UInt32, log: inout TransitionLog) -> UInt32 {
        caches[Int(target)].references += 1
        caches[Int(target)].geometry.objectSize = max(caches[Int(target)].geometry.objectSize, size)
        let index = UInt32(caches.count)
        var alias = caches[Int(target)]
        alias = SlubCache(
            id: CacheID(index + 1), name: name, flags: alias.flags, geometry: alias.geometry, target: target, random: alias.random)
        append(alias)
        logCache(.merge, index, log: &log)
        return index
    }

    mutating func addCache(name: NameID, size: UInt32, align: UInt32, flags: SlabFlags, log: inout TransitionLog) -> UInt32 {
        let index = UInt32(caches.count)
        var cache = SlubCache(
            id: CacheID(index + 1), name: name, flags: flags, geometry: rules.geometry(objectSize: size, align: align, flags: flags),
            target: index, random: SlabRandom(seed: seed, stream: index))
        if randomFreelist { shuffleSequence(of: &cache) }
        append(cache)
        logCache(.create, index, log: &log)
        return index
    }

    mutating func append(_ cache: SlubCache) {
        cachesByName.update(UInt64(cache.name.rawValue), cache.id.rawValue - 1)
        caches.append(cache)
        slots.append(contentsOf: repeatElement(CpuSlot(), count: cpus))
    }

    /// Draws the cache's order of objects once (freelist_randomize, mm/slab_common.c: Fisher and Yates from the end).
    private mutating func shuffleSequence(of cache: inout SlubCache) {
        let count = Int(cache.geometry.objects)
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
        let geometry = cache.geometry
        log.append(
            CacheRow(
                operation: operation, cache: cache.id, name: cache.name, objectSize: geometry.objectSize, size: geometry.size,
                align: geometry.align, order: geometry.order, objectsPerSlab: geometry.objects, minPartial: geometry.minPartial,
                cpuPartial: geometry.cpuPartial, flags: cache.flags.rawValue,
                mergedInto: cache.isAlias ? CacheID(cache.target + 1) : nil))
    }
}
