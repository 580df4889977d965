import ReplayModel
import TraceFormat

// Where an area goes, and how its addresses come back. Source: alloc_vmap_area and free_vmap_area_noflush.
extension VmallocSpace {
    /// The lowest place for `size` bytes from `bottom` up and before `top`, or nil. With more than page alignment the hole
    /// must have room for the worst case (size + align - 1) since 5.2, unless the range asked for is just as long as the area. None
    /// where that is more than there are addresses, or where the range ends before it begins. Precondition: `align` is a power of two.
    func place(size: UInt64, align: UInt64, from bottom: UInt64, to top: UInt64) -> UInt64? {
        let (worst, overflows) = size.addingReportingOverflow(align - 1)
        guard bottom < top, align <= pageSize || !overflows else { return nil }
        let length = align <= pageSize || top - bottom == size || !rules.holesFitWorstCase ? size : worst
        let gap = rules.gap
        func aligned(_ hole: RangeTree.Node) -> UInt64 {
            let (sum, overflows) = max(hole.start + gap, bottom).addingReportingOverflow(align - 1)
            return overflows ? .max : sum & ~(align - 1)
        }
        guard
            let hole = holes.firstFit(
                length: length, above: bottom, where: { aligned($0) < $0.end && $0.end - aligned($0) >= size })
        else { return nil }
        let start = aligned(hole)
        return start < top && top - start >= size ? start : nil
    }

    /// Places an area; purges once and tries again where no hole fits.
    mutating func placeOrPurge(
        size: UInt64, align: UInt64, from bottom: UInt64, to top: UInt64, log: inout TransitionLog
    ) -> UInt64? {
        if let start = place(size: size, align: align, from: bottom, to: top) { return start }
        guard !lazy.isEmpty else { return nil }
        purge(log: &log)
        return place(size: size, align: align, from: bottom, to: top)
    }

    /// Takes [start, start + size) out of the hole that holds it. Precondition: one does.
    mutating func takeAddresses(start: UInt64, size: UInt64) {
        guard let hole = holes.containing(start), hole.end - start >= size else { preconditionFailure("addresses are in use") }
        _ = holes.remove(start: hole.start)
        if hole.start < start { holes.insert(start: hole.start, end: start) }
        if start + size < hole.end { holes.insert(start: start + size, end: hole.end) }
    }

    /// Gives addresses back and joins them with the holes beside them.
    mutating func returnAddresses(start: UInt64, end: UInt64) {
        var start = start
        var end = end
        if let before = holes.floor(start), before.end == start {
            _ = holes.remove(start: before.start)
            start = before.start
        }
        if let after = holes.remove(start: end) { end = after.end }
        holes.insert(start: start, end: end)
    }

    /// Enters an area whose addresses are free; its id is the next.
    mutating func enter(_ area: Area, recorded: UInt64?, predicted: UInt64? = nil, log: inout TransitionLog) {
        precondition(area.id == nextID, "areas are numbered in order")
        nextID += 1
        takeAddresses(start: area.start, size: area.size)
        var index = UInt32(areas.count)
        if let unused = unusedAreas.popLast() {
            index = unused
            areas[Int(index)] = area
        } else {
            areas.append(area)
        }
        busy.insert(start: area.start, end: area.end, payload: index)
        logArea(.allocate, area, recorded: recorded, predicted: predicted, log: &log)
    }

    /// Frees an area in use: from here on it waits for the purge. Precondition: one begins at `start`.
    mutating func release(start: UInt64, log: inout TransitionLog) -> Area {
        guard let range = busy.remove(start: start) else { preconditionFailure("no area begins there") }
        let area = areas[Int(range.payload)]
        lazy.append(range.payload)
        lazyPages += area.size / pageSize
        logArea(.free, area, log: &log)
        return area
    }

    /// Makes the addresses of all freed areas usable again, by address.
    package mutating func purge(log: inout TransitionLog) {
        lazy.sort { areas[Int($0)].start < areas[Int($1)].start }
        for index in lazy {
            let area = areas[Int(index)]
            returnAddresses(start: area.start, end: area.end)
            unusedAreas.append(index)
            logArea(.purge, area, log: &log)
        }
        lazy.removeAll(keepingCapacity: true)
        lazyPages = 0
    }

    package func purgeIsDue() -> Bool { lazyPages > rules.lazyMaxPages }

    func logArea(
        _ operation: AreaOperation, _ area: Area, recorded: UInt64? = nil, predicted: UInt64? = nil, log: inout TransitionLog
    ) {
        log.append(
            AreaRow(
                operation: operation, kind: area.kind, area: area.id, start: VirtualAddress(area.start), size: area.size,
                pages: area.pages, physical: area.physical, caller: area.caller, recorded: recorded,
                predicted: predicted))
    }
}
