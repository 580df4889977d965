import Pages
import ReplayModel

// The invariants of `SlubAllocator`, counted naively.
extension SlubAllocator {
    func checkInvariants(_ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable) {
        var counts = [SlabCount](repeating: SlabCount(), count: common.caches.count)
        var held: [SlabIndex: ObjectNumber] = [:]
        for place in cpuSlabs.indices where cpuSlabs[place.index].slab != .none {
            let cpu = cpuSlabs[place.index]
            precondition(slabs[cpu.slab].place == .cpu && slabs[cpu.slab].cache == place.cache, "a CPU's slab stands elsewhere")
            precondition(held.updateValue(cpu.freelist, forKey: cpu.slab) == nil, "two CPUs have one slab")
        }
        var pages: UInt64 = 0
        for index in slabs.indices where slabs[index].place != .unused {
            checkSlab(index, held: held[index] ?? .none, common, memory: memory)
            counts[Int(slabs[index].cache.rawValue - 1)].add(slabs[index])
            pages += 1 << UInt64(slabs[index].order)
        }
        precondition(pages == common.slabPages, "slab pages are miscounted")
        for cache in common.living { checkCache(common[cache], counts[Int(cache.rawValue - 1)], common.cpus) }
    }

    private func checkSlab(
        _ index: SlabIndex, held: ObjectNumber, _ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable
    ) {
        let slab = slabs[index]
        let own = objects.length(of: slab.freelist, slab.firstObject, count: slab.objects)
        let held = objects.length(of: held, slab.firstObject, count: slab.objects)
        let live = (0..<slab.objects).count { isLive(ObjectNumber($0), of: index) }
        precondition(live == Int(slab.live), "live objects are miscounted")
        precondition(Int(own) + Int(held) + live == Int(slab.objects), "an object is neither live nor free, or both")
        precondition(own == slab.free, "in use are all objects but the slab's free ones")
        precondition(slab.place == .cpu || held == 0, "only a CPU's slab has a CPU list")
        precondition((slab.place == .full) == (slab.place != .cpu && own == 0), "a slab on a list has a free object, a full one none")
        common.checkFrames(of: index, slab.cache, slab.frame, order: slab.order, memory: memory)
    }

    private func checkCache(_ cache: KmemCache, _ count: SlabCount, _ cpus: UInt16) {
        let node = nodes[cache.id]
        precondition(cache.live == count.live && cache.objects == count.objects && cache.slabs == count.slabs, "figures are wrong")
        precondition(cache.activeSlabs == count.active, "slabs in use are miscounted")
        precondition(node.partialCount == count.partial && cache.nodeFree == count.partialFree, "the partial list is miscounted")
        let partial = slabs.check(node.partial) { precondition($0.place == .nodePartial, "a partial list has another slab") }
        let cpuPartial = (0..<cpus).reduce(0) { $0 + checkCPUPartials(cache.id, $1) }
        precondition(partial == count.partial && cpuPartial == count.cpuPartial, "a partial list is broken")
    }

    private func checkCPUPartials(_ cache: CacheID, _ cpu: UInt16) -> Int {
        var count = 0
        var next = cpuSlabs[cpuSlabs.index(cache, cpu)].partial
        while next != .none {
            let slab = slabs[next]
            precondition(slab.place == .cpuPartial && slab.cpu == cpu && slab.cache == cache, "a CPU's partial list is broken")
            next = slab.next
            count += 1
        }
        return count
    }
}

/// What counting a cache's slabs gives.
private struct SlabCount {
    var live: UInt64 = 0
    var objects: UInt64 = 0
    var slabs: UInt64 = 0
    var active: UInt64 = 0
    var partial: UInt32 = 0
    var partialFree: UInt64 = 0
    var cpuPartial: UInt32 = 0

    mutating func add(_ slab: SlubSlab) {
        live += UInt64(slab.live)
        objects += UInt64(slab.objects)
        slabs += 1
        active += slab.live > 0 ? 1 : 0
        cpuPartial += slab.place == .cpuPartial ? 1 : 0
        guard slab.place == .nodePartial else { return }
        partial += 1
        partialFree += UInt64(slab.free)
    }
}
