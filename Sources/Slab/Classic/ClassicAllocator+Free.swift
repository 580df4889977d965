import Pages
import ReplayModel
import TraceFormat

// kfree and kmem_cache_free: ___cache_free, cache_flusharray, free_block. Source: mm/slab.c.
extension ClassicAllocator {
    mutating func put(
        _ object: FoundObject, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        slabs[object.slab].live -= 1
        objects[slabs[object.slab].firstObject, object.number] = SlabObject(next: .inArray)
        let (limit, array) = (caches[object.cache].limit, arrays.index(object.cache, request.cpu))
        open(array, capacity: limit)
        if arrays[array].avail >= limit { flush(object.cache, array, request.cpu, &common, memory: &memory, log: &log) }
        push(object.number, of: object.slab, into: array)
    }

    /// Makes room in a full array: its oldest objects go to the shared array, or when that is full to their slabs
    /// (cache_flusharray).
    private mutating func flush(
        _ cache: CacheID, _ array: PerCPUIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let shared = sharedArray(cache)
        let batch = caches[cache].batch
        let room = caches[cache].sharedLimit - arrays[shared].avail
        guard room > 0 else { return giveBack(batch, of: array, cache, cpu, &common, memory: &memory, log: &log) }
        open(shared, capacity: caches[cache].sharedLimit)
        let count = min(batch, room)
        entries.copy(count, from: arrays[array].base, to: arrays[shared].base + arrays[shared].avail)
        arrays[shared].avail += count
        common[cache].sharedFree = UInt64(arrays[shared].avail)
        dropOldest(count, of: array)
    }

    /// Returns an array's oldest objects to their slabs, and the slabs that are too many to the pages.
    mutating func giveBack(
        _ count: UInt32, of array: PerCPUIndex, _ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let spare = freeBlock(cache, from: arrays[array].base, count, cpu, &common, log: &log)
        dropOldest(count, of: array)
        common[cache].sharedFree = UInt64(arrays[sharedArray(cache)].avail)
        for slab in spare { destroySlab(slab, cpu, &common, memory: &memory, log: &log) }
    }

    private mutating func dropOldest(_ count: UInt32, of array: PerCPUIndex) {
        arrays[array].avail -= count
        entries.copy(arrays[array].avail, from: arrays[array].base + count, to: arrays[array].base)
    }

    /// Puts objects back on their slabs' lists (free_block); returns the slabs to give back, in that order.
    private mutating func freeBlock(
        _ cache: CacheID, from base: ArrayEntryIndex, _ count: UInt32, _ cpu: UInt16, _ common: inout SlabCommon,
        log: inout TransitionLog
    ) -> [SlabIndex] {
        var spare: [SlabIndex] = []
        for number in 0..<count {
            let slab = entries[base + number].slab
            pushFree(entries[base + number])
            common[cache].nodeFree += 1
            if slabs[slab].inUse > 0 {
                move(slab, to: .partial, atTail: true, cpu, &common, log: &log)
            } else if !rules.givesBackAfterBatch && common[cache].nodeFree > caches[cache].freeLimit {
                detachFree(slab, &common)
                spare.append(slab)
            } else {
                move(slab, to: .free, atTail: false, cpu, &common, log: &log)
            }
        }
        if rules.givesBackAfterBatch { spare = detachSpare(cache, &common) }
        common.markDirty(cache)
        return spare
    }

    /// Takes free slabs out of the node until it has no more free objects than it may, the one that is free for longest first. They are
    /// collected at the head of a list, so the last comes first.
    private mutating func detachSpare(_ cache: CacheID, _ common: inout SlabCommon) -> [SlabIndex] {
        var spare: [SlabIndex] = []
        while common[cache].nodeFree > caches[cache].freeLimit, !caches[cache].free.isEmpty {
            spare.append(caches[cache].free.tail)
            detachFree(caches[cache].free.tail, &common)
        }
        return spare.reversed()
    }

    /// Puts an object on its slab's free list (slab_put_obj).
    private mutating func pushFree(_ entry: ArrayEntry) {
        objects[slabs[entry.slab].firstObject, entry.object].next = slabs[entry.slab].freelist
        slabs[entry.slab].freelist = entry.object
        slabs[entry.slab].inUse -= 1
    }

    /// Takes an empty slab out of the node; its pages go later.
    mutating func detachFree(_ slab: SlabIndex, _ common: inout SlabCommon) {
        let cache = slabs[slab].cache
        common[cache].nodeFree -= UInt64(caches[cache].layout.objects)
        unlink(slab, &common)
    }
}
