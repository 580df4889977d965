import ReplayModel

/// Groups: finding a free slot, and making a group when there is none (try_avail, alloc_group, alloc_slot).
extension Mallocng {
    /// A free slot of a class, in the group that is the class's first afterwards. nil: no memory.
    mutating func takeSlot(
        _ sizeClass: Int, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        if let slot = takeFromActive(sizeClass) { return slot }
        guard let group = makeGroup(sizeClass, bytes, kernel: &kernel, log: &log) else { return nil }
        records[group].available &= ~1
        enqueue(group)
        active[sizeClass] = active[sizeClass] ?? group
        return 0
    }

    /// From the first group of the ring that has a slot in play, or brings freed ones into play.
    private mutating func takeFromActive(_ sizeClass: Int) -> UInt64? {
        guard var group = active[sizeClass] else { return nil }
        if records[group].available == 0 {
            guard let other = nextWithFreed(group, sizeClass) else { return nil }
            group = other
            activate(group)
            bounces.decay(sizeClass)
        }
        let mask = records[group].available
        records[group].available = mask & (mask - 1)
        return UInt64(mask.trailingZeroBitCount)
    }

    /// Moves on to a group with freed slots; a full one leaves the ring. nil: no group is left.
    private mutating func nextWithFreed(_ first: GroupIndex, _ sizeClass: Int) -> GroupIndex? {
        var group = first
        if records[group].freed == 0 {
            dequeue(group)
            guard let head = active[sizeClass] else { return nil }
            group = head
        } else {
            group = records[group].next!
            active[sizeClass] = group
        }
        // A group that is wholly free is better kept so.
        if records[group].freed == records[group].all {
            group = records[group].next!
            active[sizeClass] = group
        }
        if records[group].freed & inPlay(group) == 0 {
            if records[group].next! != group {
                group = records[group].next!
                active[sizeClass] = group
            } else {
                bringIntoPlay(group)
            }
        }
        return group
    }

    private func inPlay(_ group: GroupIndex) -> UInt32 { UInt32.max >> (31 - records[group].activeLast) }

    /// Freed slots in play may be handed out (activate_group).
    mutating func activate(_ group: GroupIndex) {
        let mask = records[group].freed & inPlay(group)
        records[group].freed &= ~mask
        records[group].available = mask
    }

    /// More slots of a group come into play, up to the next page.
    private mutating func bringIntoPlay(_ group: GroupIndex) {
        let size = Self.classes[records[group].sizeClass] * Self.unit
        var count = UInt64(records[group].activeLast) + 2
        var span = Self.unit + size * count
        while (span ^ (span + size - 1)) < pageSize {
            count += 1
            span += size
        }
        records[group].activeLast = min(UInt32(count) - 1, records[group].last)
    }

    /// A new group for a class that has no free slot.
    private mutating func makeGroup(
        _ sizeClass: Int, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> GroupIndex? {
        guard let group = takeRecord(kernel: &kernel, log: &log) else { return nil }
        let size = Self.unit * Self.classes[sizeClass]
        var count = Self.slotCount(sizeClass, usage: usage[sizeClass])
        if count == 1 && size + Self.unit <= pageSize / 2 { count = 2 }
        records[group].sizeClass = sizeClass
        let isMade =
            size * count + Self.unit > pageSize / 2
            ? mapGroup(group, bytes, &count, kernel: &kernel, log: &log)
            : nestGroup(group, count, kernel: &kernel, log: &log)
        guard isMade else {
            freeRecord(group)
            return nil
        }
        usage[sizeClass] += count
        records[group].last = UInt32(count) - 1
        records[group].available = UInt32.max >> (31 - records[group].activeLast)
        records[group].freed = records[group].all & ~records[group].available
        figures.free &+= count * stride(group)
        let length = records[group].pages > 0 ? records[group].pages * pageSize : Self.unit + count * size
        row(.newGroup, at: records[group].memory, length, log: &log)
        return group
    }

    /// Maps a group, with fewer slots if so many are not called for yet.
    private mutating func mapGroup(
        _ group: GroupIndex, _ bytes: UInt64, _ count: inout UInt64, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> Bool {
        let sizeClass = records[group].sizeClass
        let size = Self.unit * Self.classes[sizeClass]
        let isBouncing = bounces.isBouncing(sizeClass)
        bounces.noteMapped(sizeClass)
        bounces.step()
        var used = usage[sizeClass]
        if sizeClass & 1 == 0 && sizeClass < 32 { used += usage[sizeClass + 1] }
        if !isBouncing { count = Self.reducedCount(count, sizeClass, usage: used) }
        var length = pageUp(size * count + Self.unit)
        if !isBouncing && count <= 7 {
            let single = pageUp(bytes + Self.inBand + Self.unit)
            if single < size + Self.unit || (single >= 4 * pageSize && 2 * count > used) {
                count = 1
                length = single
            }
        }
        guard let start = kernel.mmap(HeapMapping(length: length), log: &log) else { return false }
        mmapCounter &+= 1
        records[group].memory = start
        records[group].pages = length / pageSize
        records[group].mapping = mmapCounter
        let inFirstPage = (pageSize - Self.unit) / size
        records[group].activeLast = UInt32(min(max(inFirstPage, 1), count) - 1)
        addHeld(length)
        kernel.touch(start, length: word + 1, log: &log)
        return true
    }

    /// Makes a small group in a slot of a larger one.
    private mutating func nestGroup(
        _ group: GroupIndex, _ count: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        let bytes = Self.unit + count * Self.unit * Self.classes[records[group].sizeClass] - Self.inBand
        let parentClass = Self.sizeClass(bytes)
        guard let slot = takeSlot(parentClass, bytes, kernel: &kernel, log: &log), let parent = active[parentClass] else {
            return false
        }
        figures.free &-= stride(parent)
        let whole = Self.unit * Self.classes[parentClass] - Self.inBand
        let start = place(parent, slot, whole, counter: mmapCounter)
        records[group].memory = start
        records[group].parent = parent
        records[group].parentSlot = slot
        records[group].mapping = records[parent].mapping
        records[group].activeLast = UInt32(count) - 1
        var header = headers.at(start, in: records[group].mapping)
        header.mark = header.mark & 31 | 6 << 5
        headers.set(start, in: records[group].mapping, header)
        kernel.touch(start, length: bytes + Self.inBand, log: &log)
        return true
    }

    func pageUp(_ bytes: UInt64) -> UInt64 { (bytes + pageSize - 1) & ~(pageSize - 1) }
}
