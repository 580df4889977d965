import Pages
import ReplayModel

// The invariants of `SlubAllocator`, counted naively.
extension SlubAllocator {
    /// Stops the program when the state contradicts itself or the frames' owners. O(objects).
    func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        var counts = [SlabCount](repeating: SlabCount(), count: caches.count)
        var cpuLists = [UInt16](repeating: Slab.noObject, count: slabs.count)
        for slot in slots.elements where slot.slab != SlubCache.none {
            precondition(slabs[Int(slot.slab)].place == .cpu, "a CPU's slab stands elsewhere")
            cpuLists[Int(slot.slab)] = slot.freelist
        }
        for index in slabs.indices where slabs[index].place != .unused {
            checkSlab(UInt32(index), cpuList: cpuLists[index], memory: memory)
            counts[Int(slabs[index].cache)].add(slabs[index])
        }
        for index in caches.indices where caches[index].isAlive && !caches[index].isAlias { checkCache(index, counts[index]) }
        checkTotals()
    }

    private func checkSlab(_ index: UInt32, cpuList: UInt16, memory: borrowing some PageSource & ~Copyable) {
        let slab = slabs[Int(index)]
        let own = length(of: slab.freelist, in: slab)
        let held = length(of: cpuList, in: slab)
        var live = 0
        for object in 0..<UInt32(slab.objects) where isLive(UInt16(object), of: index) { live += 1 }
        precondition(live == Int(slab.live), "live objects are miscounted")
        precondition(own + held + live == Int(slab.objects), "an object is neither live nor free, or both")
        precondition(Int(slab.inUse) == Int(slab.objects) - own, "in use are all objects but the slab's free ones")
        precondition(slab.place == .cpu || held == 0, "only a CPU's slab has a CPU list")
        precondition((slab.place == .full) == (slab.place != .cpu && own == 0), "a slab on a list has a free object, a full one none")
        for frame in slab.frame.rawValue..<slab.frame.rawValue + (1 << UInt32(slab.order)) {
            let owner = memory.owner(of: FrameNumber(frame))
            precondition(owner.kind == .slab && owner.id == slab.cache + 1, "a slab's frame has another owner")
            precondition(frames[FrameNumber(frame)] == index + 1, "a slab's frame is not found")
        }
    }

    /// Objects on a free list; stops at one that is live or when the list is longer than the slab.
    private func length(of head: UInt16, in slab: Slab) -> Int {
        var count = 0
        var object = head
        while object != Slab.noObject {
            precondition(object < slab.objects && count < slab.objects, "a free list leaves its slab or runs in a circle")
            object = objects[slab.firstObject + UInt32(object)].next
            precondition(object != SlabObject.isLive || slab.objects == 0, "a live object is on a free list")
            count += 1
        }
        return count
    }

    private func checkCache(_ index: Int, _ count: SlabCount) {
        let cache = caches[index]
        precondition(cache.live == count.live && cache.objects == count.objects && cache.slabs == count.slabs, "figures are wrong")
        precondition(cache.activeSlabs == count.active, "slabs in use are miscounted")
        precondition(cache.partialCount == count.partial && cache.partialFree == count.partialFree, "the partial list is miscounted")
        var next = cache.partialHead
        var previous = SlubCache.none
        var length: UInt32 = 0
        while next != SlubCache.none {
            precondition(slabs[Int(next)].place == .nodePartial && slabs[Int(next)].previous == previous, "a partial list is broken")
            previous = next
            next = slabs[Int(next)].next
            length += 1
        }
        precondition(length == cache.partialCount && previous == cache.partialTail, "a partial list is broken")
        for cpu in 0..<UInt16(cpus) { length += checkCpuPartials(UInt32(index), cpu) }
        precondition(length == count.partial + count.cpuPartial, "a CPU's partial list is broken")
    }

    private func checkCpuPartials(_ cache: UInt32, _ cpu: UInt16) -> UInt32 {
        var count: UInt32 = 0
        var next = slots[slot(cache, cpu)].partial
        while next != SlubCache.none {
            let slab = slabs[Int(next)]
            precondition(slab.place == .cpuPartial && slab.cpu == cpu && slab.cache == cache, "a CPU's partial list is broken")
            next = slab.next
            count += 1
        }
        return count
    }

    private func checkTotals() {
        var pages: UInt64 = 0
        for slab in slabs.elements where slab.place != .unused { pages += 1 << UInt64(slab.order) }
        precondition(pages == reclaimablePages + unreclaimablePages, "slab pages are miscounted")
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

    mutating func add(_ slab: Slab) {
        live += UInt64(slab.live)
        objects += UInt64(slab.objects)
        slabs += 1
        active += slab.live > 0 ? 1 : 0
        cpuPartial += slab.place == .cpuPartial ? 1 : 0
        guard slab.place == .nodePartial else { return }
        partial += 1
        partialFree += UInt64(slab.objects - slab.inUse)
    }
}
