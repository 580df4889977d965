import ReplayModel

// The node's lists of slabs: full, partial, free.
extension ClassicAllocator {
    /// Moves a slab to a list; a row says so when it is another list than before.
    mutating func move(
        _ slab: SlabIndex, to place: ClassicPlace, atTail: Bool, _ cpu: UInt16, _ common: inout SlabCommon, log: inout TransitionLog
    ) {
        let before = slabs[slab].place
        unlink(slab, &common)
        link(slab, place, atTail: atTail, &common)
        if place == before { return }
        switch place {
        case .full: logSlab(.full, slab, cpu, log: &log)
        case .partial: logSlab(.partial, slab, cpu, log: &log)
        case .free: logSlab(.empty, slab, cpu, log: &log)
        case .none: break
        }
    }

    /// Takes a slab off its list.
    mutating func unlink(_ index: SlabIndex, _ common: inout SlabCommon) {
        let cache = slabs[index].cache
        switch slabs[index].place {
        case .partial: slabs.unlink(index, from: &caches[cache].partial)
        case .free:
            slabs.unlink(index, from: &caches[cache].free)
            common[cache].activeSlabs += 1
        case .full, .none: break
        }
        slabs[index].place = .none
    }

    /// Full slabs stand on no list that anybody reads.
    private mutating func link(_ index: SlabIndex, _ place: ClassicPlace, atTail: Bool, _ common: inout SlabCommon) {
        let cache = slabs[index].cache
        slabs[index].place = place
        switch (place, atTail) {
        case (.partial, true): slabs.append(index, to: &caches[cache].partial)
        case (.partial, false): slabs.prepend(index, to: &caches[cache].partial)
        case (.free, true): slabs.append(index, to: &caches[cache].free)
        case (.free, false): slabs.prepend(index, to: &caches[cache].free)
        case (.full, _), (.none, _): break
        }
        if place == .free { common[cache].activeSlabs -= 1 }
    }

    func logSlab(_ operation: SlabOperation, _ index: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        let slab = slabs[index]
        let layout = caches[slab.cache].layout
        log.append(
            SlabRow(
                operation: operation, cache: slab.cache, frame: slab.frame, order: layout.order, objects: layout.objects,
                inUse: UInt32(slab.live), cpu: cpu))
    }
}
