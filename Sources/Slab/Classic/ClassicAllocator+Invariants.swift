import Pages
import ReplayModel

// The invariants of `ClassicAllocator`, counted naively.
extension ClassicAllocator {
    func checkInvariants(_ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable) {
        var counts = [ClassicCount](repeating: ClassicCount(), count: common.caches.count)
        let held = countArrays(common)
        var pages: UInt64 = 0
        for index in slabs.indices where isUsed(slabs[index]) {
            checkSlab(index, inArrays: held[index] ?? 0, common, memory: memory)
            let slab = slabs[index]
            counts[Int(slab.cache.rawValue - 1)].add(slab, caches[slab.cache].layout.objects)
            pages += 1 << UInt64(caches[slab.cache].layout.order)
        }
        precondition(pages == common.slabPages, "slab pages are miscounted")
        for cache in common.living { checkCache(common[cache], counts[Int(cache.rawValue - 1)]) }
    }

    private func isUsed(_ slab: ClassicSlab) -> Bool { slab.place != .none }

    /// Objects of each slab that some array holds; none may be held twice.
    private func countArrays(_ common: borrowing SlabCommon) -> [SlabIndex: UInt32] {
        var held: [SlabIndex: UInt32] = [:]
        var seen: Set<ArrayEntry> = []
        for place in arrays.indices where arrays[place.index].avail > 0 {
            let array = arrays[place.index]
            let own = caches[place.cache]
            precondition(array.avail <= (place.column == common.cpus ? own.sharedLimit : own.limit), "an array overflows")
            for number in 0..<array.avail {
                let entry = entries[array.base + number]
                let slab = slabs[entry.slab]
                precondition(seen.insert(entry).inserted, "an object is in arrays twice")
                precondition(slab.cache == place.cache && isUsed(slab), "an array holds another cache's object")
                let link = objects[slab.firstObject, entry.object].next
                precondition(link == .inArray, "an array holds an object that is live or on its slab's list")
                held[entry.slab, default: 0] += 1
            }
        }
        return held
    }

    private func checkSlab(
        _ index: SlabIndex, inArrays: UInt32, _ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable
    ) {
        let slab = slabs[index]
        let layout = caches[slab.cache].layout
        let count = UInt16(layout.objects)
        let live = (0..<count).count { objects[slab.firstObject, ObjectNumber($0)].next == .live }
        precondition(live == Int(slab.live) && live + Int(inArrays) == Int(slab.inUse), "objects in use are miscounted")
        let free = objects.length(of: slab.freelist, slab.firstObject, count: count)
        precondition(free == count - slab.inUse, "an object is neither in use nor free, or both")
        let place: ClassicPlace = slab.inUse == 0 ? .free : slab.inUse == count ? .full : .partial
        precondition(slab.place == place, "a slab is on the wrong list")
        let end = slab.offset + layout.objects * layout.size + (layout.management == .back ? layout.managementBytes : 0)
        precondition(end <= UInt32(pageSize) << UInt32(layout.order), "the objects leave the slab")
        precondition((slab.management != nil) == (layout.management == .offSlab), "a list off its slab is missing")
        common.checkFrames(of: index, slab.cache, slab.frame, order: layout.order, memory: memory)
    }

    private func checkCache(_ cache: KmemCache, _ count: ClassicCount) {
        let own = caches[cache.id]
        precondition(cache.live == count.live && cache.slabs == count.slabs, "figures are wrong")
        precondition(cache.objects == count.slabs * UInt64(own.layout.objects), "objects are miscounted")
        precondition(cache.slabs - cache.activeSlabs == count.free, "free slabs are miscounted")
        precondition(cache.nodeFree == count.freeObjects, "free objects are miscounted")
        precondition(cache.sharedFree == UInt64(arrays[sharedArray(cache.id)].avail), "the shared array is miscounted")
        let partial = slabs.check(own.partial) { precondition($0.place == .partial, "the partial list has another slab") }
        let free = slabs.check(own.free) { precondition($0.place == .free, "the list of free slabs has another slab") }
        precondition(partial == count.partial && free == count.free, "a list of slabs is broken")
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
