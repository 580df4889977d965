/// A row of one transition table, on its way to the store.
public protocol TransitionRow {
    /// The table; its schema stands beside the row's fields.
    static var table: TransitionTable { get }
    static var schema: TableSchema { get }

    /// Puts the values in the order of `schema.columns`.
    func encode(into row: inout RowWriter)
}

/// A row as a declaration in `Tables/` makes it: typed fields that can be written and read back.
public protocol TableRow: TransitionRow, Sendable {
    associatedtype Column: TableColumn

    /// The row that a store holds. Errors: a column holds what no row can have there.
    init(stored row: some StoredColumns) throws(UnreadableColumn)
}

/// A column of one table, by what its row calls it; its raw value is its place in the schema.
///
/// SQL names columns through this, so that one that is renamed is an error at every reader: `"WHERE \(FaultRow.Column.process) = ?"`.
public protocol TableColumn: RawRepresentable, CustomStringConvertible, Sendable where RawValue == Int {
    static var schema: TableSchema { get }
}

extension TableColumn {
    /// As the table names it.
    public var name: String { Self.schema.columns[rawValue].name }
    /// As SQL may have it: some names are keywords.
    public var description: String { "\"\(name)\"" }
}
