import ReplayModel
import ReplayStore

extension Run {
    /// The newest row of each subject up to a moment, by subject: state tables carry the whole state of their subject.
    ///
    /// Reads backwards and stops when all of `among` are found, so that it costs what changed since the rarest did. Subjects that are not
    /// among those are left out.
    func lastRows<Row: TableRow>(
        of table: Row.Type = Row.self, by subject: Row.Column, at moment: Moment, among wanted: Set<Int64>
    ) throws -> [(subject: Int64, row: Placed<Row>)] {
        let cursor = try RowCursor<Row>(
            database, "WHERE step <= ? ORDER BY step DESC, seq DESC", [.integer(Int64(bitPattern: moment.step))])
        var seen: Set<Int64> = []
        var rows: [(subject: Int64, row: Placed<Row>)] = []
        while try rows.count != wanted.count && cursor.step() {
            let id = cursor.word(of: subject)
            guard wanted.contains(id), seen.insert(id).inserted else { continue }
            rows.append((id, try cursor.row()))
        }
        return rows.sorted { $0.subject < $1.subject }
    }

    /// The newest row of one subject up to a moment.
    func lastRow<Row: TableRow>(
        of table: Row.Type = Row.self, where subject: Row.Column, is id: Int64, at moment: Moment
    ) throws -> Placed<Row>? {
        try database.row(
            of: table, "WHERE step <= ? AND \(subject) = ? ORDER BY step DESC, seq DESC LIMIT 1", [SQLValue(moment.step), .integer(id)])
    }
}

extension InlineArray {
    /// The elements in order.
    var elements: [Element] { indices.map { self[$0] } }
}
