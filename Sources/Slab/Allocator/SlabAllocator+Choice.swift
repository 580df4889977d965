import Pages
import ReplayModel
import TraceFormat

// The one place that chooses: each call goes to the algorithm that there is.
extension SlabAllocator {
    /// Takes one object of a cache that is no alias.
    @specialized(where Source == PhysicalMemory)
    package mutating func allocate<Source: PageSource & ~Copyable>(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, memory: inout Source, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        switch algorithm {
        case .slub: try slub!.allocate(cache, bytes: bytes, request, &common, memory: &memory, log: &log)
        case .slab: try classic!.allocate(cache, bytes: bytes, request, &common, memory: &memory, log: &log)
        case .slob: try slob!.allocate(cache, bytes: bytes, request, &common, memory: &memory, log: &log)
        }
    }

    /// kfree, or kmem_cache_free when a cache is named.
    @specialized(where Source == PhysicalMemory)
    package mutating func free<Source: PageSource & ~Copyable>(
        _ address: VirtualAddress, cache named: CacheID? = nil, _ request: ObjectRequest, memory: inout Source,
        log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        switch algorithm {
        case .slub: slub!.free(address, cache: named, request, &common, memory: &memory, log: &log)
        case .slab: classic!.free(address, cache: named, request, &common, memory: &memory, log: &log)
        case .slob: slob!.free(address, cache: named, request, &common, memory: &memory, log: &log)
        }
    }

    /// What begins at an address.
    package mutating func find(_ address: VirtualAddress) -> ObjectReference {
        switch algorithm {
        case .slub: slub!.find(address, &common)
        case .slab: classic!.find(address, &common)
        case .slob: slob!.find(address, &common)
        }
    }

    /// krealloc in place; false: the object has to move.
    mutating func resize(_ address: VirtualAddress, to size: UInt64, _ request: ObjectRequest, log: inout TransitionLog) -> Bool {
        switch algorithm {
        case .slub: slub!.resize(address, to: size, request, &common, log: &log)
        case .slab: classic!.resize(address, to: size, request, &common, log: &log)
        case .slob: slob!.resize(address, to: size, request, &common, log: &log)
        }
    }

    /// Lays a new cache out.
    mutating func layOut(_ properties: CacheProperties) -> CacheGeometry {
        switch algorithm {
        case .slub: slub!.addCache(properties, &common)
        case .slab: classic!.addCache(properties, &common)
        case .slob: slob!.addCache(properties, &common)
        }
    }

    /// Another name of a cache is about to be entered.
    mutating func prepareAlias(of cache: CacheID) {
        switch algorithm {
        case .slub: slub!.addAlias(of: cache, &common)
        case .slab: classic!.addAlias(of: cache, &common)
        case .slob: slob!.addAlias(of: cache, &common)
        }
    }

    /// Gives a cache's empty slabs back.
    mutating func giveBackEmptySlabs(of cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        switch algorithm {
        case .slub: slub!.shrink(cache, &common, memory: &memory, log: &log)
        case .slab: classic!.shrink(cache, &common, memory: &memory, log: &log)
        case .slob: slob!.shrink(cache, &common, memory: &memory, log: &log)
        }
    }

    /// Lets time pass up to `time` (nanoseconds): SLAB reaps its caches every two seconds.
    package mutating func advance(to time: UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        if heedsTime { classic!.advance(to: time, &common, memory: &memory, log: &log) }
    }

    /// Stops the program when the state contradicts itself or the frames' owners. O(objects).
    package func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        common.checkInvariants(memory: memory)
        switch slub {
        case .some(let slub): slub.checkInvariants(common, memory: memory)
        case nil: break
        }
        switch classic {
        case .some(let classic): classic.checkInvariants(common, memory: memory)
        case nil: break
        }
        switch slob {
        case .some(let slob): slob.checkInvariants(common, memory: memory)
        case nil: break
        }
    }
}
