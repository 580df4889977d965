import Pages
import ReplayModel
import TraceFormat

/// What an address is to the allocator.
enum ObjectReference {
    case nothing
    case unknown
    case misaligned
    case object(slab: UInt32, number: UInt16)
    case large(UInt32)
}

// kfree and kmem_cache_free: do_slab_free and __slab_free. Source: mm/slub.c.
extension SlubAllocator {
    /// Gives an object back, be it from a cache, kmalloc or a large kmalloc. `cache` is the cache that the caller names.
    mutating func free(
        _ address: VirtualAddress, cache named: CacheID? = nil, cpu: UInt16, caller: NameID?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> ObjectFreeOutcome {
        switch find(address) {
        case .nothing: return .nothing
        case .unknown: return .unknownObject
        case .misaligned: return .misaligned
        case .large(let index):
            freeLarge(index, cpu: cpu, caller: caller, memory: &memory, log: &log)
            return .freed
        case .object(let slab, let number):
            guard isLive(number, of: slab) else { return .doubleFree }
            let actual = slabs[Int(slab)].cache
            freeObject(number, of: slab, cpu: cpu, caller: caller, memory: &memory, log: &log)
            guard let named, caches[Int(named.rawValue - 1)].target != actual else { return .freed }
            return .wrongCache(CacheID(actual + 1))
        }
    }

    /// The object that begins at an address.
    @inline(__always)
    func find(_ address: VirtualAddress) -> ObjectReference {
        if address.rawValue <= Self.zeroSizeObject.rawValue { return .nothing }
        let offset = address.rawValue &- linearBase
        guard offset >> pageShift <= UInt64(UInt32.max) else { return .unknown }
        let entry = frames[FrameNumber(UInt32(offset >> pageShift))]
        if entry == 0 { return .unknown }
        if entry & FrameMap.largeBit != 0 {
            let index = entry & ~FrameMap.largeBit
            return offset == UInt64(large[Int(index)].frame.rawValue) << pageShift ? .large(index) : .misaligned
        }
        let slab = slabs[Int(entry - 1)]
        let size = caches[Int(slab.cache)].geometry.size
        // A slab is no larger than the largest block, so 32 bits hold the place in it.
        let inside = UInt32(truncatingIfNeeded: offset - UInt64(slab.frame.rawValue) << pageShift)
        let number = inside / size
        guard number * size == inside, number < slab.objects else { return .misaligned }
        return .object(slab: entry - 1, number: UInt16(truncatingIfNeeded: number))
    }

    /// Whether a live object or large kmalloc begins at the address.
    func isLive(_ address: VirtualAddress) -> Bool {
        switch find(address) {
        case .nothing, .unknown, .misaligned: false
        case .large: true
        case .object(let slab, let number): isLive(number, of: slab)
        }
    }

    func isLive(_ object: UInt16, of slab: UInt32) -> Bool {
        objects[slabs[Int(slab)].firstObject + UInt32(object)].next == SlabObject.isLive
    }

    mutating func freeObject(
        _ object: UInt16, of index: UInt32, cpu: UInt16, caller: NameID?, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let slab = slabs[Int(index)]
        let record = slab.firstObject + UInt32(object)
        let requested = UInt64(objects[record].requested)
        uncount(index, requested)
        log.append(
            ObjectRow(
                operation: .free, cache: caches[Int(slab.cache)].id, address: address(of: object, in: slab), requested: requested,
                given: UInt64(caches[Int(slab.cache)].geometry.size), frame: slab.frame, cpu: cpu, caller: caller, fresh: false))
        let place = slot(slab.cache, cpu)
        if slots[place].slab == index {
            objects[record] = SlabObject(requested: 0, next: slots[place].freelist)
            slots[place].freelist = object
        } else {
            objects[record] = SlabObject(requested: 0, next: slab.freelist)
            slabs[Int(index)].freelist = object
            slabs[Int(index)].inUse -= 1
            settle(index, wasFull: slab.freelist == Slab.noObject, cpu: cpu, memory: &memory, log: &log)
        }
    }

    @inline(__always)
    mutating func uncount(_ index: UInt32, _ requested: UInt64) {
        let cache = slabs[Int(index)].cache
        slabs[Int(index)].live -= 1
        if slabs[Int(index)].live == 0 { caches[Int(cache)].activeSlabs -= 1 }
        caches[Int(cache)].live -= 1
        caches[Int(cache)].requested -= requested
        markDirty(cache)
    }

    /// Whether a free that emptied a slab gives it back.
    private func isSpareNow(_ index: UInt32) -> Bool {
        rules.keepsEmptied ? isSpare(index) : slabs[Int(index)].inUse == 0
    }

    /// Finds the place of a slab that got one more free object on its own list.
    private mutating func settle(
        _ index: UInt32, wasFull: Bool, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        switch slabs[Int(index)].place {
        case .nodePartial:
            caches[Int(slabs[Int(index)].cache)].partialFree += 1
            // The list is counted with the slab itself on it, as in the kernel.
            if isSpareNow(index) {
                removePartial(index)
                discard(index, cpu, memory: &memory, log: &log)
            }
        case .full:
            precondition(wasFull, "a slab on no list had free objects")
            if rules.cpuPartial != .absent { return freeze(index, cpu, memory: &memory, log: &log) }
            if isSpareNow(index) { return discard(index, cpu, memory: &memory, log: &log) }
            slabs[Int(index)].cpu = cpu
            addPartial(index, atTail: true, log: &log)
        case .cpu, .cpuPartial: break
        case .unused: preconditionFailure("an object of a slab that was given back")
        }
    }
}
