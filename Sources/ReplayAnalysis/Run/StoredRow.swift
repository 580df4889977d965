import ReplayModel
import ReplayStore

/// One row of a transition table, whichever: its words as they are stored. `typed(as:)` reads it as a row of its table.
public struct StoredRow: Equatable, Sendable {
    public var table: TransitionTable
    public var step: UInt64
    public var seq: Int64
    /// In the order of the table's schema; nil is NULL.
    public var values: [Int64?]

    /// As a row of its table. Errors: it holds what no row can hold. Precondition: it is of that table.
    func typed<Row: TableRow>(as type: Row.Type = Row.self) throws -> Placed<Row> {
        precondition(table == Row.table, "a row of \(Row.schema.name)")
        do {
            return Placed(step: step, seq: seq, row: try Row(stored: self))
        } catch {
            let column = table.schema.columns[error.column].name
            throw AnalysisError("step \(step), row \(seq) of \(table.schema.name) holds in \(column) what no row can hold")
        }
    }
}

extension StoredRow: StoredColumns {
    public func word(_ column: Int) -> Int64? { values[column] }
    public func optionalWord(_ column: Int) -> Int64? { values[column] }
}

extension [StoredRow] {
    /// Those of one table.
    func typed<Row: TableRow>(as type: Row.Type = Row.self) throws -> [Placed<Row>] {
        try filter { $0.table == Row.table }.map { try $0.typed() }
    }
}

extension ColumnSchema {
    /// The word of a code; nil where the column holds none. A number that stands for no word is given as it is.
    func title(of code: Int64) -> String? {
        guard case .code(let words) = type else { return nil }
        return words.indices.contains(Int(code)) ? words[Int(code)] : String(code)
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

    /// The newest row before a step whose `subject` is `id`.
    func previous<Row: TableRow>(
        _ table: Row.Type = Row.self, where subject: Row.Column, is id: some ColumnValue, before step: UInt64
    ) throws -> Placed<Row>? {
        try database.row(
            of: table, "WHERE step < ? AND \(subject) = ? ORDER BY step DESC, seq DESC LIMIT 1", [SQLValue(step), .integer(id.word)])
    }

    /// The newest row before a state row of the same subject; nil: there is none.
    func previous(_ row: StoredRow) throws -> StoredRow? {
        let schema = row.table.schema
        let isSubject = row.table.subject.map { "AND \"\(schema.columns[$0].name)\" = ?" } ?? ""
        let id = row.table.subject.map { [SQLValue(row.values[$0])] } ?? []
        return try database.rows(
            "SELECT * FROM \"\(schema.name)\" WHERE step < ? \(isSubject) ORDER BY step DESC, seq DESC LIMIT 1", [SQLValue(row.step)] + id
        ) { StoredRow($0, of: row.table) }.first
    }
}

extension StoredRow {
    init(_ statement: Statement, of table: TransitionTable) {
        self.table = table
        (step, seq) = (statement.address(0), statement.integer(1))
        values = table.schema.columns.indices.map { statement.optionalInteger(2 + $0) }
    }
}
