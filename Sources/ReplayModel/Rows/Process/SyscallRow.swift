// Made by Scripts/generate-rows from Tables/Process/syscall.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// A memory system call.
public enum SystemCall: UInt8, CodedValue {
    case brk
    case mmap
    case munmap
    case mremap
    case mprotect
    case madvise
    case mlock
    case munlock
    case mlockall
    case munlockall

    public static let words: [String] = [
        "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mlock", "munlock", "mlockall", "munlockall"
    ]
}

/// System calls that change an address space, made by the trace or by the C library.
public struct SystemCallRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// which
    public var call: SystemCall
    /// 1: the C library made it inside a malloc call
    public var fromLibrary: Bool
    /// first argument
    public var address: VirtualAddress
    /// length argument
    public var length: UInt64
    /// its result; NULL when it failed
    public var result: UInt64?
    /// errno when it failed (12 ENOMEM)
    public var error: UInt8?

    @inlinable
    public init(
        process: ProcessID, call: SystemCall, fromLibrary: Bool, address: VirtualAddress, length: UInt64, result: UInt64? = nil,
        error: UInt8? = nil
    ) {
        self.process = process
        self.call = call
        self.fromLibrary = fromLibrary
        self.address = address
        self.length = length
        self.result = result
        self.error = error
    }

    @inlinable public static var table: TransitionTable { .syscall }

    public static let schema = TableSchema(
        "syscall",
        "System calls that change an address space, made by the trace or by the C library.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("call", SystemCall.columnType, "which"),
            ColumnSchema("from_libc", .integer, "1: the C library made it inside a malloc call"),
            ColumnSchema("address", .address, "first argument"),
            ColumnSchema("length", .integer, "length argument"),
            ColumnSchema("result", .address, optional: true, "its result; NULL when it failed"),
            ColumnSchema("errno", .integer, optional: true, "errno when it failed (12 ENOMEM)"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case call = 1
        case fromLibrary = 2
        case address = 3
        case length = 4
        case result = 5
        case error = 6

        public static var schema: TableSchema { SystemCallRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        call = try row.value(1)
        fromLibrary = try row.value(2)
        address = try row.value(3)
        length = try row.value(4)
        result = try row.optional(5)
        error = try row.optional(6)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(call)
        row.put(fromLibrary)
        row.put(address)
        row.put(length)
        row.put(result)
        row.put(error)
    }
}
