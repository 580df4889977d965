// Made by Scripts/generate-rows from Tables/Virtual/page_table.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a page table.
public enum PageTableOperation: UInt8, CodedValue {
    case allocate
    case free
    /// The same table translates other addresses, from `base` on (mremap of a huge page).
    case move

    public static let words: [String] = [
        "allocate", "free", "move"
    ]
}

/// Page tables taken from and given back to the page allocator.
public struct PageTableRow: TableRow, Equatable {
    /// what happened
    public var operation: PageTableOperation
    /// pid; 0 is the kernel
    public var process: ProcessID
    /// 1 holds the entries of pages; the top level is the profile's number of levels
    public var level: UInt8
    /// first address that the table translates
    public var base: VirtualAddress
    /// the frame it lives in
    public var frame: FrameNumber

    @inlinable
    public init(operation: PageTableOperation, process: ProcessID, level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        self.operation = operation
        self.process = process
        self.level = level
        self.base = base
        self.frame = frame
    }

    @inlinable public static var table: TransitionTable { .pageTable }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case process = 1
        case level = 2
        case base = 3
        case frame = 4

        public static var schema: TableSchema { PageTableRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        process = try row.value(1)
        level = try row.value(2)
        base = try row.value(3)
        frame = try row.value(4)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(process)
        row.put(level)
        row.put(base)
        row.put(frame)
    }
}

/// Every page table that has a frame after a step, now and then (keyframe says when): no transitions. Columns as in page_table.
public struct PageTableCheckpointRow: TableRow, Equatable {
    /// pid; 0 is the kernel
    public var process: ProcessID
    /// 1 holds the entries of pages; the top level is the profile's number of levels
    public var level: UInt8
    /// first address that the table translates
    public var base: VirtualAddress
    /// the frame it lives in
    public var frame: FrameNumber

    @inlinable
    public init(process: ProcessID, level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        self.process = process
        self.level = level
        self.base = base
        self.frame = frame
    }

    @inlinable public static var table: TransitionTable { .pageTableCheckpoint }

    public static let schema = TableSchema(
        "page_table_checkpoint",
        "Every page table that has a frame after a step, now and then (keyframe says when): no transitions. Columns as in page_table.",
        [
            ColumnSchema("pid", .integer, "pid; 0 is the kernel"),
            ColumnSchema("level", .integer, "1 holds the entries of pages; the top level is the profile's number of levels"),
            ColumnSchema("base", .address, "first address that the table translates"),
            ColumnSchema("pfn", .frame, "the frame it lives in"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case level = 1
        case base = 2
        case frame = 3

        public static var schema: TableSchema { PageTableCheckpointRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        level = try row.value(1)
        base = try row.value(2)
        frame = try row.value(3)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(level)
        row.put(base)
        row.put(frame)
    }
}
