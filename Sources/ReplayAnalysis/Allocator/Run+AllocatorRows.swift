import ReplayModel
import ReplayStore

/// A row that changes the page allocator's lists or page-block types, and where it stands.
struct AllocatorRow {
    enum Change {
        case page(PageRow)
        case pageblock(PageblockRow)
    }

    var position: RowPosition
    var change: Change
    /// The processor of the step's event; nil: it names none.
    var cpu: UInt16?
}

extension Run {
    /// Calls `body` with each row of `page` and `pageblock` before a place, in order.
    func forEachAllocatorRow(before position: RowPosition, from first: UInt64 = 0, _ body: (AllocatorRow) throws -> Void) throws {
        var types = try pageblockRows(before: position, from: first)[...]
        let cpu = "(SELECT e.cpu FROM event e WHERE e.step = page.step)"
        try forEachRow(of: .page, before: position, from: first, and: cpu) { at, column in
            while let next = types.first, next.position < at {
                try body(next)
                types.removeFirst()
            }
            guard let row = PageRow(stored: column) else { throw unreadable(.page, at) }
            let cpu = column(PageRow.schema.columns.count).map { UInt16(truncatingIfNeeded: $0) }
            try body(AllocatorRow(position: at, change: .page(row), cpu: cpu))
        }
        for row in types { try body(row) }
    }

    private func pageblockRows(before position: RowPosition, from first: UInt64) throws -> [AllocatorRow] {
        var rows: [AllocatorRow] = []
        try forEachRow(of: .pageblock, before: position, from: first) { at, column in
            guard let row = PageblockRow(stored: column) else { throw unreadable(.pageblock, at) }
            rows.append(AllocatorRow(position: at, change: .pageblock(row)))
        }
        return rows
    }

    private func forEachRow(
        of table: TransitionTable, before position: RowPosition, from first: UInt64, and more: String? = nil,
        _ body: (RowPosition, (Int) -> Int64?) throws -> Void
    ) throws {
        let columns = (["step", "seq"] + table.schema.columns.map(\.name)).map { "\"\($0)\"" } + (more.map { [$0] } ?? [])
        let statement = try database.prepare(
            "SELECT \(columns.joined(separator: ", ")) FROM \"\(table.schema.name)\" WHERE step >= ? AND step <= ? ORDER BY step, seq")
        try statement.bind(Int64(bitPattern: first), at: 0)
        try statement.bind(Int64(bitPattern: position.step), at: 1)
        while try statement.step() {
            let at = RowPosition(step: statement.address(0), seq: statement.integer(1))
            guard at < position else { return }
            try body(at) { statement.optionalInteger($0 + 2) }
        }
    }

    private func unreadable(_ table: TransitionTable, _ at: RowPosition) -> AnalysisError {
        AnalysisError("step \(at.step), row \(at.seq) of \(table.schema.name) holds what no row can hold", expected: "an intact file")
    }
}
