import TraceFormat

/// The kernel's allocator of small objects: the seam between the machine and the algorithms.
///
/// `SlabSettings.Algorithm` chooses; each algorithm is plain state of its own, called directly. Only SLUB exists: a profile
/// that asks for another is refused before it gets here. Addresses are those of the linear map.
public struct SlabAllocator: Sendable {
    let algorithm: SlabSettings.Algorithm
    public internal(set) var slub: SlubAllocator

    /// An allocator without caches; takes no pages. Precondition: the profile's algorithm is SLUB.
    init(profile: MachineProfile) {
        algorithm = profile.slab.algorithm
        slub = SlubAllocator(profile: profile)
    }

    /// Makes the caches that every kernel has from the start.
    mutating func boot(names: inout NameTable, log: inout TransitionLog) { slub.boot(names: &names, log: &log) }

    /// kmalloc. Nil: larger than the largest block; the kernel warns and returns NULL at once.
    mutating func kmalloc(
        size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        try slub.kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
    }

    /// krealloc of NULL or of a live object (see `isLive`). Nil as for `kmalloc`: the old object stays.
    mutating func krealloc(
        _ address: VirtualAddress, size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        try slub.krealloc(
            address, size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
    }

    /// kmem_cache_alloc. Precondition: the cache lives.
    mutating func cacheAllocate(
        _ cache: CacheID, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        try slub.cacheAllocate(cache, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
    }

    /// kfree, or kmem_cache_free when a cache is named.
    mutating func free(
        _ address: VirtualAddress, cache: CacheID? = nil, cpu: UInt16, caller: NameID? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        slub.free(address, cache: cache, cpu: cpu, caller: caller, memory: &memory, log: &log)
    }

    /// Whether there can be a cache of such objects: one has to fit the largest block, with its free pointer and alignment
    /// (kmem_cache_sanity_check, mm/slab_common.c), and an alignment is 0 or a power of two.
    static func admits(size: UInt64, align: UInt64) -> Bool {
        let largest = pageSize << UInt64(SlabRules.largestOrder)
        guard size <= largest, align <= largest, align & (align &- 1) == 0 else { return false }
        let unit = max(align, 64)
        return (size + 8 + unit - 1) / unit * unit <= largest
    }

    /// kmem_cache_create. `flags` are bits of `SlabFlags`. Precondition: no living cache has the name.
    mutating func createCache(name: NameID, size: UInt32, align: UInt32, flags: UInt32, log: inout TransitionLog) -> CacheID {
        slub.createCache(name: name, size: size, align: align, flags: flags, log: &log)
    }

    /// kmem_cache_destroy. False: objects are live, and the cache stays. Precondition: the cache lives.
    mutating func destroyCache(
        _ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        slub.destroyCache(cache, memory: &memory, log: &log)
    }

    /// kmem_cache_shrink; returns the pages given back.
    @discardableResult
    mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        slub.shrink(cache, memory: &memory, log: &log)
    }

    /// Shrinks every cache; returns the pages given back.
    mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        slub.shrinkAll(memory: &memory, log: &log)
    }

    /// Writes the figures of the caches that the step changed.
    mutating func endStep(log: inout TransitionLog) { slub.endStep(log: &log) }

    func checkInvariants(memory: borrowing some PageSource & ~Copyable) { slub.checkInvariants(memory: memory) }
}

// What the allocator tells about itself.
extension SlabAllocator {
    /// The living cache, or alias, of that name.
    func cache(named name: NameID) -> CacheID? { slub.cache(named: name) }
    /// The cache whose slab holds an address.
    func cache(holding address: VirtualAddress) -> CacheID? { slub.cache(holding: address) }
    /// Whether a live object or large kmalloc begins at the address.
    func isLive(_ address: VirtualAddress) -> Bool { slub.isLive(address) }
    /// The lines of slabinfo, in its order.
    var figures: [SlabFigures] { slub.figures }
    func figures(of cache: CacheID) -> SlabFigures { slub.figures(of: cache) }
    /// Pages of slabs: SReclaimable and SUnreclaim.
    var reclaimablePages: UInt64 { slub.reclaimablePages }
    var unreclaimablePages: UInt64 { slub.unreclaimablePages }
    /// Pages of kmallocs too large for a slab.
    var largePages: UInt64 { slub.largePages }
}
