import Pages
import ReplayModel
import TraceFormat

/// The kernel's allocator of small objects: the seam between the machine and the algorithms.
///
/// `SlabSettings.Algorithm` chooses one of three for the machine's whole life; each is plain state of its own, called directly
/// behind one switch. The other two stay empty. Addresses are those of the linear map.
public struct SlabAllocator: ~Copyable, Sendable {
    let algorithm: SlabSettings.Algorithm
    public internal(set) var slub: SlubAllocator
    public internal(set) var classic: ClassicAllocator
    public internal(set) var slob: SlobAllocator

    /// An allocator without caches; takes no pages.
    public init(profile: MachineProfile) {
        algorithm = profile.slab.algorithm
        var asSlub = profile
        asSlub.slab.algorithm = .slub
        slub = SlubAllocator(profile: asSlub)
        classic = ClassicAllocator(profile: profile)
        slob = SlobAllocator(profile: profile)
    }

    /// Lets time pass up to `time` (nanoseconds): SLAB reaps its caches every two seconds.
    mutating func advance(to time: UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        if algorithm == .slab { classic.advance(to: time, memory: &memory, log: &log) }
    }

    /// Makes the caches that every kernel has from the start.
    public mutating func boot(names: inout NameTable, log: inout TransitionLog) {
        switch algorithm {
        case .slub: slub.boot(names: &names, log: &log)
        case .slab: classic.boot(names: &names, log: &log)
        case .slob: slob.boot(names: &names, log: &log)
        }
    }

    /// kmalloc. Nil: larger than the largest block; the kernel warns and returns NULL at once.
    mutating func kmalloc(
        size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        switch algorithm {
        case .slub: try slub.kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slab: try classic.kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slob: try slob.kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        }
    }

