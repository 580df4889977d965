import TraceFormat

/// What happened to a process.
public enum ProcessOperation: UInt8, CodedValue {
    case start, fork, exec, exit, kill, rename, oomScoreAdj, oomAdj, threadStart, threadEnd, foreground, background
}

/// Life of processes.
public struct ProcessRow: TransitionRow {
    public var operation: ProcessOperation
    public var process: ProcessID
    public var parent: ProcessID? = nil
    public var uid: UInt32
    public var comm: NameID
    public var value: Int64? = nil
    public var oldValue: Int64? = nil

    public init(operation: ProcessOperation, process: ProcessID, parent: ProcessID? = nil, uid: UInt32, comm: NameID, value: Int64? = nil, oldValue: Int64? = nil) {
        self.operation = operation
        self.process = process
        self.parent = parent
        self.uid = uid
        self.comm = comm
        self.value = value
        self.oldValue = oldValue
    }

    public static let table = TransitionTable.process

    public static let schema = TableSchema(
        "process",
        "Life of processes.",
        [
            ColumnSchema("op", ProcessOperation.columnType, "what happened"),
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("parent", .integer, optional: true, "parent's pid"),
            ColumnSchema("uid", .integer, "user id"),
            ColumnSchema("comm", .name, "command name"),
            ColumnSchema("value", .integer, optional: true, "new value, signal, exit status or thread id, by op"),
            ColumnSchema("old_value", .integer, optional: true, "value before"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(process)
        row.put(parent)
        row.put(uid)
        row.put(comm)
        row.put(value)
        row.put(oldValue)
    }
}
