import Pages
import ReplayModel
import TraceFormat

/// Who asks for an object, for the row that is written.
struct ObjectRequest {
    var gfp: GfpFlags
    var cpu: UInt16
    var caller: NameID?
    /// The address that a recording names.
    var recorded: UInt64?
    /// A recorded object's address in the model's prediction, where that is another; 0: the model predicts none.
    var predicted: UInt64?
    /// A slab was made for it already.
    var isFresh = false
}

// kmem_cache_alloc: ___slab_alloc and its fast path. Source: mm/slub.c.
extension SlubAllocator {
    /// Takes one object of a cache. `requested` defaults to the cache's object size.
    mutating func cacheAllocate(
        _ cache: CacheID, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let index = caches[Int(cache.rawValue - 1)].target
        precondition(caches[Int(index)].isAlive, "the cache is destroyed")
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        return try allocate(
            index, bytes: caches[Int(index)].geometry.objectSize, request, memory: &memory, log: &log)
    }

    mutating func allocate(
        _ cache: UInt32, bytes: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let place = slot(cache, request.cpu)
        var fresh = false
        if slots[place].freelist == Slab.noObject {
            fresh = try refill(cache, request, memory: &memory, log: &log)
        }
        let index = slots[place].slab
        let object = slots[place].freelist
        slots[place].freelist = take(object, of: index, bytes: bytes)
        let slab = slabs[Int(index)]
        let address = address(of: object, in: slab)
        log.append(
            ObjectRow(
                operation: .allocate, cache: caches[Int(cache)].id, address: address, requested: UInt64(bytes),
                given: UInt64(caches[Int(cache)].geometry.size), frame: slab.frame, cpu: request.cpu, caller: request.caller,
                fresh: fresh || request.isFresh, recorded: request.recorded, predicted: request.predicted))
        return address
    }

    /// Marks a free object as live; returns the next one of its free list.
    @inline(__always)
    mutating func take(_ object: UInt16, of slab: UInt32, bytes: UInt32) -> UInt16 {
        let record = slabs[Int(slab)].firstObject + UInt32(object)
        let next = objects[record].next
        objects[record] = SlabObject(requested: bytes, next: SlabObject.isLive)
        slabs[Int(slab)].live += 1
        let cache = slabs[Int(slab)].cache
        if slabs[Int(slab)].live == 1 { caches[Int(cache)].activeSlabs += 1 }
        caches[Int(cache)].live += 1
        caches[Int(cache)].requested += UInt64(bytes)
        markDirty(cache)
        return next
    }

    /// Gives the CPU a free list again; true when a new slab had to be made. On failure nothing has changed.
    private mutating func refill(
        _ cache: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> Bool {
        let place = slot(cache, request.cpu)
        let current = slots[place].slab
        if current != SlubCache.none && slabs[Int(current)].freelist != Slab.noObject {
            loadFreelist(of: current, place)
            return false
        }
        var next = slots[place].partial
        var fresh = false
        if next != SlubCache.none {
            slots[place].partial = slabs[Int(next)].next
            slabs[Int(next)].next = SlubCache.none
        } else if caches[Int(cache)].partialCount > 0 {
            next = takePartials(cache, request.cpu, log: &log)
        } else {
            next = try newSlab(cache, request, memory: &memory, log: &log)
            fresh = true
        }
        dropExhausted(current, log: &log)
        slots[place].slab = next
        slabs[Int(next)].place = .cpu
        slabs[Int(next)].cpu = request.cpu
        logSlab(.activate, next, request.cpu, log: &log)
        loadFreelist(of: next, place)
        return fresh
    }

    /// The CPU takes over all that its slab has free (get_freelist, acquire_slab).
    mutating func loadFreelist(of slab: UInt32, _ place: Int) {
        slots[place].freelist = slabs[Int(slab)].freelist
        slabs[Int(slab)].freelist = Slab.noObject
        slabs[Int(slab)].inUse = slabs[Int(slab)].objects
    }

    /// A CPU leaves a slab with nothing free: it stands on no list from here on.
    private mutating func dropExhausted(_ slab: UInt32, log: inout TransitionLog) {
        guard slab != SlubCache.none else { return }
        slabs[Int(slab)].place = .full
        logSlab(.full, slab, slabs[Int(slab)].cpu, log: &log)
    }

    func logSlab(_ operation: SlabOperation, _ index: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        log.append(
            SlabRow(
                operation: operation, cache: caches[Int(slab.cache)].id, frame: slab.frame, order: slab.order,
                objects: UInt32(slab.objects), inUse: UInt32(slab.live), cpu: cpu))
    }
}