    /// krealloc of NULL or of a live object (see `isLive`). Nil as for `kmalloc`: the old object stays.
    mutating func krealloc(
        _ address: VirtualAddress, size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        switch algorithm {
        case .slub:
            try slub.krealloc(address, size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slab:
            try classic.krealloc(address, size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slob:
            try slob.krealloc(address, size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        }
    }

    /// kmem_cache_alloc. Precondition: the cache lives.
    mutating func cacheAllocate(
        _ cache: CacheID, gfp: GfpFlags, cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        switch algorithm {
        case .slub: try slub.cacheAllocate(cache, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slab: try classic.cacheAllocate(cache, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        case .slob: try slob.cacheAllocate(cache, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        }
    }

    /// kfree, or kmem_cache_free when a cache is named.
    mutating func free(
        _ address: VirtualAddress, cache: CacheID? = nil, cpu: UInt16, caller: NameID? = nil,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        switch algorithm {
        case .slub: slub.free(address, cache: cache, cpu: cpu, caller: caller, memory: &memory, log: &log)
        case .slab: classic.free(address, cache: cache, cpu: cpu, caller: caller, memory: &memory, log: &log)
        case .slob: slob.free(address, cache: cache, cpu: cpu, caller: caller, memory: &memory, log: &log)
        }
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
        switch algorithm {
        case .slub: slub.createCache(name: name, size: size, align: align, flags: flags, log: &log)
        case .slab: classic.createCache(name: name, size: size, align: align, flags: flags, log: &log)
        case .slob: slob.createCache(name: name, size: size, align: align, flags: flags, log: &log)
        }
    }

    /// kmem_cache_destroy. False: objects are live, and the cache stays. Precondition: the cache lives.
    mutating func destroyCache(
        _ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        switch algorithm {
        case .slub: slub.destroyCache(cache, memory: &memory, log: &log)
        case .slab: classic.destroyCache(cache, memory: &memory, log: &log)
        case .slob: slob.destroyCache(cache, memory: &memory, log: &log)
        }
    }

    /// kmem_cache_shrink; returns the pages given back.
    @discardableResult
    mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        switch algorithm {
        case .slub: slub.shrink(cache, memory: &memory, log: &log)
        case .slab: classic.shrink(cache, memory: &memory, log: &log)
        case .slob: slob.shrink(cache, memory: &memory, log: &log)
        }
    }

    /// Shrinks every cache; returns the pages given back.
    mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        switch algorithm {
        case .slub: slub.shrinkAll(memory: &memory, log: &log)
        case .slab: classic.shrinkAll(memory: &memory, log: &log)
        case .slob: slob.shrinkAll(memory: &memory, log: &log)
        }
    }

    /// Every cache that there is tells its figures at the step's end, but for those that somebody else tells of.
    mutating func markAllDirty(but others: (CacheID) -> Bool = { _ in false }) {
        switch algorithm {
        case .slub:
            for index in slub.caches.indices where slub.caches[index].isAlive && !others(slub.caches[index].id) {
                slub.markDirty(UInt32(index))
            }
        case .slab:
            for index in classic.caches.indices where classic.caches[index].isAlive && !others(classic.caches[index].id) {
                classic.markDirty(UInt32(index))
            }
        case .slob:
            for index in slob.caches.indices where slob.caches[index].isAlive && !others(slob.caches[index].id) {
                slob.markDirty(UInt32(index))
            }
        }
    }

    /// Writes the figures of the caches that the step changed.
    @inline(__always)
    public mutating func endStep(log: inout TransitionLog) {
        switch algorithm {
        case .slub: slub.endStep(log: &log)
        case .slab: classic.endStep(log: &log)
        case .slob: slob.endStep(log: &log)
        }
    }

    func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        switch algorithm {
        case .slub: slub.checkInvariants(memory: memory)
        case .slab: classic.checkInvariants(memory: memory)
        case .slob: slob.checkInvariants(memory: memory)
        }
    }
}

// What the allocator tells about itself.
extension SlabAllocator {
    /// The living cache, or alias, of that name.
    @inline(__always)
    func cache(named name: NameID) -> CacheID? {
        switch algorithm {
        case .slub: slub.cache(named: name)
        case .slab: classic.cache(named: name)
        case .slob: slob.cache(named: name)
        }
    }
    /// The cache whose slab holds an address.
    func cache(holding address: VirtualAddress) -> CacheID? {
        switch algorithm {
        case .slub: slub.cache(holding: address)
        case .slab: classic.cache(holding: address)
        case .slob: slob.cache(holding: address)
        }
    }
    /// Whether a live object or large kmalloc begins at the address.
    func isLive(_ address: VirtualAddress) -> Bool {
        switch algorithm {
        case .slub: slub.isLive(address)
        case .slab: classic.isLive(address)
        case .slob: slob.isLive(address)
        }
    }
    /// The lines of slabinfo, in its order.
    var figures: [SlabFigures] {
        switch algorithm {
        case .slub: slub.figures
        case .slab: classic.figures
        case .slob: slob.figures
        }
    }
    func figures(of cache: CacheID) -> SlabFigures {
        switch algorithm {
        case .slub: slub.figures(of: cache)
        case .slab: classic.figures(of: cache)
        case .slob: slob.figures(of: cache)
        }
    }
    /// Pages of slabs: SReclaimable and SUnreclaim.
    @inline(__always)
    var reclaimablePages: UInt64 {
        switch algorithm {
        case .slub: slub.reclaimablePages
        case .slab: classic.reclaimablePages
        case .slob: slob.reclaimablePages
        }
    }
    var unreclaimablePages: UInt64 {
        switch algorithm {
        case .slub: slub.unreclaimablePages
        case .slab: classic.unreclaimablePages
        case .slob: slob.unreclaimablePages
        }
    }
    /// Pages of kmallocs too large for a slab.
    var largePages: UInt64 {
        switch algorithm {
        case .slub: slub.largePages
        case .slab: classic.largePages
        case .slob: slob.largePages
        }
    }
}
