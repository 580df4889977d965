// Made by Scripts/generate-rows from Tables/Machine/failed_call.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Why a call failed.
public enum CallFailure: UInt8, CodedValue {
    /// No page was to be had, even after reclaim and kills.
    case noMemory
    /// Overcommit promises no more (vm.overcommit_memory).
    case overcommit
    /// No hole of the addresses is large enough.
    case noAddressSpace
    /// More than the kernel gives at once, or than the machine has.
    case tooLarge
    /// No bytes were asked for.
    case nothingAsked
    /// An argument is none that the call takes.
    case invalid
    /// The range goes past the end of the addresses.
    case wraps
    /// The machine has no such physical address.
    case beyondPhysical
    /// The range is RAM, which may not be mapped as device registers.
    case isRAM
    /// Part of the range is mapped by nothing.
    case notMapped
    /// It needs a right that the process has not.
    case notPermitted
    /// The file belongs to another user's process.
    case otherOwner
    /// RLIMIT_AS.
    case addressSpaceLimit
    /// RLIMIT_DATA.
    case dataLimit
    /// RLIMIT_MEMLOCK.
    case lockLimit
    /// A limit may be raised above the hard one by root alone.
    case hardLimit
    /// vm.max_map_count.
    case tooManyAreas
    /// Something is there already.
    case taken
    /// This kernel does not have it.
    case unknownToKernel

    public static let words: [String] = [
        "no_memory", "overcommit", "no_address_space", "too_large", "nothing_asked", "invalid", "wraps", "beyond_physical",
        "is_ram", "not_mapped", "not_permitted", "other_owner", "address_space_limit", "data_limit", "lock_limit", "hard_limit",
        "too_many_areas", "taken", "unknown_to_kernel"
    ]
}

/// Calls of the kernel that failed, those of the trace and those that the C library made: which, with what errno, and why.
public struct FailedCallRow: TableRow, Equatable {
    /// who called; 0 is the kernel
    public var process: ProcessID
    /// which: event kind; the table event_kind has its name
    public var call: EventKind
    /// errno; NULL: it returned a null pointer
    public var error: UInt8?
    /// why
    public var reason: CallFailure
    /// the address, size or number in question
    public var value: UInt64?

    @inlinable
    public init(process: ProcessID, call: EventKind, error: UInt8? = nil, reason: CallFailure, value: UInt64? = nil) {
        self.process = process
        self.call = call
        self.error = error
        self.reason = reason
        self.value = value
    }

    @inlinable public static var table: TransitionTable { .failedCall }

    public static let schema = TableSchema(
        "failed_call",
        "Calls of the kernel that failed, those of the trace and those that the C library made: which, with what errno, and why.",
        [
            ColumnSchema("pid", .integer, "who called; 0 is the kernel"),
            ColumnSchema("call", .integer, "which: event kind; the table event_kind has its name"),
            ColumnSchema("errno", .integer, optional: true, "errno; NULL: it returned a null pointer"),
            ColumnSchema("reason", CallFailure.columnType, "why"),
            ColumnSchema("value", .address, optional: true, "the address, size or number in question"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case call = 1
        case error = 2
        case reason = 3
        case value = 4

        public static var schema: TableSchema { FailedCallRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        call = try row.value(1)
        error = try row.optional(2)
        reason = try row.value(3)
        value = try row.optional(4)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(call)
        row.put(error)
        row.put(reason)
        row.put(value)
    }
}
