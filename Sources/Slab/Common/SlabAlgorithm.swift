import Pages
import ReplayModel
import TraceFormat

/// What is an algorithm's own (mm/slub.c, mm/slab.c, mm/slob.c): how slabs are laid out, where free objects stand, how an object is found.
///
/// Everything else is done once, in the extension of this protocol and in `SlabAllocator`. Each algorithm is plain state beside
/// `SlabCommon`, which it borrows for the length of a call.
protocol SlabAlgorithm: ~Copyable {
    /// Lays a new cache out and makes the algorithm's part of it; its number is that of the next cache of `common`.
    mutating func addCache(_ properties: CacheProperties, _ common: inout SlabCommon) -> CacheGeometry

    /// Makes the algorithm's part of another name of a cache, which has no slabs.
    mutating func addAlias(of cache: CacheID, _ common: inout SlabCommon)

    /// Takes a free object of a cache for `bytes` bytes. Throws, with nothing changed, when a slab has to be made and there are no
    /// pages. Precondition: the cache lives and is no alias.
    mutating func take(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject

    /// Puts a live object among the free ones, and gives back the slabs that are too many then.
    mutating func put(
        _ object: FoundObject, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    )

    /// The object that begins `offset` bytes behind the linear map's start, in a given slab; nil: none does.
    mutating func object(at offset: UInt64, in slab: SlabIndex, _ common: inout SlabCommon) -> FoundObject?

    /// Notes that a live object was asked for another number of bytes; false, with nothing changed: its place is too small (ksize).
    mutating func resize(_ object: FoundObject, to bytes: UInt64, _ common: inout SlabCommon) -> Bool

    /// Gives back all slabs of a cache that have no live object (kmem_cache_shrink).
    mutating func shrink(
        _ cache: CacheID, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog)

    /// Stops the program when the state contradicts itself or the frames' owners. O(objects).
    func checkInvariants(_ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable)
}

// What is the same for all: kmem_cache_alloc, kfree and the part of krealloc that stays in place, with their rows.
extension SlabAlgorithm where Self: ~Copyable {
    /// Takes one object of a cache. Throws, with nothing changed, when there are no pages.
    mutating func allocate(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let object = try take(cache, bytes: bytes, request, &common, memory: &memory, log: &log)
        common.count(cache, bytes: bytes)
        log.append(ObjectRow(.allocate, object, requested: bytes, request))
        return object.address
    }

    /// What begins at an address.
    @inline(__always)
    mutating func find(_ address: VirtualAddress, _ common: inout SlabCommon) -> ObjectReference {
        if address.rawValue <= VirtualAddress.zeroSizePointer.rawValue { return .nothing }
        let offset = address.rawValue &- common.linearDistance
        guard offset >> pageShift <= UInt64(UInt32.max) else { return .unknown }
        switch common.frames[FrameNumber(UInt32(offset >> pageShift))] {
        case .none: return .unknown
        case .large(let index): return offset == UInt64(common.large[index].frame.rawValue) << pageShift ? .large(index) : .misaligned
        case .slab(let slab): return object(at: offset, in: slab, &common).map { .object($0) } ?? .misaligned
        }
    }

    /// Gives an object back, be it from a cache, kmalloc or a large kmalloc. `named` is the cache that the caller names.
    mutating func free(
        _ address: VirtualAddress, cache named: CacheID?, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        switch find(address, &common) {
        case .nothing: return .nothing
        case .unknown: return .unknownObject
        case .misaligned: return .misaligned
        case .large(let index):
            common.freeLarge(index, request, memory: &memory, log: &log)
            return .freed
        case .object(let object):
            guard object.isLive else { return .doubleFree }
            free(object, request, &common, memory: &memory, log: &log)
            guard let named, common[named].target != object.cache else { return .freed }
            return .wrongCache(object.cache)
        }
    }

    /// Gives a live object back.
    @inline(__always)
    mutating func free(
        _ object: FoundObject, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        common.uncount(object)
        log.append(ObjectRow(.free, object, requested: object.requested, request))
        put(object, request, &common, memory: &memory, log: &log)
    }

    /// Changes what a live object was asked for, where it is large enough. Precondition: the address is NULL, kmalloc(0)'s, or begins a
    /// live object.
    mutating func resize(
        _ address: VirtualAddress, to size: UInt64, _ request: ObjectRequest, _ common: inout SlabCommon, log: inout TransitionLog
    ) -> Bool {
        switch find(address, &common) {
        case .nothing: return false
        case .unknown, .misaligned: preconditionFailure("krealloc of what is no object")
        case .large(let index): return common.resizeLarge(index, to: size, request, log: &log)
        case .object(let object):
            precondition(object.isLive, "krealloc of a free object")
            guard resize(object, to: size, &common) else { return false }
            common.recount(object, bytes: UInt32(size))
            log.append(ObjectRow(.resize, object, requested: UInt32(size), request))
            return true
        }
    }
}
