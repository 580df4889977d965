import Pages
import ReplayModel
import TraceFormat

// kmem_cache_alloc: ___slab_alloc and its fast path. Source: mm/slub.c.
extension SlubAllocator {
    @inline(__always)
    mutating func take(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject {
        let cpu = cpuSlabs.index(cache, request.cpu)
        var isFresh = false
        if cpuSlabs[cpu].freelist == .none {
            isFresh = try refill(cache, cpu, request, &common, memory: &memory, log: &log)
        }
        var object = found(cpuSlabs[cpu].freelist, of: cpuSlabs[cpu].slab, common)
        cpuSlabs[cpu].freelist = makeLive(object, bytes: bytes, &common)
        object.isFresh = isFresh
        return object
    }

    /// Marks a free object as live; returns the next one of its free list.
    @inline(__always)
    mutating func makeLive(_ object: FoundObject, bytes: UInt32, _ common: inout SlabCommon) -> ObjectNumber {
        let first = slabs[object.slab].firstObject
        let next = objects[first, object.number].next
        objects[first, object.number] = SlabObject(requested: bytes, next: .live)
        slabs[object.slab].live += 1
        if slabs[object.slab].live == 1 { common[object.cache].activeSlabs += 1 }
        return next
    }

    /// Gives the CPU a free list again; true when a new slab had to be made. On failure nothing has changed.
    private mutating func refill(
        _ cache: CacheID, _ cpu: PerCPUIndex, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> Bool {
        let current = cpuSlabs[cpu].slab
        if current != .none && slabs[current].freelist != .none {
            loadFreelist(of: current, cpu)
            return false
        }
        var next = cpuSlabs[cpu].partial
        var isFresh = false
        if next != .none {
            cpuSlabs[cpu].partial = slabs[next].next
            slabs[next].next = .none
        } else if !nodes[cache].partial.isEmpty {
            next = takePartials(cache, request.cpu, &common, log: &log)
        } else {
            next = try newSlab(cache, request, &common, memory: &memory, log: &log)
            isFresh = true
        }
        if current != .none { becomeFull(current, slabs[current].cpu, log: &log) }
        activate(next, cpu, request.cpu, log: &log)
        return isFresh
    }

    /// A slab becomes the CPU's.
    mutating func activate(_ slab: SlabIndex, _ index: PerCPUIndex, _ cpu: UInt16, log: inout TransitionLog) {
        cpuSlabs[index].slab = slab
        slabs[slab].place = .cpu
        slabs[slab].cpu = cpu
        logSlab(.activate, slab, cpu, log: &log)
        loadFreelist(of: slab, index)
    }

    /// The CPU takes over all that its slab has free (get_freelist, acquire_slab).
    private mutating func loadFreelist(of slab: SlabIndex, _ cpu: PerCPUIndex) {
        cpuSlabs[cpu].freelist = slabs[slab].freelist
        slabs[slab].freelist = .none
        slabs[slab].inUse = slabs[slab].objects
    }

    /// A slab with nothing free stands on no list from here on.
    mutating func becomeFull(_ slab: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        slabs[slab].place = .full
        logSlab(.full, slab, cpu, log: &log)
    }

    func logSlab(_ operation: SlabOperation, _ index: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        let slab = slabs[index]
        log.append(
            SlabRow(
                operation: operation, cache: slab.cache, frame: slab.frame, order: slab.order, objects: UInt32(slab.objects),
                inUse: UInt32(slab.live), cpu: cpu))
    }
}
