// Made by Scripts/generate-rows from Tables/Virtual/fault.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What the CPU tried.
public enum AccessKind: UInt8, CodedValue {
    case read
    case write
    case execute

    public static let words: [String] = [
        "read", "write", "execute"
    ]
}

/// Why the MMU refused.
public enum FaultCause: UInt8, CodedValue {
    case notPresent
    case protection

    public static let words: [String] = [
        "not_present", "protection"
    ]
}

/// What the kernel did.
public enum FaultOutcome: UInt8, CodedValue {
    /// The shared zero page was mapped, read-only.
    case zeroPage
    /// A new zeroed frame was mapped, read and write.
    case anonymous
    /// A frame was copied: from the zero page or from one shared after fork.
    case copyOnWrite
    /// The only user of the frame got write permission.
    case reuse
    /// A page of a file was mapped.
    case file
    /// No VMA, or not its permission: SIGSEGV.
    case segmentationFault
    /// No frame was to be had.
    case outOfMemory
    /// Mapped ahead of use (mlock, MAP_POPULATE), no fault of the CPU.
    case populate
    /// A huge page was taken and mapped, read and write.
    case hugePage
    /// The huge zero page was mapped, read-only.
    case hugeZeroPage

    public static let words: [String] = [
        "zero_page", "anonymous", "copy_on_write", "reuse", "file", "segmentation_fault", "out_of_memory", "populate",
        "huge_page", "huge_zero_page"
    ]
}

/// Page faults and what the kernel did about each; the new entry is part of the row.
public struct FaultRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// the address
    public var address: VirtualAddress
    /// what the CPU tried
    public var access: AccessKind
    /// why the MMU refused
    public var cause: FaultCause
    /// what the kernel did
    public var outcome: FaultOutcome
    /// frame mapped before
    public var oldFrame: FrameNumber?
    /// frame mapped after
    public var newFrame: FrameNumber?
    /// zone of a newly taken frame
    public var zone: ZoneIndex?
    /// entry after: 1 read, 2 write, 4 execute
    public var protection: UInt8

    @inlinable
    public init(
        process: ProcessID, address: VirtualAddress, access: AccessKind, cause: FaultCause, outcome: FaultOutcome,
        oldFrame: FrameNumber? = nil, newFrame: FrameNumber? = nil, zone: ZoneIndex? = nil, protection: UInt8
    ) {
        self.process = process
        self.address = address
        self.access = access
        self.cause = cause
        self.outcome = outcome
        self.oldFrame = oldFrame
        self.newFrame = newFrame
        self.zone = zone
        self.protection = protection
    }

    @inlinable public static var table: TransitionTable { .fault }

    public static let schema = TableSchema(
        "fault",
        "Page faults and what the kernel did about each; the new entry is part of the row.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("address", .address, "the address"),
            ColumnSchema("access", AccessKind.columnType, "what the CPU tried"),
            ColumnSchema("cause", FaultCause.columnType, "why the MMU refused"),
            ColumnSchema("outcome", FaultOutcome.columnType, "what the kernel did"),
            ColumnSchema("old_pfn", .frame, optional: true, "frame mapped before"),
            ColumnSchema("new_pfn", .frame, optional: true, "frame mapped after"),
            ColumnSchema("zone", .zone, optional: true, "zone of a newly taken frame"),
            ColumnSchema("prot", .integer, "entry after: 1 read, 2 write, 4 execute"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case address = 1
        case access = 2
        case cause = 3
        case outcome = 4
        case oldFrame = 5
        case newFrame = 6
        case zone = 7
        case protection = 8

        public static var schema: TableSchema { FaultRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        address = try row.value(1)
        access = try row.value(2)
        cause = try row.value(3)
        outcome = try row.value(4)
        oldFrame = try row.optional(5)
        newFrame = try row.optional(6)
        zone = try row.optional(7)
        protection = try row.value(8)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(address)
        row.put(access)
        row.put(cause)
        row.put(outcome)
        row.put(oldFrame)
        row.put(newFrame)
        row.put(zone)
        row.put(protection)
    }
}
