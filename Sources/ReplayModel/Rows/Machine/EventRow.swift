// Made by Scripts/generate-rows from Tables/Machine/event.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Where an event came from; ties in time are broken by this order first.
public enum EventClass: UInt8, CodedValue {
    /// The model's own later events (a killed process's exit, a lazy purge).
    case model
    /// The rest of a trace event that had to wait for one of those.
    case resumed
    /// An event of the trace.
    case trace

    public static let words: [String] = [
        "model", "resumed", "trace"
    ]
}

/// Every event as it was replayed, the trace's and the model's own, one row a step.
public struct EventRow: TableRow {
    /// nanoseconds
    public var time: UInt64
    /// where the event came from
    public var eventClass: EventClass
    /// event kind; the table event_kind has its name
    public var kind: EventKind
    /// processor
    public var cpu: Int16?
    /// thread id
    public var task: Int32?
    /// trace file, row of source
    public var source: UInt16?
    /// line in it
    public var line: UInt32?
    /// bit i set: argument i is the id of a name
    public var named: UInt8
    /// argument 0 and so on; the view event_<kind> names it
    public var arguments: InlineArray<8, UInt64?>

    @inlinable
    public init(
        time: UInt64, eventClass: EventClass, kind: EventKind, cpu: Int16? = nil, task: Int32? = nil, source: UInt16? = nil,
        line: UInt32? = nil, named: UInt8, arguments: InlineArray<8, UInt64?>
    ) {
        self.time = time
        self.eventClass = eventClass
        self.kind = kind
        self.cpu = cpu
        self.task = task
        self.source = source
        self.line = line
        self.named = named
        self.arguments = arguments
    }

    @inlinable public static var table: TransitionTable { .event }

    public static let schema = TableSchema(
        "event",
        "Every event as it was replayed, the trace's and the model's own, one row a step.",
        [
            ColumnSchema("time", .integer, "nanoseconds"),
            ColumnSchema("class", EventClass.columnType, "where the event came from"),
            ColumnSchema("kind", .integer, "event kind; the table event_kind has its name"),
            ColumnSchema("cpu", .integer, optional: true, "processor"),
            ColumnSchema("task", .integer, optional: true, "thread id"),
            ColumnSchema("source", .integer, optional: true, "trace file, row of source"),
            ColumnSchema("line", .integer, optional: true, "line in it"),
            ColumnSchema("named", .integer, "bit i set: argument i is the id of a name"),
            ColumnSchema("a0", .integer, optional: true, "argument 0; the view event_<kind> names it"),
            ColumnSchema("a1", .integer, optional: true, "argument 1; the view event_<kind> names it"),
            ColumnSchema("a2", .integer, optional: true, "argument 2; the view event_<kind> names it"),
            ColumnSchema("a3", .integer, optional: true, "argument 3; the view event_<kind> names it"),
            ColumnSchema("a4", .integer, optional: true, "argument 4; the view event_<kind> names it"),
            ColumnSchema("a5", .integer, optional: true, "argument 5; the view event_<kind> names it"),
            ColumnSchema("a6", .integer, optional: true, "argument 6; the view event_<kind> names it"),
            ColumnSchema("a7", .integer, optional: true, "argument 7; the view event_<kind> names it"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case time = 0
        case eventClass = 1
        case kind = 2
        case cpu = 3
        case task = 4
        case source = 5
        case line = 6
        case named = 7
        case arguments = 8

        public static var schema: TableSchema { EventRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        time = try row.value(0)
        eventClass = try row.value(1)
        kind = try row.value(2)
        cpu = try row.optional(3)
        task = try row.optional(4)
        source = try row.optional(5)
        line = try row.optional(6)
        named = try row.value(7)
        arguments = try InlineArray { index throws(UnreadableColumn) in try row.optional(8 + index) }
    }

    @inlinable @inline(__always)
    public func encode(into row: inout RowWriter) {
        row.put(time)
        row.put(eventClass)
        row.put(kind)
        row.put(cpu)
        row.put(task)
        row.put(source)
        row.put(line)
        row.put(named)
        for index in arguments.indices { row.put(arguments[index]) }
    }
}

/// Labels of the trace, to refer to in queries.
public struct MarkRow: TableRow, Equatable {
    /// the label
    public var text: NameID

    @inlinable
    public init(text: NameID) {
        self.text = text
    }

    @inlinable public static var table: TransitionTable { .mark }

    public static let schema = TableSchema(
        "mark",
        "Labels of the trace, to refer to in queries.",
        [
            ColumnSchema("label", .name, "the label"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case text = 0

        public static var schema: TableSchema { MarkRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        text = try row.value(0)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(text)
    }
}

/// Settings written during the run: sysctl, mallopt.
public struct SettingRow: TableRow, Equatable {
    /// whose (mallopt)
    public var process: ProcessID?
    /// the setting
    public var key: NameID
    /// value before
    public var oldValue: Int64?
    /// value after
    public var newValue: Int64

    @inlinable
    public init(process: ProcessID? = nil, key: NameID, oldValue: Int64? = nil, newValue: Int64) {
        self.process = process
        self.key = key
        self.oldValue = oldValue
        self.newValue = newValue
    }

    @inlinable public static var table: TransitionTable { .setting }

    public static let schema = TableSchema(
        "setting",
        "Settings written during the run: sysctl, mallopt.",
        [
            ColumnSchema("pid", .integer, optional: true, "whose (mallopt)"),
            ColumnSchema("key", .name, "the setting"),
            ColumnSchema("old_value", .integer, optional: true, "value before"),
            ColumnSchema("new_value", .integer, "value after"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case key = 1
        case oldValue = 2
        case newValue = 3

        public static var schema: TableSchema { SettingRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.optional(0)
        key = try row.value(1)
        oldValue = try row.optional(2)
        newValue = try row.value(3)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(key)
        row.put(oldValue)
        row.put(newValue)
    }
}

/// Odd but replayable input, with its line; the totals are in counter.
public struct AnomalyRow: TableRow, Equatable {
    /// what is odd: a counter's name
    public var kind: NameID
    /// trace file
    public var source: UInt16?
    /// line in it
    public var line: UInt32?
    /// the address, frame or number in question
    public var value: UInt64?
    /// the text in question
    public var text: NameID?

    @inlinable
    public init(kind: NameID, source: UInt16? = nil, line: UInt32? = nil, value: UInt64? = nil, text: NameID? = nil) {
        self.kind = kind
        self.source = source
        self.line = line
        self.value = value
        self.text = text
    }

    @inlinable public static var table: TransitionTable { .anomaly }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case kind = 0
        case source = 1
        case line = 2
        case value = 3
        case text = 4

        public static var schema: TableSchema { AnomalyRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        kind = try row.value(0)
        source = try row.optional(1)
        line = try row.optional(2)
        value = try row.optional(3)
        text = try row.optional(4)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(kind)
        row.put(source)
        row.put(line)
        row.put(value)
        row.put(text)
    }
}
