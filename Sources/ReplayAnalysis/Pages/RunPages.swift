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

/// The page allocator of a run.
struct RunPages {
    let run: Run

    /// Calls `body` with each row of `page` and `pageblock` before a place, in order.
    func forEachRow(before position: RowPosition, from first: UInt64 = 0, _ body: (AllocatorRow) throws -> Void) throws {
        let pages: RowCursor<PageRow> = try rows(from: first, to: position, extra: "(SELECT e.cpu FROM event e WHERE e.step = page.step)")
        let pageblocks: RowCursor<PageblockRow> = try rows(from: first, to: position)
        var nextBlock = try pageblocks.next()
        func takePageblocks(before end: RowPosition) throws {
            while let row = nextBlock, RowPosition(row) < end {
                try body(AllocatorRow(position: RowPosition(row), change: .pageblock(row.row)))
                nextBlock = try pageblocks.next()
            }
        }
        while let page = try pages.next(), RowPosition(page) < position {
            try takePageblocks(before: RowPosition(page))
            let cpu = pages.extra.map { UInt16(truncatingIfNeeded: $0) }
            try body(AllocatorRow(position: RowPosition(page), change: .page(page.row), cpu: cpu))
        }
        try takePageblocks(before: position)
    }

    private func rows<Row: TableRow>(from first: UInt64, to last: RowPosition, extra: String? = nil) throws -> RowCursor<Row> {
        try RowCursor(
            run.database, "WHERE step >= ? AND step <= ? ORDER BY step, seq", [SQLValue(first), SQLValue(last.step)], extra: extra)
    }
}

extension RowPosition {
    init(_ row: Placed<some TableRow>) { self.init(step: row.step, seq: row.seq) }
}
extension Run {
    /// What is asked of the page allocator.
    var pages: RunPages { RunPages(run: self) }
}
