import ReplayModel

/// A row of a transition table and where it stands.
@dynamicMemberLookup
public struct Placed<Row: TableRow>: Sendable {
    public var step: UInt64
    public var seq: Int64
    public var row: Row

    @inlinable
    public init(step: UInt64, seq: Int64, row: Row) {
        self.step = step
        self.seq = seq
        self.row = row
    }

    /// A column of the row.
    @inlinable public subscript<Value>(dynamicMember column: KeyPath<Row, Value>) -> Value { row[keyPath: column] }
}

/// Reads rows of one transition table, one after another.
public struct RowCursor<Row: TableRow> {
    @usableFromInline let statement: Statement
    @usableFromInline let path: String

    /// The rows that `clause` chooses: what stands after FROM TABLE, with its parameters by position. `extra`: one more column.
    public init(_ database: Database, _ clause: String, _ parameters: [SQLValue] = [], extra: String? = nil) throws(StoreError) {
        let columns = ["step", "seq"] + Row.schema.columns.map(\.name)
        let list = columns.map(DataDefinition.quoted) + (extra.map { [$0] } ?? [])
        let table = DataDefinition.quoted(Row.schema.name)
        statement = try database.prepare("SELECT \(list.joined(separator: ", ")) FROM \(table) \(clause)")
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index) }
        path = database.path
    }

    /// Goes to the next row; false: there is none.
    @inlinable public func step() throws(StoreError) -> Bool { try statement.step() }

    /// One column of the row, without reading the others; NULL reads as 0.
    @inlinable public func word(of column: Row.Column) -> Int64 { statement.integer(2 + column.rawValue) }

    /// The column `extra` of the row.
    public var extra: Int64? { statement.optionalInteger(2 + Row.schema.columns.count) }

    /// The row. Errors: it holds what no row can hold.
    @inlinable
    public func row() throws(StoreError) -> Placed<Row> {
        let (step, seq) = (statement.address(0), statement.integer(1))
        do {
            return Placed(step: step, seq: seq, row: try Row(stored: StatementColumns(statement: statement)))
        } catch {
            let column = "\(Row.schema.name) holds in \(Row.schema.columns[error.column].name)"
            throw StoreError(file: path, message: "step \(step), row \(seq) of \(column) what no row can hold")
        }
    }

    /// The next row; nil: there is none.
    @inlinable public func next() throws(StoreError) -> Placed<Row>? { try step() ? try row() : nil }
}

/// A statement's columns after step and seq.
@usableFromInline
struct StatementColumns: StoredColumns {
    @usableFromInline let statement: Statement

    @inlinable init(statement: Statement) { self.statement = statement }

    @inlinable func word(_ column: Int) -> Int64? { statement.optionalInteger(2 + column) }
    @inlinable func optionalWord(_ column: Int) -> Int64? { statement.optionalInteger(2 + column) }
}

extension Database {
    /// The rows of a transition table that `clause` chooses: what stands after FROM TABLE, with its parameters by position.
    @inlinable
    public func rows<Row: TableRow>(
        of table: Row.Type, _ clause: String, _ parameters: [SQLValue] = []
    ) throws(StoreError) -> [Placed<Row>] {
        let cursor = try RowCursor<Row>(self, clause, parameters)
        var rows: [Placed<Row>] = []
        while let row = try cursor.next() { rows.append(row) }
        return rows
    }

    /// The first of them.
    @inlinable
    public func row<Row: TableRow>(
        of table: Row.Type, _ clause: String, _ parameters: [SQLValue] = []
    ) throws(StoreError) -> Placed<Row>? {
        try RowCursor<Row>(self, clause, parameters).next()
    }

    /// Calls `body` with each of them.
    @inlinable
    public func forEachRow<Row: TableRow, Failure: Error>(
        of table: Row.Type, _ clause: String, _ parameters: [SQLValue] = [], _ body: (Placed<Row>) throws(Failure) -> Void
    ) throws {
        let cursor = try RowCursor<Row>(self, clause, parameters)
        while let row = try cursor.next() { try body(row) }
    }
}
