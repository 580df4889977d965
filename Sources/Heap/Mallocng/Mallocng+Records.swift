import ReplayModel

/// Where records of groups are: one page each from the break, or from mappings once the break is refused.
struct RecordAreas: Sendable {
    /// Where each area begins, in order of their making; its records have consecutive numbers.
    var addresses: [UInt64] = []
    /// Records left in the last area.
    var left: UInt64 = 0
    /// The break as the library left it; 0: not asked yet; nil: refused.
    var programBreak: UInt64? = 0
    /// Protected pages of the last mapping that are not areas yet.
    var mappedPages: UInt64 = 0
    var nextMapped: UInt64 = 0
    var mappingShift: UInt64 = 0
}

extension Mallocng {
    /// sizeof(struct meta), sizeof(struct meta_area) without its slots, and how many records are in a page.
    var recordSize: UInt64 { word == 8 ? 40 : 24 }
    var areaHeader: UInt64 { word == 8 ? 24 : 16 }
    var recordsPerArea: UInt64 { (pageSize - areaHeader) / recordSize }

    /// A record for a new group (alloc_meta). nil: no memory.
    mutating func takeRecord(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> GroupIndex? {
        if firstFreeRecord < freeRecords.count {
            firstFreeRecord += 1
            return freeRecords[firstFreeRecord - 1]
        }
        if areas.left == 0 {
            guard let area = takeArea(kernel: &kernel, log: &log) else { return nil }
            areas.addresses.append(area)
            areas.left = recordsPerArea
            kernel.touch(area, length: areaHeader, log: &log)
        }
        areas.left -= 1
        records.append(GroupRecord())
        return GroupIndex(position: records.count - 1)
    }

    /// The record is free; those freed first are used first (free_meta).
    mutating func freeRecord(_ group: GroupIndex) {
        records[group] = GroupRecord()
        if firstFreeRecord > 1024 && 2 * firstFreeRecord > freeRecords.count {
            freeRecords.removeFirst(firstFreeRecord)
            firstFreeRecord = 0
        }
        freeRecords.append(group)
    }

    private mutating func takeArea(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> UInt64? {
        if areas.mappedPages == 0, let area = areaFromBreak(kernel: &kernel, log: &log) { return area }
        if areas.mappedPages == 0 {
            let pages = UInt64(2) << areas.mappingShift
            var mapping = HeapMapping(length: pages * pageSize)
            mapping.isProtected = true
            guard let start = kernel.mmap(mapping, log: &log) else { return nil }
            areas.nextMapped = start + pageSize
            areas.mappedPages = pages - 1
            areas.mappingShift += 1
            addHeld(pages * pageSize)
        }
        guard kernel.unprotect(areas.nextMapped, length: pageSize, log: &log) else { return nil }
        areas.mappedPages -= 1
        areas.nextMapped += pageSize
        return areas.nextMapped - pageSize
    }

    /// One more page of the break; before the first a page that guards it.
    private mutating func areaFromBreak(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> UInt64? {
        guard var end = areas.programBreak, let current = kernel.sbrk(0, log: &log) else { return nil }
        let isFirst = end == 0
        if isFirst { end = (current + pageSize - 1) & ~(pageSize - 1) }
        let new = end + (isFirst ? 2 : 1) * pageSize
        guard kernel.sbrk(Int64(bitPattern: new &- current), log: &log) != nil else {
            areas.programBreak = nil
            return nil
        }
        if isFirst {
            var guardPage = HeapMapping(length: pageSize, address: end)
            guardPage.isFixed = true
            guardPage.isProtected = true
            _ = kernel.mmap(guardPage, log: &log)
        }
        areas.programBreak = new
        figures.programBreak = new
        addHeld(new - end)
        return new - pageSize
    }

    mutating func addHeld(_ bytes: UInt64) {
        figures.arena &+= bytes
        isDirty = true
    }

    /// The library writes to a group's record.
    func touchRecord(_ group: GroupIndex, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        let (area, place) = UInt64(group.position).quotientAndRemainder(dividingBy: recordsPerArea)
        kernel.touch(areas.addresses[Int(area)] + areaHeader + place * recordSize, length: recordSize, log: &log)
    }
}

// MARK: - Rings of groups

extension Mallocng {
    /// Puts a group at the end of its class's ring.
    mutating func enqueue(_ group: GroupIndex) {
        let sizeClass = records[group].sizeClass
        guard let head = active[sizeClass], let tail = records[head].previous else {
            records[group].next = group
            records[group].previous = group
            active[sizeClass] = group
            return
        }
        records[group].next = head
        records[group].previous = tail
        records[tail].next = group
        records[head].previous = group
    }

    mutating func dequeue(_ group: GroupIndex) {
        let sizeClass = records[group].sizeClass
        guard let next = records[group].next, let previous = records[group].previous else { return }
        if next == group {
            active[sizeClass] = nil
        } else {
            records[previous].next = next
            records[next].previous = previous
            if active[sizeClass] == group { active[sizeClass] = next }
        }
        records[group].next = nil
        records[group].previous = nil
    }
}
