/// A row of one transition table, on its way to the store.
public protocol TransitionRow {
    /// The table; its schema stands beside the row's fields.
    static var table: TransitionTable { get }
    static var schema: TableSchema { get }

    /// Puts the values in the order of `schema.columns`.
    func encode(into row: inout RowWriter)
}
