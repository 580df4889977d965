import ReplayModel

// The state of a machine that runs already.
extension SlubAllocator {
    /// Enters a slab that exists when the trace begins; objects on neither free list are live. Slabs of a list are entered
    /// in the list's order, those of a CPU's partial list the oldest first. Precondition: its frames are owned by `.slab` with
    /// the cache's id and known to no other slab; a CPU has no slab of the cache yet.
    mutating func restore(_ snapshot: SlabSnapshot, cache: CacheID, log: inout TransitionLog) {
        let cache = caches[Int(cache.rawValue - 1)].target
        let index = recordSlab(cache, snapshot.frame, snapshot.order, snapshot.objects)
        let bytes = caches[Int(cache)].geometry.objectSize
        let first = slabs[Int(index)].firstObject
        for object in 0..<UInt32(snapshot.objects) {
            objects[first + object] = SlabObject(requested: bytes, next: SlabObject.isLive)
        }
        slabs[Int(index)].freelist = link(snapshot.freelist, first)
        slabs[Int(index)].inUse = snapshot.objects - UInt16(snapshot.freelist.count)
        slabs[Int(index)].live = slabs[Int(index)].inUse - UInt16(snapshot.cpuFreelist.count)
        let live = UInt64(slabs[Int(index)].live)
        caches[Int(cache)].live += live
        caches[Int(cache)].requested += live * UInt64(bytes)
        caches[Int(cache)].activeSlabs += live > 0 ? 1 : 0
        slabs[Int(index)].cpu = snapshot.cpu
        logSlab(.new, index, snapshot.cpu, log: &log)
        stand(index, snapshot, log: &log)
    }

    /// Chains free objects; returns the head.
    private mutating func link(_ list: [UInt16], _ first: UInt32) -> UInt16 {
        var next = Slab.noObject
        for object in list.reversed() {
            objects[first + UInt32(object)] = SlabObject(requested: 0, next: next)
            next = object
        }
        return next
    }

    private mutating func stand(_ index: UInt32, _ snapshot: SlabSnapshot, log: inout TransitionLog) {
        let cache = slabs[Int(index)].cache
        switch snapshot.place {
        case .full: break
        case .nodePartial: addPartial(index, atTail: true, log: &log)
        case .cpuPartial: putCpuPartial(index, snapshot.cpu, log: &log)
        case .cpu:
            let place = slot(cache, snapshot.cpu)
            precondition(slots[place].slab == SlubCache.none, "the CPU has a slab already")
            slots[place] = CpuSlot(
                slab: index, freelist: link(snapshot.cpuFreelist, slabs[Int(index)].firstObject), partial: slots[place].partial)
            slabs[Int(index)].place = .cpu
            logSlab(.activate, index, snapshot.cpu, log: &log)
        case .unused: preconditionFailure("a slab stands somewhere")
        }
    }
}
