import ReplayModel
import TraceFormat

// Starting with the caches of a machine that runs already.
extension SlubAllocator {
    /// Makes a cache of a state's geometry.
    mutating func addCache(
        like state: InitialSlabState.Cache, name: NameID, _ common: inout SlabCommon, log: inout TransitionLog
    ) -> CacheID {
        let flags = SlabFlags(rawValue: state.flags)
        let geometry = CacheGeometry(
            objectSize: state.objectSize, size: state.size,
            align: common.rules.alignment(objectSize: state.objectSize, wish: 0, flags: flags), order: state.order, objects: state.objects,
            minPartial: state.minPartial, cpuPartial: state.cpuPartial)
        append(cpuPartialSlabs: state.cpuPartialSlabs)
        return common.add(name, flags, geometry, order: state.sequence, log: &log)
    }

    /// Enters a slab that exists when the trace begins; objects on neither free list are live. Slabs of a list are entered
    /// in the list's order, those of a CPU's partial list the oldest first. Precondition: its frames are owned by `.slab` with
    /// the cache's id and known to no other slab; a CPU has no slab of the cache yet.
    mutating func restore(_ snapshot: SlabSnapshot, cache: CacheID, _ common: inout SlabCommon, log: inout TransitionLog) {
        let bytes = common[cache].geometry.objectSize
        let index = recordSlab(cache, snapshot.frame, snapshot.order, snapshot.objects, &common)
        let first = slabs[index].firstObject
        for object in 0..<snapshot.objects { objects[first, ObjectNumber(object)] = SlabObject(requested: bytes, next: .live) }
        slabs[index].freelist = link(snapshot.freelist, of: index)
        slabs[index].inUse = snapshot.objects - UInt16(snapshot.freelist.count)
        slabs[index].live = slabs[index].inUse - UInt16(snapshot.cpuFreelist.count)
        let live = UInt64(slabs[index].live)
        common[cache].live += live
        common[cache].requested += live * UInt64(bytes)
        common[cache].activeSlabs += live > 0 ? 1 : 0
        slabs[index].cpu = snapshot.cpu
        logSlab(.new, index, snapshot.cpu, log: &log)
        list(index, snapshot, &common, log: &log)
    }

    private mutating func link(_ numbers: [UInt16], of index: SlabIndex) -> ObjectNumber {
        objects.link(slabs[index].firstObject, count: slabs[index].objects, in: numbers.lazy.map { ObjectNumber($0) })
    }

    private mutating func list(_ index: SlabIndex, _ snapshot: SlabSnapshot, _ common: inout SlabCommon, log: inout TransitionLog) {
        switch snapshot.place {
        case .full: break
        case .nodePartial: addPartial(index, atTail: true, &common, log: &log)
        case .cpuPartial: putCPUPartial(index, snapshot.cpu, log: &log)
        case .cpu:
            let place = cpuSlabs.index(slabs[index].cache, snapshot.cpu)
            precondition(cpuSlabs[place].slab == .none, "the CPU has a slab already")
            cpuSlabs[place].slab = index
            cpuSlabs[place].freelist = link(snapshot.cpuFreelist, of: index)
            slabs[index].place = .cpu
            logSlab(.activate, index, snapshot.cpu, log: &log)
        case .unused: preconditionFailure("a slab stands somewhere")
        }
    }
}
