import Pages
import ReplayModel
import TraceFormat

// What a recording that names objects needs of SLUB beyond its own calls: what it would answer, and where a slab is begun on pages that
// the recording tells.
extension SlubAllocator {
    /// The object that the next allocation on a CPU gets; nil: it needs a new slab.
    mutating func nextObject(_ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon) -> FoundObject? {
        let cpu = cpuSlabs[cpuSlabs.index(cache, cpu)]
        if cpu.freelist != .none { return found(cpu.freelist, of: cpu.slab, common) }
        let partial = cpu.partial == .none ? nodes[cache].partial.head : cpu.partial
        for index in [cpu.slab, partial] where index != .none && slabs[index].freelist != .none {
            return found(slabs[index].freelist, of: index, common)
        }
        return nil
    }

    /// Enters a slab on the given pages as the CPU's, as when the CPU found nothing free and asked for them. What it had until then
    /// is put away as the kernel does: it had left that slab before it asked, so objects freed into it since stand on
    /// the slab's own list, and the slab on the CPU's partial list (___slab_alloc and __slab_free, mm/slub.c of 6.1).
    /// `first`: the object where a random order begins, which the kernel draws.
    mutating func beginSlab(
        _ cache: CacheID, _ frame: FrameNumber, order: UInt8, first: ObjectNumber, cpu: UInt16, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        leaveSlab(cache, cpu, &common, memory: &memory, log: &log)
        let index = addSlab(cache, frame, order, cpu, &common, log: &log)
        beginOrder(of: index, at: first, &common)
        activate(index, cpuSlabs.index(cache, cpu), cpu, log: &log)
    }

    private mutating func leaveSlab(
        _ cache: CacheID, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let place = cpuSlabs.index(cache, cpu)
        let index = cpuSlabs[place].slab
        guard index != .none else { return }
        dropCPUSlab(place)
        slabs[index].place = .full
        if slabs[index].freelist == .none {
            logSlab(.full, index, cpu, log: &log)
        } else if rules.cpuPartial != .absent {
            freeze(index, cpu, &common, memory: &memory, log: &log)
        } else {
            addPartial(index, atTail: true, &common, log: &log)
        }
    }

    /// Links a slab's objects, all free, in the cache's random order from an object on. No change where the cache has no such order.
    private mutating func beginOrder(of index: SlabIndex, at object: ObjectNumber, _ common: inout SlabCommon) {
        let cache = common[slabs[index].cache]
        guard cache.hasRandomOrder,
            let place = common.freelistOrders.place(of: object, in: cache.freelistOrder, count: cache.geometry.objects)
        else { return }
        slabs[index].freelist = objects.link(
            slabs[index].firstObject, count: slabs[index].objects, in: freelistOrder(of: cache.id, from: place, common))
    }

    /// How many free objects a CPU would hand out before this one, up to `limit`; nil: more, or it does not get there without a new
    /// slab.
    mutating func distance(to object: FoundObject, cpu: UInt16, limit: Int) -> Int? {
        let cpu = cpuSlabs[cpuSlabs.index(object.cache, cpu)]
        var passed = 0
        if cpu.slab != .none {
            for head in [cpu.freelist, slabs[cpu.slab].freelist] {
                if pass(from: head, in: cpu.slab, to: object, &passed, limit) { return passed }
            }
        }
        for head in [cpu.partial, nodes[object.cache].partial.head] {
            var slab = head
            while slab != .none, passed <= limit {
                if pass(from: slabs[slab].freelist, in: slab, to: object, &passed, limit) { return passed }
                slab = slabs[slab].next
            }
        }
        return nil
    }

    /// Walks a free list; whether it meets the object, `passed` others later.
    private func pass(
        from head: ObjectNumber, in slab: SlabIndex, to object: FoundObject, _ passed: inout Int, _ limit: Int
    ) -> Bool {
        var number = head
        while number != .none, passed <= limit {
            if slab == object.slab, number == object.number { return true }
            passed += 1
            number = objects[slabs[slab].firstObject, number].next
        }
        return false
    }
}
