import Pages
import ReplayModel
import TraceFormat

extension Run {
    /// The stories of a step's requests that failed, fell back or were met by a lower zone: the first of each kind. Empty when the run
    /// does not hold its machine's memory map.
    ///
    /// `rows`: the rows of the step.
    func requestStories(of rows: [StoredRow], _ teller: Teller) throws -> [RequestStory] {
        guard try machineProfile() != nil else { return [] }
        let failures = rows.filter { $0.table == .allocationFailure }
        let fallbacks = rows.filter { $0.table == .pageFallback }
        let lower = try lowerZoneRows(rows)
        let stories: [RequestStory] = try [(RequestStory.Kind.failed, failures), (.mixedTypes, fallbacks), (.lowerZone, lower)].compactMap {
            kind, found in
            guard let first = found.first else { return nil }
            var story = try self.story(kind, first, rows, teller)
            story?.alike = found.count - 1
            return story
        }
        return stories.sorted { $0.seq < $1.seq }
    }

    /// Allocations that the zone they prefer did not serve.
    private func lowerZoneRows(_ rows: [StoredRow]) throws -> [StoredRow] {
        let zones = try self.zones()
        let kinds = zones.map { zone in ZoneKind.allCases.first { $0.title == zone.name } ?? .normal }
        return rows.filter { row in
            guard row.table == .page, row.word("op") == "allocate", let gfp = row["gfp"], let zone = row["zone"] else { return false }
            let highest = GfpFlags(rawValue: UInt32(truncatingIfNeeded: gfp)).highestZoneKind(lowest: kinds.first ?? .normal)
            let preferred = kinds.indices.last { kinds[$0] <= highest && zones[$0].managed > 0 }
            return preferred.map { zone < Int64($0) } ?? false
        }
    }

    private func story(_ kind: RequestStory.Kind, _ row: StoredRow, _ rows: [StoredRow], _ teller: Teller) throws -> RequestStory? {
        // Rows up to the one that says for whom: a fallback serves the next allocation.
        let served = kind == .failed ? row : rows.first { $0.seq >= row.seq && $0.table == .page && $0.word("op") == "allocate" }
        guard let served, let gfp = served["gfp"] else { return nil }
        let request = PageRequest(
            order: UInt8(truncatingIfNeeded: served["ord"] ?? 0), gfp: GfpFlags(rawValue: UInt32(truncatingIfNeeded: gfp)),
            owner: FrameOwner(.kernel), cpu: UInt16(truncatingIfNeeded: rows.first { $0.table == .event }?["cpu"] ?? 0))
        var story = RequestStory(
            kind: kind, seq: row.seq, order: request.order, gfp: request.gfp.rawValue, migratetype: 0, who: try who(kind, served, teller))
        story.reason = kind == .failed ? row.word("reason") : ""
        if kind == .mixedTypes { story.fallback = PageFallbackRow(stored: row) }
        story.zoneNames = teller.zoneNames
        let place = try self.place(of: kind, row, rows, request)
        story.isAfterUndo = place.isAfterUndo
        fill(&story, try place.state ?? PageAllocatorState(self, before: place.position), request)
        for holder in story.pins.flatMap(\.holders) where story.pinOwners[holder.owner] == nil {
            story.pinOwners[holder.owner] = try teller.purpose(holder.owner, before: row.step + 1)
        }
        return story
    }

    private func who(_ kind: RequestStory.Kind, _ row: StoredRow, _ teller: Teller) throws -> String {
        kind == .failed ? "for \(try teller.who(row["pid"], before: row.step))" : String(try teller.purpose(row).dropFirst())
    }

    private func fill(_ story: inout RequestStory, _ state: PageAllocatorState, _ request: PageRequest) {
        let order = request.order
        story.migratetype = state.memory.migratetypeAsked(by: request.gfp)
        story.attempts = state.memory.report(request)
        let list = state.memory.zonelist(for: request.gfp)
        story.zones = list.map { index in
            let report = state.memory.report(index)
            return RequestStory.ZoneLists(
                name: report.kind.title, free: report.free, perCPU: report.perCPU.reduce(0) { $0 + UInt64($1.count) },
                blocks: (0..<UInt8(Migratetype.allCases.count)).map { type in
                    (0...UInt8(10)).map { state.memory.freeCount(index, order: $0, migratetype: type) }
                },
                extfragIndex: state.memory.extfragIndex(index, order: order), unusableIndex: state.memory.unusableIndex(index, order: order)
            )
        }
        guard order > 0 || story.kind == .mixedTypes else { return }
        for pinOrder in [max(order, state.memory.blockOrder), order] where pinOrder > 0 && story.pins.isEmpty {
            story.pinOrder = pinOrder
            story.pinLimit = PageAllocatorState.fewFrames(order: pinOrder)
            story.pins = state.pinnedBlocks(order: pinOrder, frames: story.pinLimit, in: list)
        }
    }

    /// Where in the step to look: where the lists are as the request found them. `state`: the allocator there, where it is known already.
    private func place(
        of kind: RequestStory.Kind, _ row: StoredRow, _ rows: [StoredRow], _ request: PageRequest
    ) throws -> (position: RowPosition, isAfterUndo: Bool, state: PageAllocatorState?) {
        guard kind == .failed else { return (beginning(of: row, in: rows), false, nil) }
        let end = RowPosition(step: row.step, seq: row.seq)
        let there = try PageAllocatorState(self, before: end)
        if isRefused(request, there) { return (end, false, there) }
        // Reclaim, or the undoing of what the operation had taken, came between: the last place before at which no zone serves.
        let state = try PageAllocatorState(self, before: RowPosition(step: row.step, seq: 0))
        var found: RowPosition?
        try forEachAllocatorRow(before: end, from: row.step) { change in
            if isRefused(request, state) { found = change.position }
            try state.apply(change)
        }
        return found.map { ($0, false, nil) } ?? (end, true, there)
    }

    private func isRefused(_ request: PageRequest, _ state: PageAllocatorState) -> Bool {
        state.memory.report(request).last?.isServed != true
    }

    /// The first of the rows that this request alone led to: refills, moves and page blocks right before it.
    private func beginning(of row: StoredRow, in rows: [StoredRow]) -> RowPosition {
        var first = row.seq
        for earlier in rows.reversed() where earlier.seq < row.seq {
            let belongs =
                earlier.table == .pageblock || earlier.table == .pageFallback
                || (earlier.table == .page && ["refill", "move"].contains(earlier.word("op")))
            guard belongs else { break }
            first = earlier.seq
        }
        return RowPosition(step: row.step, seq: first)
    }
}

extension PageFallbackRow {
    init(stored row: StoredRow) {
        func byte(_ column: String) -> UInt8 { UInt8(truncatingIfNeeded: row[column] ?? 0) }
        self.init(
            zone: ZoneIndex(byte("zone")), frame: FrameNumber(UInt32(truncatingIfNeeded: row["pfn"] ?? 0)), order: byte("ord"),
            blockOrder: byte("block_order"), migratetype: byte("migratetype"), fallbackMigratetype: byte("from_type"),
            changedOwnership: row["takeover"] == 1)
    }
}
