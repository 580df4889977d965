import Pages
import ReplayModel
import TraceFormat

// kfree and kmem_cache_free: do_slab_free and __slab_free. Source: mm/slub.c.
extension SlubAllocator {
    mutating func put(
        _ object: FoundObject, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let slab = slabs[object.slab]
        uncountLive(object.slab, &common)
        let cpu = cpuSlabs.index(object.cache, request.cpu)
        if cpuSlabs[cpu].slab == object.slab {
            objects[slab.firstObject, object.number] = SlabObject(next: cpuSlabs[cpu].freelist)
            cpuSlabs[cpu].freelist = object.number
        } else {
            objects[slab.firstObject, object.number] = SlabObject(next: slab.freelist)
            slabs[object.slab].freelist = object.number
            slabs[object.slab].inUse -= 1
            move(object.slab, wasFull: slab.freelist == .none, cpu: request.cpu, &common, memory: &memory, log: &log)
        }
    }

    @inline(__always)
    mutating func uncountLive(_ slab: SlabIndex, _ common: inout SlabCommon) {
        slabs[slab].live -= 1
        if slabs[slab].live == 0 { common[slabs[slab].cache].activeSlabs -= 1 }
    }

    /// Whether a free that emptied a slab gives it back.
    private func isSpareNow(_ index: SlabIndex, _ common: borrowing SlabCommon) -> Bool {
        rules.keepsEmptied ? isSpare(index, common) : slabs[index].inUse == 0
    }

    /// Moves a slab that got one more free object on its own list to where it stands from now on.
    private mutating func move(
        _ index: SlabIndex, wasFull: Bool, cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        switch slabs[index].place {
        case .nodePartial:
            common[slabs[index].cache].nodeFree += 1
            // The list is counted with the slab itself on it, as in the kernel.
            if isSpareNow(index, common) {
                removePartial(index, &common)
                discard(index, cpu, &common, memory: &memory, log: &log)
            }
        case .full:
            precondition(wasFull, "a slab on no list had free objects")
            if rules.cpuPartial != .absent { return freeze(index, cpu, &common, memory: &memory, log: &log) }
            if isSpareNow(index, common) { return discard(index, cpu, &common, memory: &memory, log: &log) }
            slabs[index].cpu = cpu
            addPartial(index, atTail: true, &common, log: &log)
        case .cpu, .cpuPartial: break
        case .unused: preconditionFailure("an object of a slab that was given back")
        }
    }
}
