import ReplayModel

// The node's partial list itself: doubly linked through the slabs.
extension SlubAllocator {
    mutating func addPartial(_ index: UInt32, atTail: Bool, log: inout TransitionLog) {
        linkPartial(index, atTail: atTail)
        logSlab(.partial, index, slabs[Int(index)].cpu, log: &log)
    }

    mutating func linkPartial(_ index: UInt32, atTail: Bool) {
        let cache = Int(slabs[Int(index)].cache)
        let neighbour = atTail ? caches[cache].partialTail : caches[cache].partialHead
        slabs[Int(index)].place = .nodePartial
        slabs[Int(index)].previous = atTail ? neighbour : SlubCache.none
        slabs[Int(index)].next = atTail ? SlubCache.none : neighbour
        if neighbour == SlubCache.none {
            caches[cache].partialHead = index
            caches[cache].partialTail = index
        } else if atTail {
            slabs[Int(neighbour)].next = index
            caches[cache].partialTail = index
        } else {
            slabs[Int(neighbour)].previous = index
            caches[cache].partialHead = index
        }
        caches[cache].partialCount += 1
        caches[cache].partialFree += UInt64(slabs[Int(index)].objects - slabs[Int(index)].inUse)
        markDirty(UInt32(cache))
    }

    mutating func removePartial(_ index: UInt32) {
        let slab = slabs[Int(index)]
        let cache = Int(slab.cache)
        if slab.previous == SlubCache.none {
            caches[cache].partialHead = slab.next
        } else {
            slabs[Int(slab.previous)].next = slab.next
        }
        if slab.next == SlubCache.none {
            caches[cache].partialTail = slab.previous
        } else {
            slabs[Int(slab.next)].previous = slab.previous
        }
        slabs[Int(index)].previous = SlubCache.none
        slabs[Int(index)].next = SlubCache.none
        caches[cache].partialCount -= 1
        caches[cache].partialFree -= UInt64(slab.objects - slab.inUse)
        markDirty(slab.cache)
    }
}
