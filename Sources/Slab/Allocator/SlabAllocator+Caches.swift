import Pages
import ReplayModel
import TraceFormat

// kmem_cache_create, kmem_cache_destroy and kmem_cache_shrink. Source: mm/slab_common.c.
extension SlabAllocator {
    /// Makes the caches that every kernel has from the start. A starting state may have made some of them already.
    public mutating func boot(names: inout NameTable, log: inout TransitionLog) {
        for cache in common.rules.bootCaches { boot(cache, name: names.intern(cache.name), log: &log) }
    }

    private mutating func boot(_ wish: BootCache, name: NameID, log: inout TransitionLog) {
        let properties = CacheProperties(name: name, objectSize: wish.objectSize, align: wish.align, flags: wish.flags)
        let cache = cache(named: name) ?? addCache(properties, log: &log)
        common[cache].isExempt = wish.isExempt
        for place in wish.serves { common.kmallocCaches[place.family, place.sizeClass] = cache }
    }

    /// Whether there can be a cache of such objects: one has to fit the largest block, with its free pointer and alignment
    /// (kmem_cache_sanity_check, mm/slab_common.c), and an alignment is 0 or a power of two.
    package static func admits(size: UInt64, align: UInt64) -> Bool {
        let largest = pageSize << UInt64(SlabRules.largestOrder)
        guard size <= largest, align <= largest, align & (align &- 1) == 0 else { return false }
        let unit = max(align, 64)
        return (size + 8 + unit - 1) / unit * unit <= largest
    }

    /// Makes a cache, or another name for a cache that is alike. Precondition: no living cache has the name; an object fits the largest
    /// block (`admits`).
    package mutating func createCache(_ properties: CacheProperties, log: inout TransitionLog) -> CacheID {
        precondition(cache(named: properties.name) == nil, "a cache of this name exists")
        guard let alike = common.mergeable(properties) else { return addCache(properties, log: &log) }
        prepareAlias(of: alike)
        return common.addAlias(properties.name, of: alike, objectSize: properties.objectSize, log: &log)
    }

    private mutating func addCache(_ properties: CacheProperties, log: inout TransitionLog) -> CacheID {
        var properties = properties
        properties.objectSize = max(properties.objectSize, 1)
        return common.add(properties.name, properties.flags, layOut(properties), log: &log)
    }

    /// Takes a name away; the last name of a cache takes the cache too. False, and only shrunk, when objects are live. Precondition: the
    /// cache lives.
    package mutating func destroyCache(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> Bool {
        precondition(common[cache].isAlive, "the cache is destroyed already")
        let target = common[cache].target
        if common[target].references == 1 && !common.rules.destroysCachesInUse {
            giveBackEmptySlabs(of: target, memory: &memory, log: &log)
            if common[target].slabs > 0 { return false }
        }
        common.remove(cache, log: &log)
        return true
    }

    /// kmem_cache_shrink; returns the pages given back.
    @discardableResult
    package mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let target = common[cache].target
        let before = common.slabPages
        common.logCache(.shrink, target, log: &log)
        giveBackEmptySlabs(of: target, memory: &memory, log: &log)
        return before - common.slabPages
    }

    /// Shrinks every cache; returns the pages given back.
    package mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let before = common.slabPages
        let caches = common.living
        for cache in common.rules.shrinksNewestFirst ? caches.reversed() : caches where common[cache].slabs > 0 {
            giveBackEmptySlabs(of: cache, memory: &memory, log: &log)
        }
        return before - common.slabPages
    }
}
