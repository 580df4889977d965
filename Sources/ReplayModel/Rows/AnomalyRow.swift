import TraceFormat

/// Odd but replayable input, with its line; the totals are in counter.
public struct AnomalyRow: TransitionRow {
    public var kind: NameID
    public var source: UInt16? = nil
    public var line: UInt32? = nil
    public var value: UInt64? = nil
    public var text: NameID? = nil

    public init(kind: NameID, source: UInt16? = nil, line: UInt32? = nil, value: UInt64? = nil, text: NameID? = nil) {
        self.kind = kind
        self.source = source
        self.line = line
        self.value = value
        self.text = text
    }

    public static let table = TransitionTable.anomaly

    public static let schema = TableSchema(
        "anomaly",
        "Odd but replayable input, with its line; the totals are in counter.",
        [
            ColumnSchema("kind", .name, "what is odd: a counter's name"),
            ColumnSchema("source", .integer, optional: true, "trace file"),
            ColumnSchema("line", .integer, optional: true, "line in it"),
            ColumnSchema("value", .address, optional: true, "the address, frame or number in question"),
            ColumnSchema("text", .name, optional: true, "the text in question"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(kind)
        row.put(source)
        row.put(line)
        row.put(value)
        row.put(text)
    }
}
