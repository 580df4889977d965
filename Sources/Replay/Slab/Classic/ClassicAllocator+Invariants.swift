import Pages
import ReplayModel

// The invariants of `ClassicAllocator`, counted naively.
extension ClassicAllocator {
    /// Stops the program when the state contradicts itself or the frames' owners. O(objects).
    func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        var counts = [ClassicCount](repeating: ClassicCount(), count: caches.count)
        let held = countArrays()
        var pages: UInt64 = 0
        for frame in slabs.indices where isUsed(slabs[frame]) {
            checkSlab(UInt32(frame), inArrays: held[frame], memory: memory)
            let slab = slabs[frame]
            counts[Int(slab.cache)].add(slab, caches[Int(slab.cache)].layout.objects)
            pages += 1 << UInt64(caches[Int(slab.cache)].layout.order)
        }
        precondition(pages == reclaimablePages + unreclaimablePages, "slab pages are miscounted")
        for index in caches.indices where caches[index].isAlive && !caches[index].isAlias { checkCache(index, counts[index]) }
    }

    private func isUsed(_ slab: ClassicSlab) -> Bool { slab.place != .none }

    /// Objects of each slab that some array holds; none may be held twice.
    private func countArrays() -> [UInt32] {
        var held = [UInt32](repeating: 0, count: slabs.count)
        var seen: Set<UInt64> = []
        for place in arrays.indices where arrays[place].avail > 0 {
            let cache = UInt32(place / (cpus + 1))
            let isShared = place % (cpus + 1) == cpus
            precondition(
                arrays[place].avail <= (isShared ? caches[Int(cache)].sharedLimit : caches[Int(cache)].limit), "an array overflows")
            for number in 0..<arrays[place].avail {
                let entry = entries[Int(arrays[place].base + number)]
                let slab = Int(entry >> 16)
                precondition(seen.insert(entry).inserted, "an object is in arrays twice")
                precondition(slabs[slab].cache == cache && isUsed(slabs[slab]), "an array holds another cache's object")
                let object = objects[slabs[slab].firstObject + UInt32(truncatingIfNeeded: entry & 0xFFFF)]
                precondition(object.next == ArrayCache.inArray, "an array holds an object that is live or on its slab's list")
                held[slab] += 1
            }
        }
        return held
    }

    private func checkSlab(_ index: UInt32, inArrays: UInt32, memory: borrowing some PageSource & ~Copyable) {
        let slab = slabs[Int(index)]
        let layout = caches[Int(slab.cache)].layout
        var live: UInt32 = 0
        for object in 0..<layout.objects where objects[slab.firstObject + object].next == SlabObject.isLive { live += 1 }
        precondition(live == slab.live && live + inArrays == slab.inUse, "objects in use are miscounted")
        precondition(length(of: slab) == layout.objects - UInt32(slab.inUse), "an object is neither in use nor free, or both")
        let place: ClassicPlace = slab.inUse == 0 ? .free : UInt32(slab.inUse) == layout.objects ? .full : .partial
        precondition(slab.place == place, "a slab is on the wrong list")
        let end = slab.offset + layout.objects * layout.size + (layout.management == .back ? layout.managementBytes : 0)
        precondition(end <= UInt32(pageSize) << UInt32(layout.order), "the objects leave the slab")
        precondition((slab.management != 0) == (layout.management == .offSlab), "a list off its slab is missing")
        for frame in slab.frame.rawValue..<slab.frame.rawValue + (1 << UInt32(layout.order)) {
            let owner = memory.owner(of: FrameNumber(frame))
            precondition(owner.kind == .slab && owner.id == slab.cache + 1, "a slab's frame has another owner")
            precondition(frames[FrameNumber(frame)] == index + 1, "a slab's frame is not found")
        }
    }

    private func length(of slab: ClassicSlab) -> UInt32 {
        var count: UInt32 = 0
        var object = slab.freelist
        while object != Slab.noObject {
            precondition(object < ArrayCache.inArray && count < 0xFFFF, "a free list leads to an object in use, or in a circle")
            object = objects[slab.firstObject + UInt32(object)].next
            count += 1
        }
        return count
    }

    private func checkCache(_ index: Int, _ count: ClassicCount) {
        let cache = caches[index]
        precondition(cache.live == count.live && cache.slabs == count.slabs && cache.freeSlabs == count.free, "figures are wrong")
        precondition(cache.freeObjects == count.freeObjects, "free objects are miscounted")
        precondition(length(of: cache.partial, .partial) == count.partial, "the partial list is broken")
        precondition(length(of: cache.free, .free) == count.free, "the list of free slabs is broken")
    }

    private func length(of list: ClassicList, _ place: ClassicPlace) -> UInt64 {
        var count: UInt64 = 0
        var previous = SlubCache.none
        var next = list.head
        while next != SlubCache.none {
            precondition(slabs[Int(next)].place == place && slabs[Int(next)].previous == previous, "a list of slabs is broken")
            previous = next
            next = slabs[Int(next)].next
            count += 1
        }
        precondition(previous == list.tail, "a list of slabs is broken")
        return count
    }
}

/// What counting a cache's slabs gives.
private struct ClassicCount {
    var live: UInt64 = 0
    var slabs: UInt64 = 0
    var partial: UInt64 = 0
    var free: UInt64 = 0
    var freeObjects: UInt64 = 0

    mutating func add(_ slab: ClassicSlab, _ objects: UInt32) {
        live += UInt64(slab.live)
        slabs += 1
        partial += slab.place == .partial ? 1 : 0
        free += slab.place == .free ? 1 : 0
        freeObjects += UInt64(objects) - UInt64(slab.inUse)
    }
}
