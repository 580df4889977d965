import Pages
import ReplayModel
import TraceFormat

// kfree and kmem_cache_free: ___cache_free, cache_flusharray, free_block. Source: mm/slab.c.
extension ClassicAllocator {
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
            let request = ObjectRequest(gfp: [], cpu: cpu, caller: caller)
            large.free(index, request, frames: &frames, linearBase: linearBase, memory: &memory, log: &log)
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
    func find(_ address: VirtualAddress) -> ObjectReference {
        if address.rawValue <= SlubAllocator.zeroSizeObject.rawValue { return .nothing }
        let offset = address.rawValue &- linearBase
        guard offset >> pageShift <= UInt64(UInt32.max) else { return .unknown }
        let entry = frames[FrameNumber(UInt32(offset >> pageShift))]
        if entry == 0 { return .unknown }
        if entry & FrameMap.largeBit != 0 {
            let index = entry & ~FrameMap.largeBit
            return offset == UInt64(large[index].frame.rawValue) << pageShift ? .large(index) : .misaligned
        }
        let slab = slabs[Int(entry - 1)]
        let layout = caches[Int(slab.cache)].layout
        let start = UInt64(slab.frame.rawValue) << pageShift + UInt64(slab.offset)
        guard offset >= start, (offset - start) % UInt64(layout.size) == 0 else { return .misaligned }
        let number = (offset - start) / UInt64(layout.size)
        return number < layout.objects ? .object(slab: entry - 1, number: UInt16(number)) : .misaligned
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

    private mutating func freeObject(
        _ object: UInt16, of index: UInt32, cpu: UInt16, caller: NameID?, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let slab = slabs[Int(index)]
        let record = slab.firstObject + UInt32(object)
        let requested = UInt64(objects[record].requested)
        log.append(
            ObjectRow(
                operation: .free, cache: caches[Int(slab.cache)].id, address: address(of: object, in: slab), requested: requested,
                given: UInt64(caches[Int(slab.cache)].layout.size), frame: slab.frame, cpu: cpu, caller: caller, fresh: false))
        slabs[Int(index)].live -= 1
        caches[Int(slab.cache)].live -= 1
        caches[Int(slab.cache)].requested -= requested
        objects[record] = SlabObject(requested: 0, next: ArrayCache.inArray)
        markDirty(slab.cache)
        let place = array(slab.cache, cpu)
        open(place, capacity: caches[Int(slab.cache)].limit)
        if arrays[place].avail >= caches[Int(slab.cache)].limit { flush(slab.cache, place, cpu, memory: &memory, log: &log) }
        entries[Int(arrays[place].base + arrays[place].avail)] = UInt64(index) << 16 | UInt64(object)
        arrays[place].avail += 1
    }

    /// Makes room in a full array: its oldest objects go to the shared array, or when that is full to their slabs.
    private mutating func flush(
        _ cache: UInt32, _ place: Int, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let shared = sharedArray(cache)
        let batch = caches[Int(cache)].batch
        let room = caches[Int(cache)].sharedLimit - arrays[shared].avail
        guard room > 0 else { return giveBack(batch, of: place, cache, cpu, memory: &memory, log: &log) }
        open(shared, capacity: caches[Int(cache)].sharedLimit)
        let count = min(batch, room)
        let to = arrays[shared].base + arrays[shared].avail
        for number in 0..<count { entries[Int(to + number)] = entries[Int(arrays[place].base + number)] }
        arrays[shared].avail += count
        dropOldest(count, of: place)
    }

    /// Returns an array's oldest objects to their slabs, and the slabs that are too many to the pages.
    mutating func giveBack(
        _ count: UInt32, of place: Int, _ cache: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let condemned = freeBlock(cache, from: arrays[place].base, count, cpu, log: &log)
        dropOldest(count, of: place)
        for slab in condemned { destroySlab(slab, cpu, memory: &memory, log: &log) }
    }

    private mutating func dropOldest(_ count: UInt32, of place: Int) {
        arrays[place].avail -= count
        let base = arrays[place].base
        for number in 0..<arrays[place].avail { entries[Int(base + number)] = entries[Int(base + count + number)] }
    }

    /// Puts objects back on their slabs' lists; returns the slabs to give back, in that order.
    private mutating func freeBlock(
        _ cache: UInt32, from base: UInt32, _ count: UInt32, _ cpu: UInt16, log: inout TransitionLog
    ) -> [UInt32] {
        var condemned: [UInt32] = []
        for number in 0..<count {
            let entry = entries[Int(base + number)]
            let slab = UInt32(entry >> 16)
            put(UInt16(truncatingIfNeeded: entry), into: slab)
            caches[Int(cache)].freeObjects += 1
            if slabs[Int(slab)].inUse > 0 {
                move(slab, to: .partial, atTail: true, cpu, log: &log)
            } else if !rules.givesBackAfterBatch && caches[Int(cache)].freeObjects > caches[Int(cache)].freeLimit {
                condemn(slab, cache)
                condemned.append(slab)
            } else {
                move(slab, to: .free, atTail: false, cpu, log: &log)
            }
        }
        if rules.givesBackAfterBatch {
            while caches[Int(cache)].freeObjects > caches[Int(cache)].freeLimit, caches[Int(cache)].free.tail != SlubCache.none {
                condemned.append(caches[Int(cache)].free.tail)
                condemn(caches[Int(cache)].free.tail, cache)
            }
            // They were collected at the head of a list.
            condemned.reverse()
        }
        markDirty(cache)
        return condemned
    }

    private mutating func put(_ object: UInt16, into slab: UInt32) {
        objects[slabs[Int(slab)].firstObject + UInt32(object)].next = slabs[Int(slab)].freelist
        slabs[Int(slab)].freelist = object
        slabs[Int(slab)].inUse -= 1
    }

    /// Takes an empty slab out of the node's figures; its pages go later.
    mutating func condemn(_ slab: UInt32, _ cache: UInt32) {
        caches[Int(cache)].freeObjects -= UInt64(caches[Int(cache)].layout.objects)
        unlink(slab)
    }
}
