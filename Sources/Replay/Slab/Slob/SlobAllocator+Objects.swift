import Pages
import ReplayModel
import TraceFormat

// kmem_cache_alloc, kmalloc, krealloc and their undoing. Source: mm/slob.c.
extension SlobAllocator {
    /// Takes one object of a cache. Precondition: the cache lives.
    mutating func cacheAllocate(
        _ cache: CacheID, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let index = cache.rawValue - 1
        let properties = caches[Int(index)]
        precondition(properties.isAlive, "the cache is destroyed")
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if properties.size >= UInt32(pageSize) { return try takePages(index, request, memory: &memory, log: &log) }
        let place = try takeBlock(properties.size, align: properties.align, offset: 0, request, memory: &memory, log: &log)
        let object = SlobObject(
            cache: index, requested: properties.objectSize, page: place.page, bytes: properties.size, header: 0)
        return enter(object, address(of: place.page, unit: place.unit), request, fresh: place.fresh, log: &log)
    }

    /// An object of a page and more has a block of its own.
    private mutating func takePages(
        _ cache: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let order = caches[Int(cache)].order
        let wanted = PageRequest(order: order, gfp: request.gfp, owner: FrameOwner(.slab, id: cache + 1), cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        unreclaimablePages += 1 << UInt64(order)
        caches[Int(cache)].slabs += 1
        logBlock(.new, cache, frame, inUse: 0, request.cpu, log: &log)
        let object = SlobObject(
            cache: cache, requested: caches[Int(cache)].objectSize, page: SlubCache.none, bytes: UInt32(pageSize) << UInt32(order),
            header: 0)
        return enter(object, linearBase &+ UInt64(frame.rawValue) << pageShift, request, fresh: true, log: &log)
    }

    /// kmalloc of `size` bytes. Nil: more than the largest block.
    mutating func kmalloc(
        size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if size == 0 { return SlubAllocator.zeroSizeObject }
        if size > SlabRules.largestRequest { return nil }
        if size >= pageSize - UInt64(rules.header) {
            let order = SlabRules.pageOrder(size)
            return try large.allocate(
                size, order: order, gfp: order > 0 ? gfp.union(.compound) : gfp, request, frames: &frames, linearBase: linearBase,
                memory: &memory, log: &log)
        }
        let isAligned = rules.alignsPowersOfTwo && size.nonzeroBitCount == 1
        let align = isAligned ? max(rules.header, UInt32(size)) : rules.header
        let bytes = UInt32(size) + rules.header
        let offset = rules.alignsPowersOfTwo ? rules.header : 0
        let place = try takeBlock(bytes, align: align, offset: offset, request, memory: &memory, log: &log)
        let object = SlobObject(cache: 0, requested: UInt32(size), page: place.page, bytes: bytes, header: UInt8(rules.header))
        let start = address(of: place.page, unit: place.unit)
        return enter(object, start &+ UInt64(rules.header), request, fresh: place.fresh, log: &log)
    }

    private mutating func enter(
        _ object: SlobObject, _ address: UInt64, _ request: ObjectRequest, fresh: Bool, log: inout TransitionLog
    ) -> VirtualAddress {
        precondition(objects.updateValue(object, forKey: address) == nil, "an address was handed out twice")
        caches[Int(object.cache)].live += 1
        caches[Int(object.cache)].requested += UInt64(object.requested)
        markDirty(object.cache)
        logObject(.allocate, object, address, request, fresh: fresh, to: &log)
        return VirtualAddress(address)
    }

    /// kfree, or kmem_cache_free when a cache is named.
    mutating func free(
        _ address: VirtualAddress, cache named: CacheID? = nil, cpu: UInt16, caller: NameID?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        let request = ObjectRequest(gfp: [], cpu: cpu, caller: caller)
        guard let object = objects.removeValue(forKey: address.rawValue) else {
            return freeOther(address, request, memory: &memory, log: &log)
        }
        caches[Int(object.cache)].live -= 1
        caches[Int(object.cache)].requested -= UInt64(object.requested)
        markDirty(object.cache)
        logObject(.free, object, address.rawValue, request, fresh: false, to: &log)
        if object.page == SlubCache.none {
            givePages(object, address.rawValue, cpu, memory: &memory, log: &log)
        } else {
            let inside = (address.rawValue &- UInt64(object.header) &- linearBase) & (pageSize - 1)
            let start = UInt16(inside / UInt64(SlobRules.unit))
            giveBlock(object.page, at: start, bytes: object.bytes, cpu, memory: &memory, log: &log)
        }
        guard let named, named.rawValue - 1 != object.cache else { return .freed }
        return .wrongCache(CacheID(object.cache + 1))
    }

    private mutating func freeOther(
        _ address: VirtualAddress, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        switch find(address) {
        case .nothing: return .nothing
        case .unknown: return .unknownObject
        case .large(let index):
            large.free(index, request, frames: &frames, linearBase: linearBase, memory: &memory, log: &log)
            return .freed
        case .misaligned: return .misaligned
        case .object: return .doubleFree
        }
    }

    private mutating func givePages(
        _ object: SlobObject, _ address: UInt64, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let frame = FrameNumber(UInt32((address &- linearBase) >> pageShift))
        let order = SlabRules.pageOrder(UInt64(object.bytes))
        logBlock(.discard, object.cache, frame, inUse: 0, cpu, log: &log)
        unreclaimablePages -= 1 << UInt64(order)
        caches[Int(object.cache)].slabs -= 1
        memory.free(frame, order: order, cpu: cpu, log: &log)
    }

    /// What an address that begins no live object is: `.object` says that it lies in free memory of the heap.
    private func find(_ address: VirtualAddress) -> ObjectReference {
        if address.rawValue <= SlubAllocator.zeroSizeObject.rawValue { return .nothing }
        let offset = address.rawValue &- linearBase
        guard offset >> pageShift <= UInt64(UInt32.max) else { return .unknown }
        let entry = frames[FrameNumber(UInt32(offset >> pageShift))]
        if entry == 0 { return .unknown }
        if entry & FrameMap.largeBit != 0 {
            let index = entry & ~FrameMap.largeBit
            return offset == UInt64(large[index].frame.rawValue) << pageShift ? .large(index) : .misaligned
        }
        let unit = UInt16((offset & (pageSize - 1)) / UInt64(SlobRules.unit))
        var block = pages[Int(entry - 1)].firstFree
        while block != SlubCache.none {
            let free = blocks[Int(block)]
            if unit >= free.start && unit < free.start + free.units { return .object(slab: entry - 1, number: 0) }
            block = free.next
        }
        return .misaligned
    }

    /// Whether a live object or large kmalloc begins at the address.
    func isLive(_ address: VirtualAddress) -> Bool {
        if objects[address.rawValue] != nil { return true }
        if case .large = find(address) { return true }
        return false
    }

    /// krealloc: stays where it is when the block is large enough (ksize), else moves. A size of 0 frees. Precondition:
    /// `address` is NULL, kmalloc(0)'s, or begins a live object.
    mutating func krealloc(
        _ address: VirtualAddress, size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        if size == 0 {
            _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log)
            return SlubAllocator.zeroSizeObject
        }
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if resize(address, to: size, request, log: &log) { return address }
        let moved = try kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        if moved != nil { _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log) }
        return moved
    }

    private mutating func resize(_ address: VirtualAddress, to size: UInt64, _ request: ObjectRequest, log: inout TransitionLog) -> Bool {
        if var object = objects[address.rawValue] {
            guard size <= UInt64(SlobRules.units(object.bytes - UInt32(object.header)) * UInt16(SlobRules.unit)) else { return false }
            caches[Int(object.cache)].requested = caches[Int(object.cache)].requested - UInt64(object.requested) + size
            object.requested = UInt32(size)
            objects[address.rawValue] = object
            markDirty(object.cache)
            logObject(.resize, object, address.rawValue, request, fresh: false, to: &log)
            return true
        }
        guard case .large(let index) = find(address) else { return false }
        let room = rules.largeSizeIsExact ? large[index].requested : pageSize << UInt64(large[index].order)
        guard size <= room else { return false }
        large.resize(index, to: size, request, linearBase: linearBase, log: &log)
        return true
    }

    private func logBlock(
        _ operation: SlabOperation, _ cache: UInt32, _ frame: FrameNumber, inUse: UInt32, _ cpu: UInt16, log: inout TransitionLog
    ) {
        log.append(
            SlabRow(
                operation: operation, cache: CacheID(cache + 1), frame: frame, order: caches[Int(cache)].order, objects: 1, inUse: inUse,
                cpu: cpu))
    }

    /// Given are the bytes of the block, with its header and its last half-used unit.
    private func logObject(
        _ operation: ObjectOperation, _ object: SlobObject, _ address: UInt64, _ request: ObjectRequest, fresh: Bool,
        to log: inout TransitionLog
    ) {
        let frame = FrameNumber(UInt32((address &- linearBase) >> pageShift))
        log.append(
            ObjectRow(
                operation: operation, cache: CacheID(object.cache + 1), address: VirtualAddress(address),
                requested: UInt64(object.requested), given: UInt64(SlabRules.roundUp(object.bytes, to: SlobRules.unit)), frame: frame,
                cpu: request.cpu, caller: request.caller, fresh: fresh, recorded: request.recorded))
    }
}
