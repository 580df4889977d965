import ReplayModel
import TraceFormat

// Areas whose addresses a recording tells: alloc_vmap_area, free_vmap_area_noflush, __purge_vmap_area_lazy. They map
// nothing here: what they hold is known only from page events.
extension VmallocSpace {
    /// Takes the addresses that the recording names; what is known to be in the way goes first. `size` is with the guard page;
    /// `isNew`: false for an area from before the recording, which nobody chose a place for.
    package mutating func allocateRecorded(
        start: UInt64, size: UInt64, kind: AreaKind = .recorded, pages: UInt32 = 0, physical: UInt64? = nil, caller: NameID? = nil,
        predicted: UInt64? = nil, isNew: Bool = true, log: inout TransitionLog
    ) -> RecordedAreaOutcome {
        guard size > 0, size % pageSize == 0, start % pageSize == 0, start >= Self.lowest, start <= Self.highest,
            Self.highest - start >= size
        else { return .invalid }
        if overlapsModelled(start: start, end: start + size) { return .conflict }
        let replaced = dropBusy(start: start, end: start + size, log: &log)
        let wasLazy = dropLazy(start: start, end: start + size, log: &log)
        enter(
            Area(
                id: nextID, start: start, size: size, kind: kind, pages: pages, physical: physical, caller: caller,
                isModelled: false),
            recorded: isNew ? start : nil, predicted: predicted, log: &log)
        return replaced > 0 ? .replaced(replaced) : wasLazy ? .purged : .placed
    }

    /// What the model's own placement would choose for a recorded request, without taking it.
    package func predict(size: UInt64, align: UInt64, from bottom: UInt64? = nil, to top: UInt64? = nil) -> UInt64? {
        place(size: size, align: max(align, 1), from: bottom ?? start, to: top ?? end)
    }

    /// Frees the area that begins at an address; it waits for a recorded purge.
    package mutating func freeRecorded(start: UInt64, log: inout TransitionLog) -> AreaFreeOutcome {
        guard let area = area(holding: VirtualAddress(start)), area.start == start else { return .unknownArea }
        if area.isModelled { return .wrongKind(area.kind) }
        _ = release(start: start, log: &log)
        return .freed
    }

    private func overlapsModelled(start: UInt64, end: UInt64) -> Bool {
        var next = busy.containing(start) ?? busy.ceiling(start)
        while let node = next, node.start < end {
            if areas[Int(node.payload)].isModelled { return true }
            next = busy.ceiling(node.end)
        }
        return false
    }

    /// Frees areas in use that overlap a range; returns how many.
    private mutating func dropBusy(start: UInt64, end: UInt64, log: inout TransitionLog) -> UInt32 {
        var count: UInt32 = 0
        while let node = busy.containing(start) ?? busy.ceiling(start), node.start < end {
            _ = release(start: node.start, log: &log)
            count += 1
        }
        return count
    }

    /// Purges everything when a freed area overlaps a range; true when one does.
    private mutating func dropLazy(start: UInt64, end: UInt64, log: inout TransitionLog) -> Bool {
        guard lazy.contains(where: { areas[Int($0)].start < end && areas[Int($0)].end > start }) else { return false }
        purge(log: &log)
        return true
    }
}
