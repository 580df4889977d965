import TraceFormat

/// Labels of the trace, to refer to in queries.
public struct MarkRow: TransitionRow {
    public var text: NameID

    public init(text: NameID) {
        self.text = text
    }

    public static let table = TransitionTable.mark

    public static let schema = TableSchema(
        "mark",
        "Labels of the trace, to refer to in queries.",
        [
            ColumnSchema("label", .name, "the label")
        ])

    public func encode(into row: inout RowWriter) {
        row.put(text)
    }
}
