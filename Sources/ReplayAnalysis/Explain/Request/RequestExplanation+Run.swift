import Pages
import ReplayModel
import ReplayStore
import TraceFormat

extension Run {
    /// The explanations of a step's requests that failed, fell back or were met by a lower zone: the first of each kind. Empty when the run
    /// does not hold its machine's memory map.
    ///
    /// `rows`: the rows of the step.
    func requestExplanations(of rows: [StoredRow], _ narrator: Narrator) throws -> [RequestExplanation] {
        guard try machine.profile() != nil else { return [] }
        let failures = rows.filter { $0.table == .allocationFailure }
        let fallbacks = rows.filter { $0.table == .pageFallback }
        let lower = try lowerZoneRows(rows)
        let explanations: [RequestExplanation] = try [
            (RequestExplanation.Kind.failed, failures), (.mixedTypes, fallbacks), (.lowerZone, lower),
        ].compactMap {
            kind, found in
            guard let first = found.first else { return nil }
            var explanation = try self.explanation(kind, first, rows, narrator)
            explanation?.alike = found.count - 1
            return explanation
        }
        return explanations.sorted { $0.seq < $1.seq }
    }

    /// Allocations that the zone they prefer did not serve.
    private func lowerZoneRows(_ rows: [StoredRow]) throws -> [StoredRow] {
        let zones = try machine.zones()
        let kinds = zones.map { zone in ZoneProfile.parse(title: zone.name)?.kind ?? .normal }
        return try rows.filter { row in
            guard row.table == .page else { return false }
            let page = try row.typed(as: PageRow.self)
            guard page.operation == .allocate, let gfp = page.gfp else { return false }
            let highest = GfpFlags(rawValue: gfp).highestZoneKind(lowest: kinds.first ?? .normal)
            let preferred = kinds.indices.last { kinds[$0] <= highest && zones[$0].managed > 0 }
            return preferred.map { Int(page.zone.rawValue) < $0 } ?? false
        }
    }

    /// What was asked for, and whom or what for; nil: the rows do not say.
    private func asked(
        _ kind: RequestExplanation.Kind, _ row: StoredRow, _ rows: [StoredRow], _ narrator: Narrator
    ) throws -> (order: UInt8, gfp: UInt32, who: String)? {
        if kind == .failed {
            let failure = try row.typed(as: AllocationFailureRow.self)
            return (failure.order, failure.gfp, "for \(try narrator.who(failure.process, before: row.step))")
        }
        // Rows up to the one that says for whom: a fallback serves the next allocation.
        let page = try rows.typed(as: PageRow.self).first { $0.seq >= row.seq && $0.operation == .allocate }
        guard let page, let gfp = page.gfp else { return nil }
        return (page.order, gfp, String(try narrator.purpose(page).dropFirst()))
    }

    private func explanation(_ kind: RequestExplanation.Kind, _ row: StoredRow, _ rows: [StoredRow], _ narrator: Narrator) throws
        -> RequestExplanation?
    {
        guard let asked = try asked(kind, row, rows, narrator) else { return nil }
        let cpu = try rows.typed(as: EventRow.self).first?.cpu
        let request = PageRequest(
            order: asked.order, gfp: GfpFlags(rawValue: asked.gfp), owner: FrameOwner(.kernel), cpu: UInt16(truncatingIfNeeded: cpu ?? 0))
        var explanation = RequestExplanation(
            kind: kind, seq: row.seq, order: request.order, gfp: request.gfp.rawValue, migratetype: 0, who: asked.who)
        switch kind {
        case .failed: explanation.reason = try row.typed(as: AllocationFailureRow.self).reason.title
        case .mixedTypes: explanation.fallback = try row.typed(as: PageFallbackRow.self).row
        case .lowerZone: break
        }
        explanation.zoneNames = narrator.zoneNames
        let place = try self.place(of: kind, row, rows, request)
        explanation.isAfterUndo = place.isAfterUndo
        fill(&explanation, try place.state ?? PageAllocatorState(self, before: place.position), request)
        for holder in explanation.pins.flatMap(\.holders) where explanation.pinOwners[holder.owner] == nil {
            explanation.pinOwners[holder.owner] = try narrator.purpose(holder.owner, before: row.step + 1)
        }
        return explanation
    }

    private func fill(_ explanation: inout RequestExplanation, _ state: PageAllocatorState, _ request: PageRequest) {
        let order = request.order
        explanation.migratetype = state.memory.migratetypeAsked(by: request.gfp)
        explanation.attempts = state.memory.report(request)
        let list = state.memory.zonelist(for: request)
        explanation.zones = list.map { index in
            let report = state.memory.report(index)
            return RequestExplanation.ZoneLists(
                name: report.title, free: report.free, perCPU: report.perCPU.reduce(0) { $0 + UInt64($1.count) },
                blocks: (0..<UInt8(Migratetype.allCases.count)).map { type in
                    (0...UInt8(10)).map { state.memory.freeCount(index, order: $0, migratetype: type) }
                },
                extfragIndex: state.memory.extfragIndex(index, order: order), unusableIndex: state.memory.unusableIndex(index, order: order)
            )
        }
        guard order > 0 || explanation.kind == .mixedTypes else { return }
        for pinOrder in [max(order, state.memory.blockOrder), order] where pinOrder > 0 && explanation.pins.isEmpty {
            explanation.pinOrder = pinOrder
            explanation.pinLimit = PageAllocatorState.fewFrames(order: pinOrder)
            explanation.pins = state.pinnedBlocks(order: pinOrder, frames: explanation.pinLimit, in: list)
        }
    }

    /// Where in the step to look: where the lists are as the request found them. `state`: the allocator there, where it is known already.
    private func place(
        of kind: RequestExplanation.Kind, _ row: StoredRow, _ rows: [StoredRow], _ request: PageRequest
    ) throws -> (position: RowPosition, isAfterUndo: Bool, state: PageAllocatorState?) {
        guard kind == .failed else { return (try beginning(of: row, in: rows), false, nil) }
        let end = RowPosition(step: row.step, seq: row.seq)
        let there = try PageAllocatorState(self, before: end)
        if isRefused(request, there) { return (end, false, there) }
        // Reclaim, or the undoing of what the operation had taken, came between: the last place before at which no zone serves.
        let state = try PageAllocatorState(self, before: RowPosition(step: row.step, seq: 0))
        var found: RowPosition?
        try pages.forEachRow(before: end, from: row.step) { change in
            if isRefused(request, state) { found = change.position }
            try state.apply(change)
        }
        return found.map { ($0, false, nil) } ?? (end, true, there)
    }

    private func isRefused(_ request: PageRequest, _ state: PageAllocatorState) -> Bool {
        state.memory.report(request).last?.isServed != true
    }

    /// The first of the rows that this request alone led to: refills, moves and page blocks right before it.
    private func beginning(of row: StoredRow, in rows: [StoredRow]) throws -> RowPosition {
        var first = row.seq
        rows: for earlier in rows.reversed() where earlier.seq < row.seq {
            switch earlier.table {
            case .pageblock, .pageFallback: break
            case .page:
                let operation = try earlier.typed(as: PageRow.self).operation
                guard operation == .refill || operation == .move else { break rows }
            default: break rows
            }
            first = earlier.seq
        }
        return RowPosition(step: row.step, seq: first)
    }
}
