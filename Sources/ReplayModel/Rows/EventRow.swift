import TraceFormat

/// Where an event came from; ties in time are broken by this order first.
public enum EventClass: UInt8, CodedValue {
    /// The model's own later events (a killed process's exit, a lazy purge).
    case model
    /// The rest of a trace event that had to wait for one of those.
    case resumed
    /// An event of the trace.
    case trace
}

/// Every event as it was replayed, the trace's and the model's own, one row a step.
public struct EventRow: TransitionRow {
    /// Nanoseconds: when it was replayed.
    public var time: UInt64
    public var eventClass: EventClass
    public var event: TraceEvent

    public init(time: UInt64, eventClass: EventClass, event: TraceEvent) {
        self.time = time
        self.eventClass = eventClass
        self.event = event
    }

    public static let table = TransitionTable.event

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

    @inline(__always)
    public func encode(into row: inout RowWriter) {
        row.put(time)
        row.put(eventClass)
        row.put(event.kind)
        row.put(event.cpu == TraceEvent.noCPU ? nil : event.cpu)
        row.put(event.task == TraceEvent.noTask ? nil : event.task)
        row.put(event.source)
        row.put(event.line)
        row.put(event.named)
        for slot in 0..<TraceEvent.slotCount { row.put(event.present & (1 << slot) == 0 ? nil : event.slots[slot]) }
    }
}
