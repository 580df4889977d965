import ReplayModel
import ReplayStore

extension RunAddressSpaces {
    /// Whether a frame is the shared zero page: some fault mapped it as that.
    func isZeroPage(_ frame: FrameNumber) throws -> Bool {
        try run.database.integer(
            """
            SELECT 1 FROM fault WHERE \(FaultRow.Column.newFrame) = ?
            AND \(FaultRow.Column.outcome) = \(FaultOutcome.zeroPage.rawValue) LIMIT 1
            """, [.integer(frame.word)]) != nil
    }

    /// Page tables that the process got since the fault before this one in the step.
    func tablesMade(for row: Placed<FaultRow>) throws -> Int {
        Int(
            try run.database.integer(
                """
                SELECT count(*) FROM page_table WHERE step = ?1 AND seq < ?2 AND \(PageTableRow.Column.process) = ?3
                AND \(PageTableRow.Column.operation) = \(PageTableOperation.allocate.rawValue)
                AND seq > (SELECT coalesce(max(f.seq), 0) FROM fault f WHERE f.step = ?1 AND f.seq < ?2)
                """, [SQLValue(row.step), .integer(row.seq), .integer(row.process.word)]) ?? 0)
    }
}
