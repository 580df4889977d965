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
    public var time: UInt64
    public var eventClass: EventClass
    public var kind: UInt8
    public var cpu: Int16? = nil
    public var task: Int32? = nil
    public var source: UInt16? = nil
    public var line: UInt32? = nil
    public var named: UInt8
    public var argument0: Int64? = nil
    public var argument1: Int64? = nil
    public var argument2: Int64? = nil
    public var argument3: Int64? = nil
    public var argument4: Int64? = nil
    public var argument5: Int64? = nil
    public var argument6: Int64? = nil
    public var argument7: Int64? = nil

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

    public func encode(into row: inout RowBuffer) {
        row.put(time)
        row.put(eventClass)
        row.put(kind)
        row.put(cpu)
        row.put(task)
        row.put(source)
        row.put(line)
        row.put(named)
        row.put(argument0)
        row.put(argument1)
        row.put(argument2)
        row.put(argument3)
        row.put(argument4)
        row.put(argument5)
        row.put(argument6)
        row.put(argument7)
    }
}

extension EventRow {
    /// The row of an event that is replayed at `time`.
    init(_ event: borrowing TraceEvent, _ eventClass: EventClass, at time: UInt64) {
        self.init(
            time: time, eventClass: eventClass, kind: event.kind.rawValue, cpu: event.cpu == TraceEvent.noCPU ? nil : event.cpu,
            task: event.task == TraceEvent.noTask ? nil : event.task, source: event.source, line: event.line, named: event.named)
        argument0 = event.argument(0)
        argument1 = event.argument(1)
        argument2 = event.argument(2)
        argument3 = event.argument(3)
        argument4 = event.argument(4)
        argument5 = event.argument(5)
        argument6 = event.argument(6)
        argument7 = event.argument(7)
    }

    /// The same row's values in the order of the schema, at once; nil where an argument has the bits that stand for NULL.
    @inline(__always)
    static func words(of event: borrowing TraceEvent, _ eventClass: EventClass, at time: UInt64) -> InlineArray<16, Int64>? {
        var words = InlineArray<16, Int64>(repeating: RowBuffer.null)
        words[0] = Int64(bitPattern: time)
        words[1] = Int64(eventClass.rawValue)
        words[2] = Int64(event.kind.rawValue)
        if event.cpu != TraceEvent.noCPU { words[3] = Int64(event.cpu) }
        if event.task != TraceEvent.noTask { words[4] = Int64(event.task) }
        words[5] = Int64(event.source)
        words[6] = Int64(event.line)
        words[7] = Int64(event.named)
        for slot in 0..<TraceEvent.slotCount where event.present & (1 << slot) != 0 {
            let value = Int64(bitPattern: event.slots[slot])
            if value == RowBuffer.null { return nil }
            words[8 + slot] = value
        }
        return words
    }
}

extension TraceEvent {
    /// The value of a slot as the store takes it.
    fileprivate func argument(_ slot: Int) -> Int64? {
        present & (1 << slot) == 0 ? nil : Int64(bitPattern: slots[slot])
    }
}
