import ReplayModel
import ReplayStore

/// One row of a transition table, as it is stored.
public struct StoredRow: Equatable, Sendable {
    public var table: TransitionTable
    public var step: UInt64
    public var seq: Int64
    /// In the order of the table's schema; nil is NULL.
    public var values: [Int64?]

    /// A column by name. Precondition: the table has it.
    subscript(column: String) -> Int64? {
        guard let index = table.schema.columns.firstIndex(where: { $0.name == column }) else {
            preconditionFailure("\(table.schema.name) has no column \(column)")
        }
        return values[index]
    }

    /// The word of a coded column.
    func word(_ column: String) -> String {
        guard let index = table.schema.columns.firstIndex(where: { $0.name == column }), let value = values[index],
            case .code(let words) = table.schema.columns[index].type
        else { return "" }
        return words.indices.contains(Int(value)) ? words[Int(value)] : String(value)
    }
}

extension Run {
    /// The rows of one step in the order in which they were made.
    public func rows(ofStep step: UInt64) throws -> [StoredRow] {
        var rows: [StoredRow] = []
        for table in TransitionTable.allCases {
            rows += try database.rows("SELECT * FROM \"\(table.schema.name)\" WHERE step = ?", [SQLValue(step)]) { statement in
                StoredRow(statement, of: table)
            }
        }
        return rows.sorted { $0.seq < $1.seq }
    }

    /// The newest row of a table with `subject` = `id` before a step.
    func previous(_ table: TransitionTable, where subject: String, is id: Int64, before step: UInt64) throws -> StoredRow? {
        try database.rows(
            "SELECT * FROM \"\(table.schema.name)\" WHERE step < ? AND \"\(subject)\" = ? ORDER BY step DESC, seq DESC LIMIT 1",
            [SQLValue(step), .integer(id)]
        ) { StoredRow($0, of: table) }.first
    }
}

extension StoredRow {
    init(_ statement: Statement, of table: TransitionTable) {
        self.table = table
        step = statement.address(0)
        seq = statement.integer(1)
        values = (2..<statement.columnCount).map { statement.optionalInteger($0) }
    }
}
