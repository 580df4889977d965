/// What happened to a page table.
public enum PageTableOperation: UInt8, CodedValue {
    case allocate, free
    /// The same table translates other addresses, from `base` on (mremap of a huge page).
    case move
}

/// Page tables taken from and given back to the page allocator.
public struct PageTableRow: TransitionRow {
    public var operation: PageTableOperation
    public var process: ProcessID
    public var level: UInt8
    public var base: VirtualAddress
    public var frame: FrameNumber

    public init(operation: PageTableOperation, process: ProcessID, level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        self.operation = operation
        self.process = process
        self.level = level
        self.base = base
        self.frame = frame
    }

    public static let table = TransitionTable.pageTable

    public static let schema = TableSchema(
        "page_table",
        "Page tables taken from and given back to the page allocator.",
        [
            ColumnSchema("op", PageTableOperation.columnType, "what happened"),
            ColumnSchema("pid", .integer, "pid; 0 is the kernel"),
            ColumnSchema("level", .integer, "1 holds the entries of pages; the top level is the profile's number of levels"),
            ColumnSchema("base", .address, "first address that the table translates"),
            ColumnSchema("pfn", .frame, "the frame it lives in"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(process)
        row.put(level)
        row.put(base)
        row.put(frame)
    }
}
