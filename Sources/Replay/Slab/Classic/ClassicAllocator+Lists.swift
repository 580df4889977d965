import ReplayModel

// The node's lists of slabs: full, partial, free.
extension ClassicAllocator {
    /// Moves a slab to a list; a row says so when it is another list than before.
    mutating func move(_ slab: UInt32, to place: ClassicPlace, atTail: Bool, _ cpu: UInt16, log: inout TransitionLog) {
        let before = slabs[Int(slab)].place
        unlink(slab)
        link(slab, place, atTail: atTail)
        if place == before { return }
        switch place {
        case .full: logSlab(.full, slab, cpu, log: &log)
        case .partial: logSlab(.partial, slab, cpu, log: &log)
        case .free: logSlab(.empty, slab, cpu, log: &log)
        case .none: break
        }
    }

    /// Takes a slab off its list.
    mutating func unlink(_ index: UInt32) {
        let slab = slabs[Int(index)]
        let cache = Int(slab.cache)
        slabs[Int(index)].place = .none
        if slab.place == .free { caches[cache].freeSlabs -= 1 }
        guard slab.place == .partial || slab.place == .free else { return }
        var list = slab.place == .partial ? caches[cache].partial : caches[cache].free
        if slab.previous == SlubCache.none { list.head = slab.next } else { slabs[Int(slab.previous)].next = slab.next }
        if slab.next == SlubCache.none { list.tail = slab.previous } else { slabs[Int(slab.next)].previous = slab.previous }
        if slab.place == .partial { caches[cache].partial = list } else { caches[cache].free = list }
        slabs[Int(index)].next = SlubCache.none
        slabs[Int(index)].previous = SlubCache.none
    }

    /// Full slabs stand on no list that anybody reads.
    private mutating func link(_ index: UInt32, _ place: ClassicPlace, atTail: Bool) {
        let cache = Int(slabs[Int(index)].cache)
        slabs[Int(index)].place = place
        if place == .free { caches[cache].freeSlabs += 1 }
        guard place == .partial || place == .free else { return }
        var list = place == .partial ? caches[cache].partial : caches[cache].free
        if list.head == SlubCache.none {
            list = ClassicList(head: index, tail: index)
        } else if atTail {
            slabs[Int(list.tail)].next = index
            slabs[Int(index)].previous = list.tail
            list.tail = index
        } else {
            slabs[Int(list.head)].previous = index
            slabs[Int(index)].next = list.head
            list.head = index
        }
        if place == .partial { caches[cache].partial = list } else { caches[cache].free = list }
    }

    func logSlab(_ operation: SlabOperation, _ index: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        let cache = caches[Int(slab.cache)]
        log.append(
            SlabRow(
                operation: operation, cache: cache.id, frame: slab.frame, order: cache.layout.order, objects: cache.layout.objects,
                inUse: UInt32(slab.live), cpu: cpu))
    }
}
