import ReplayModel
import ReplayStore

extension RunPages {
    /// Free pages of a zone's buddy when the request of a page row began, before a refill of the per-CPU list that it caused.
    func freePages(of zone: Int64, before page: Placed<PageRow>) throws -> UInt64 {
        let begin = try run.previous(ZoneFreeRow.self, where: .zone, is: zone, before: page.step)?.free.word ?? 0
        let change = try run.database.integer(
            """
            SELECT total(CASE o.word
                WHEN 'allocate' THEN iif(p.block_order IS NULL, 0, -(1 << p.ord)) WHEN 'refill' THEN -(1 << p.ord)
                WHEN 'free' THEN iif(p.block_order IS NULL, 0, 1 << p.ord) WHEN 'drain' THEN 1 << p.ord ELSE 0 END)
            FROM page p JOIN code o ON o.table_name = 'page' AND o.column_name = 'op' AND o.code = p.op
            WHERE p.step = ?1 AND p.zone = ?3 AND p.seq <= (
                SELECT max(q.seq) FROM page q JOIN code r ON r.table_name = 'page' AND r.column_name = 'op' AND r.code = q.op
                WHERE q.step = ?1 AND q.seq < ?2 AND r.word <> 'refill')
            """, [SQLValue(page.step), .integer(page.seq), .integer(zone)])
        return UInt64(max(0, begin + (change ?? 0)))
    }

    /// The row by which a frame was taken in a step, before a row of the same step.
    func taking(_ frame: FrameNumber, before row: Placed<some TableRow>) throws -> Placed<PageRow>? {
        let column = PageRow.Column.self
        let isTaken = "\(column.frame) = ? AND \(column.operation) = \(PageOperation.allocate.rawValue)"
        return try run.database.row(
            of: PageRow.self, "WHERE step = ? AND seq < ? AND \(isTaken) ORDER BY seq DESC LIMIT 1",
            [SQLValue(row.step), .integer(row.seq), .integer(frame.word)])
    }
}
