import ReplayModel

// The node's partial list itself (add_partial, remove_partial, mm/slub.c).
extension SlubAllocator {
    mutating func addPartial(_ index: SlabIndex, atTail: Bool, _ common: inout SlabCommon, log: inout TransitionLog) {
        linkPartial(index, atTail: atTail, &common)
        logSlab(.partial, index, slabs[index].cpu, log: &log)
    }

    mutating func linkPartial(_ index: SlabIndex, atTail: Bool, _ common: inout SlabCommon) {
        let cache = slabs[index].cache
        slabs[index].place = .nodePartial
        if atTail { slabs.append(index, to: &nodes[cache].partial) } else { slabs.prepend(index, to: &nodes[cache].partial) }
        nodes[cache].partialCount += 1
        common[cache].nodeFree += UInt64(slabs[index].free)
        common.markDirty(cache)
    }

    mutating func removePartial(_ index: SlabIndex, _ common: inout SlabCommon) {
        let cache = slabs[index].cache
        slabs.unlink(index, from: &nodes[cache].partial)
        nodes[cache].partialCount -= 1
        common[cache].nodeFree -= UInt64(slabs[index].free)
        common.markDirty(cache)
    }
}
