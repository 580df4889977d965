import Pages
import ReplayModel
import TraceFormat

// kmem_cache_alloc: ____cache_alloc and cache_alloc_refill. Source: mm/slab.c.
extension ClassicAllocator {
    mutating func take(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject {
        let array = arrays.index(cache, request.cpu)
        let isEmpty = arrays[array].avail == 0
        let isFresh = isEmpty ? try refill(cache, array, request, &common, memory: &memory, log: &log) : false
        arrays[array].isTouched = true
        arrays[array].avail -= 1
        let entry = entries[arrays[array].base + arrays[array].avail]
        objects[slabs[entry.slab].firstObject, entry.object] = SlabObject(requested: bytes, next: .live)
        slabs[entry.slab].live += 1
        var object = found(entry.object, of: entry.slab, common)
        object.isFresh = isFresh
        return object
    }

    /// Fills the CPU's empty array; true when a new slab had to be made. On failure nothing has changed.
    private mutating func refill(
        _ cache: CacheID, _ array: PerCPUIndex, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> Bool {
        open(array, capacity: caches[cache].limit)
        var batch = caches[cache].batch
        if !arrays[array].isTouched { batch = min(batch, ClassicRules.idleRefill) }
        if takeShared(cache, array, batch, &common) { return false }
        let wasTouched = caches[cache].freeTouched
        if !rules.growsDirectly || common[cache].nodeFree > 0 {
            takeFromSlabs(cache, array, batch, request.cpu, &common, log: &log)
            if arrays[array].avail > 0 { return false }
        }
        do throws(OutOfMemory) {
            let slab = try newSlab(cache, request, &common, memory: &memory, log: &log)
            // Older kernels put the new slab on the list first and find it there.
            if !rules.growsDirectly { caches[cache].freeTouched = true }
            common[cache].nodeFree += UInt64(caches[cache].layout.objects)
            common[cache].nodeFree -= UInt64(takeBlock(slab, array, batch))
            fixUpList(of: slab, request.cpu, &common, log: &log)
            return true
        } catch {
            caches[cache].freeTouched = wasTouched
            throw error
        }
    }

    /// Gives an array its room on first use.
    mutating func open(_ array: PerCPUIndex, capacity: UInt32) {
        if arrays[array].base == .none { arrays[array].base = entries.addRun(capacity: capacity) }
    }

    /// Moves what came last into the shared array (transfer_objects).
    private mutating func takeShared(_ cache: CacheID, _ array: PerCPUIndex, _ batch: UInt32, _ common: inout SlabCommon) -> Bool {
        let shared = sharedArray(cache)
        let count = min(arrays[shared].avail, batch)
        guard count > 0 else { return false }
        arrays[shared].avail -= count
        entries.copy(count, from: arrays[shared].base + arrays[shared].avail, to: arrays[array].base)
        arrays[array].avail = count
        arrays[shared].isTouched = true
        common[cache].sharedFree = UInt64(arrays[shared].avail)
        common.markDirty(cache)
        return true
    }

    /// Takes up to `batch` objects from partial slabs, then from free ones.
    private mutating func takeFromSlabs(
        _ cache: CacheID, _ array: PerCPUIndex, _ batch: UInt32, _ cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog
    ) {
        var wanted = batch
        while wanted > 0 {
            var slab = caches[cache].partial.head
            if slab == .none {
                caches[cache].freeTouched = true
                slab = caches[cache].free.head
            }
            if slab == .none { break }
            wanted -= takeBlock(slab, array, wanted)
            fixUpList(of: slab, cpu, &common, log: &log)
        }
        common[cache].nodeFree -= UInt64(arrays[array].avail)
        common.markDirty(cache)
    }

    /// Moves free objects of a slab into an array, at most `batch` (alloc_block); returns how many.
    private mutating func takeBlock(_ slab: SlabIndex, _ array: PerCPUIndex, _ batch: UInt32) -> UInt32 {
        var count: UInt32 = 0
        let first = slabs[slab].firstObject
        while count < batch, slabs[slab].freelist != .none {
            let object = slabs[slab].freelist
            slabs[slab].freelist = objects[first, object].next
            push(object, of: slab, into: array)
            count += 1
        }
        slabs[slab].inUse += UInt16(count)
        return count
    }

    /// Puts an object into an array that has room.
    mutating func push(_ object: ObjectNumber, of slab: SlabIndex, into array: PerCPUIndex) {
        objects[slabs[slab].firstObject, object].next = .inArray
        entries[arrays[array].base + arrays[array].avail] = ArrayEntry(slab: slab, object: object)
        arrays[array].avail += 1
    }

    /// Puts a slab that objects were taken from where it belongs: full, or first of the partial ones (fixup_slab_list).
    private mutating func fixUpList(of slab: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog) {
        move(slab, to: slabs[slab].freelist == .none ? .full : .partial, atTail: false, cpu, &common, log: &log)
    }
}
