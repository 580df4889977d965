import Pages
import ReplayModel
import TraceFormat

// kmem_cache_alloc: ____cache_alloc and cache_alloc_refill. Source: mm/slab.c.
extension ClassicAllocator {
    /// Takes one object of a cache. Precondition: the cache lives.
    mutating func cacheAllocate(
        _ cache: CacheID, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let index = caches[Int(cache.rawValue - 1)].target
        precondition(caches[Int(index)].isAlive, "the cache is destroyed")
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        return try allocate(index, bytes: caches[Int(index)].layout.objectSize, request, memory: &memory, log: &log)
    }

    mutating func allocate(
        _ cache: UInt32, bytes: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let place = array(cache, request.cpu)
        let fresh = arrays[place].avail == 0 ? try refill(cache, request, memory: &memory, log: &log) : false
        arrays[place].isTouched = true
        arrays[place].avail -= 1
        let entry = entries[Int(arrays[place].base + arrays[place].avail)]
        let (index, object) = (Int(entry >> 16), UInt16(truncatingIfNeeded: entry))
        count(object, of: index, bytes: bytes)
        let slab = slabs[index]
        let address = address(of: object, in: slab)
        log.append(
            ObjectRow(
                operation: .allocate, cache: caches[Int(cache)].id, address: address, requested: UInt64(bytes),
                given: UInt64(caches[Int(cache)].layout.size), frame: slab.frame, cpu: request.cpu, caller: request.caller,
                fresh: fresh, recorded: request.recorded))
        return address
    }

    @inline(__always)
    private mutating func count(_ object: UInt16, of slab: Int, bytes: UInt32) {
        objects[slabs[slab].firstObject + UInt32(object)] = SlabObject(requested: bytes, next: SlabObject.isLive)
        let cache = slabs[slab].cache
        slabs[slab].live += 1
        caches[Int(cache)].live += 1
        caches[Int(cache)].requested += UInt64(bytes)
        markDirty(cache)
    }

    /// Fills the CPU's empty array; true when a new slab had to be made. On failure nothing has changed.
    private mutating func refill(
        _ cache: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> Bool {
        let place = array(cache, request.cpu)
        open(place, capacity: caches[Int(cache)].limit)
        var batch = caches[Int(cache)].batch
        if !arrays[place].isTouched { batch = min(batch, ClassicRules.idleRefill) }
        if takeShared(cache, place, batch) { return false }
        let wasTouched = caches[Int(cache)].freeTouched
        if !rules.growsDirectly || caches[Int(cache)].freeObjects > 0 {
            takeFromSlabs(cache, place, batch, request.cpu, log: &log)
            if arrays[place].avail > 0 { return false }
        }
        do throws(OutOfMemory) {
            let slab = try newSlab(cache, request, memory: &memory, log: &log)
            // Older kernels put the new slab on the list first and find it there.
            if !rules.growsDirectly { caches[Int(cache)].freeTouched = true }
            caches[Int(cache)].freeObjects += UInt64(caches[Int(cache)].layout.objects)
            caches[Int(cache)].freeObjects -= UInt64(takeBlock(slab, place, batch))
            settle(slab, request.cpu, log: &log)
            return true
        } catch {
            caches[Int(cache)].freeTouched = wasTouched
            throw error
        }
    }

    /// Gives an array its room on first use.
    mutating func open(_ place: Int, capacity: UInt32) {
        guard arrays[place].base == SlubCache.none else { return }
        arrays[place].base = UInt32(entries.count)
        entries.append(contentsOf: repeatElement(0, count: Int(capacity)))
    }

    /// Moves what came last into the shared array (transfer_objects).
    private mutating func takeShared(_ cache: UInt32, _ place: Int, _ batch: UInt32) -> Bool {
        let shared = sharedArray(cache)
        let count = min(arrays[shared].avail, batch)
        guard count > 0 else { return false }
        arrays[shared].avail -= count
        let from = arrays[shared].base + arrays[shared].avail
        for number in 0..<count { entries[Int(arrays[place].base + number)] = entries[Int(from + number)] }
        arrays[place].avail = count
        arrays[shared].isTouched = true
        markDirty(cache)
        return true
    }

    /// Takes up to `batch` objects from partial slabs, then from free ones.
    private mutating func takeFromSlabs(_ cache: UInt32, _ place: Int, _ batch: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        var wanted = batch
        while wanted > 0 {
            var slab = caches[Int(cache)].partial.head
            if slab == SlubCache.none {
                caches[Int(cache)].freeTouched = true
                slab = caches[Int(cache)].free.head
            }
            if slab == SlubCache.none { break }
            wanted -= takeBlock(slab, place, wanted)
            settle(slab, cpu, log: &log)
        }
        caches[Int(cache)].freeObjects -= UInt64(arrays[place].avail)
        markDirty(cache)
    }

    /// Moves free objects of a slab into an array, at most `batch`; returns how many.
    private mutating func takeBlock(_ slab: UInt32, _ place: Int, _ batch: UInt32) -> UInt32 {
        var count: UInt32 = 0
        let first = slabs[Int(slab)].firstObject
        while count < batch, slabs[Int(slab)].freelist != Slab.noObject {
            let object = slabs[Int(slab)].freelist
            slabs[Int(slab)].freelist = objects[first + UInt32(object)].next
            objects[first + UInt32(object)].next = ArrayCache.inArray
            entries[Int(arrays[place].base + arrays[place].avail)] = UInt64(slab) << 16 | UInt64(object)
            arrays[place].avail += 1
            count += 1
        }
        slabs[Int(slab)].inUse += UInt16(count)
        return count
    }

    /// Puts a slab that objects were taken from where it belongs: full, or first of the partial ones (fixup_slab_list).
    private mutating func settle(_ slab: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        let isFull = slabs[Int(slab)].freelist == Slab.noObject
        move(slab, to: isFull ? .full : .partial, atTail: false, cpu, log: &log)
    }
}
