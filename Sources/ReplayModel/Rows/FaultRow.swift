/// What the CPU tried.
public enum AccessKind: UInt8, CodedValue {
    case read, write, execute
}

/// Why the MMU refused.
public enum FaultCause: UInt8, CodedValue {
    case notPresent, protection
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
}

/// Page faults and what the kernel did about each; the new entry is part of the row.
public struct FaultRow: TransitionRow {
    public var process: ProcessID
    public var address: VirtualAddress
    public var access: AccessKind
    public var cause: FaultCause
    public var outcome: FaultOutcome
    public var oldFrame: FrameNumber? = nil
    public var newFrame: FrameNumber? = nil
    public var zone: ZoneIndex? = nil
    public var protection: UInt8

    public init(process: ProcessID, address: VirtualAddress, access: AccessKind, cause: FaultCause, outcome: FaultOutcome, oldFrame: FrameNumber? = nil, newFrame: FrameNumber? = nil, zone: ZoneIndex? = nil, protection: UInt8) {
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

    public static let table = TransitionTable.fault

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
