// Made by Scripts/generate-rows from Tables/Process/process.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a process.
public enum ProcessOperation: UInt8, CodedValue {
    case start
    case fork
    case exec
    case exit
    case kill
    case rename
    case oomScoreAdj
    case oomAdj
    case threadStart
    case threadEnd
    case foreground
    case background

    public static let words: [String] = [
        "start", "fork", "exec", "exit", "kill", "rename", "oom_score_adj", "oom_adj", "thread_start", "thread_end", "foreground",
        "background"
    ]
}

/// Life of processes.
public struct ProcessRow: TableRow, Equatable {
    /// what happened
    public var operation: ProcessOperation
    /// pid
    public var process: ProcessID
    /// parent's pid
    public var parent: ProcessID?
    /// user id
    public var uid: UInt32
    /// command name
    public var comm: NameID
    /// new value, signal, exit status or thread id, by op
    public var value: Int64?
    /// value before
    public var oldValue: Int64?

    @inlinable
    public init(
        operation: ProcessOperation, process: ProcessID, parent: ProcessID? = nil, uid: UInt32, comm: NameID, value: Int64? = nil,
        oldValue: Int64? = nil
    ) {
        self.operation = operation
        self.process = process
        self.parent = parent
        self.uid = uid
        self.comm = comm
        self.value = value
        self.oldValue = oldValue
    }

    @inlinable public static var table: TransitionTable { .process }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case process = 1
        case parent = 2
        case uid = 3
        case comm = 4
        case value = 5
        case oldValue = 6

        public static var schema: TableSchema { ProcessRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        process = try row.value(1)
        parent = try row.optional(2)
        uid = try row.value(3)
        comm = try row.value(4)
        value = try row.optional(5)
        oldValue = try row.optional(6)
    }

    @inlinable
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

/// Figures of a process after each step that changed them: statm, status and oom_score over time.
public struct ProcessStateRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// size of all VMAs, pages (VSS)
    public var virtualPages: UInt64
    /// resident pages (RSS)
    public var residentPages: UInt64
    /// resident anonymous pages
    public var anonymousPages: UInt64
    /// resident file pages
    public var filePages: UInt64
    /// page-table pages
    public var pageTablePages: UInt64
    /// pages of locked VMAs
    public var lockedPages: UInt64
    /// pages of private writable VMAs
    public var dataPages: UInt64
    /// pages of stack VMAs
    public var stackPages: UInt64
    /// pages of executable VMAs
    public var textPages: UInt64
    /// minor faults so far
    public var minorFaults: UInt64
    /// oom_score_adj
    public var oomScoreAdj: Int16
    /// oom_adj as it reads back
    public var oomAdj: Int8
    /// 0 after exit
    public var alive: Bool
    /// largest vss since the address space began; told every 65,536 steps, when every live process has a row
    public var peakVirtualPages: UInt64?
    /// largest rss since then; told with peak_vss
    public var peakResidentPages: UInt64?

    @inlinable
    public init(
        process: ProcessID, virtualPages: UInt64, residentPages: UInt64, anonymousPages: UInt64, filePages: UInt64, pageTablePages: UInt64,
        lockedPages: UInt64, dataPages: UInt64, stackPages: UInt64, textPages: UInt64, minorFaults: UInt64, oomScoreAdj: Int16,
        oomAdj: Int8, alive: Bool, peakVirtualPages: UInt64? = nil, peakResidentPages: UInt64? = nil
    ) {
        self.process = process
        self.virtualPages = virtualPages
        self.residentPages = residentPages
        self.anonymousPages = anonymousPages
        self.filePages = filePages
        self.pageTablePages = pageTablePages
        self.lockedPages = lockedPages
        self.dataPages = dataPages
        self.stackPages = stackPages
        self.textPages = textPages
        self.minorFaults = minorFaults
        self.oomScoreAdj = oomScoreAdj
        self.oomAdj = oomAdj
        self.alive = alive
        self.peakVirtualPages = peakVirtualPages
        self.peakResidentPages = peakResidentPages
    }

    @inlinable public static var table: TransitionTable { .processState }

    public static let schema = TableSchema(
        "process_state",
        "Figures of a process after each step that changed them: statm, status and oom_score over time.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("vss", .integer, "size of all VMAs, pages (VSS)"),
            ColumnSchema("rss", .integer, "resident pages (RSS)"),
            ColumnSchema("anon", .integer, "resident anonymous pages"),
            ColumnSchema("file", .integer, "resident file pages"),
            ColumnSchema("page_tables", .integer, "page-table pages"),
            ColumnSchema("locked", .integer, "pages of locked VMAs"),
            ColumnSchema("data", .integer, "pages of private writable VMAs"),
            ColumnSchema("stack", .integer, "pages of stack VMAs"),
            ColumnSchema("text", .integer, "pages of executable VMAs"),
            ColumnSchema("min_flt", .integer, "minor faults so far"),
            ColumnSchema("oom_score_adj", .integer, "oom_score_adj"),
            ColumnSchema("oom_adj", .integer, "oom_adj as it reads back"),
            ColumnSchema("alive", .integer, "0 after exit"),
            ColumnSchema("peak_vss", .integer, optional: true, "largest vss since the address space began; told every 65,536 steps, when every live process has a row"),
            ColumnSchema("peak_rss", .integer, optional: true, "largest rss since then; told with peak_vss"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case virtualPages = 1
        case residentPages = 2
        case anonymousPages = 3
        case filePages = 4
        case pageTablePages = 5
        case lockedPages = 6
        case dataPages = 7
        case stackPages = 8
        case textPages = 9
        case minorFaults = 10
        case oomScoreAdj = 11
        case oomAdj = 12
        case alive = 13
        case peakVirtualPages = 14
        case peakResidentPages = 15

        public static var schema: TableSchema { ProcessStateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        virtualPages = try row.value(1)
        residentPages = try row.value(2)
        anonymousPages = try row.value(3)
        filePages = try row.value(4)
        pageTablePages = try row.value(5)
        lockedPages = try row.value(6)
        dataPages = try row.value(7)
        stackPages = try row.value(8)
        textPages = try row.value(9)
        minorFaults = try row.value(10)
        oomScoreAdj = try row.value(11)
        oomAdj = try row.value(12)
        alive = try row.value(13)
        peakVirtualPages = try row.optional(14)
        peakResidentPages = try row.optional(15)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(virtualPages)
        row.put(residentPages)
        row.put(anonymousPages)
        row.put(filePages)
        row.put(pageTablePages)
        row.put(lockedPages)
        row.put(dataPages)
        row.put(stackPages)
        row.put(textPages)
        row.put(minorFaults)
        row.put(oomScoreAdj)
        row.put(oomAdj)
        row.put(alive)
        row.put(peakVirtualPages)
        row.put(peakResidentPages)
    }
}
