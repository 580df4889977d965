/// A memory system call.
public enum SystemCall: UInt8, CodedValue {
    case brk, mmap, munmap, mremap, mprotect, madvise, mlock, munlock, mlockall, munlockall
}

/// System calls that change an address space, made by the trace or by the C library.
public struct SystemCallRow: TransitionRow {
    public var process: ProcessID
    public var call: SystemCall
    public var fromLibrary: Bool
    public var address: VirtualAddress
    public var length: UInt64
    public var result: UInt64? = nil
    public var error: UInt8? = nil

    public init(process: ProcessID, call: SystemCall, fromLibrary: Bool, address: VirtualAddress, length: UInt64, result: UInt64? = nil, error: UInt8? = nil) {
        self.process = process
        self.call = call
        self.fromLibrary = fromLibrary
        self.address = address
        self.length = length
        self.result = result
        self.error = error
    }

    public static let table = TransitionTable.syscall

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
