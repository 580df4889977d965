import ReplayStore

extension Run {
    /// The newest row of each subject up to a moment, by subject: state tables carry the whole state of their subject.
    ///
    /// Reads backwards and stops when `subjects` of them, or all of `among`, are found, so that it costs what changed since the rarest did.
    /// Subjects that are not `among` those are left out.
    func lastRows(
        of table: String, by subject: String, _ columns: [String], at moment: Moment, subjects: Int? = nil, among: Set<Int64>? = nil
    ) throws -> [(subject: Int64, values: [Int64])] {
        let list = ([subject] + columns).map { "\"\($0)\"" }.joined(separator: ", ")
        let statement = try database.prepare(
            "SELECT \(list) FROM \"\(table)\" WHERE step <= ? ORDER BY step DESC, seq DESC")
        try statement.bind(Int64(bitPattern: moment.step), at: 0)
        var seen: Set<Int64> = []
        var rows: [(subject: Int64, values: [Int64])] = []
        let wanted = subjects ?? among?.count
        while try rows.count != wanted && statement.step() {
            let id = statement.integer(0)
            guard among?.contains(id) != false, seen.insert(id).inserted else { continue }
            rows.append((id, (1...max(columns.count, 1)).prefix(columns.count).map { statement.integer($0) }))
        }
        return rows.sorted { $0.subject < $1.subject }
    }

    /// The newest row of one subject up to a moment.
    func lastRow(
        of table: String, where subject: String, is id: Int64, _ columns: [String], at moment: Moment
    ) throws -> [Int64]? {
        let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        return try database.rows(
            "SELECT \(list) FROM \"\(table)\" WHERE step <= ? AND \"\(subject)\" = ? ORDER BY step DESC, seq DESC LIMIT 1",
            [SQLValue(moment.step), .integer(id)]
        ) { row in columns.indices.map { row.integer($0) } }.first
    }
}
