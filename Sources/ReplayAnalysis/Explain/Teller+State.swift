import ReplayModel

extension Teller {
    /// What a row says that tells nothing new.
    static let unchanged = ": as before."

    /// How a state row differs from the one before of the same subject.
    func state(_ row: StoredRow) throws -> String {
        let subject = row.table.subject
        let before = try subject.map { try run.previous(row.table, where: $0, is: row[$0] ?? 0, before: row.step) } ?? previousTotals(row)
        var changes: [String] = []
        for (index, column) in row.table.schema.columns.enumerated() where column.name != subject && !column.name.hasPrefix("peak_") {
            let old = before?.values[index]
            let new = row.values[index]
            guard old != new, !(before == nil && new == 0) else { continue }
            let unit = column.type == .address ? { Describe.hex($0) } : { $0.map { grouped($0) } ?? "nothing" }
            changes.append(before == nil ? "\(column.name) \(unit(new))" : "\(column.name) \(unit(old)) → \(unit(new))")
        }
        let what = try title(row)
        return changes.isEmpty ? what + Self.unchanged : "\(what): \(changes.joined(separator: ", "))."
    }

    private func previousTotals(_ row: StoredRow) throws -> StoredRow? {
        try run.database.rows(
            "SELECT * FROM \"\(row.table.schema.name)\" WHERE step < ? ORDER BY step DESC, seq DESC LIMIT 1",
            [.integer(Int64(bitPattern: row.step))]
        ) { StoredRow($0, of: row.table) }.first
    }

    private func title(_ row: StoredRow) throws -> String {
        switch row.table {
        case .zoneFree: zone(row["zone"]).capitalizedFirst
        case .cacheState: "Cache \(try cacheName(row["cache"]))"
        case .heapState: "Heap of \(try who(row["pid"], before: row.step))"
        case .processState: try who(row["pid"], before: row.step).capitalizedFirst
        default: "The machine"
        }
    }
}

extension TransitionTable {
    /// The column that says whose state a row is; nil where the table is no state table, or has one subject.
    var subject: String? {
        switch self {
        case .zoneFree: "zone"
        case .cacheState: "cache"
        case .heapState, .processState: "pid"
        default: nil
        }
    }

    /// Whether a row carries the whole state of its subject.
    var isState: Bool { subject != nil || self == .memoryState }
}
