// Made by Scripts/generate-rows from Tables/Virtual/mapping.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a run of page-table entries.
public enum MappingOperation: UInt8, CodedValue {
    case map
    case unmap
    /// Lost the write permission (fork, mprotect).
    case protect
    /// Moved to `frame`-numbered virtual page (mremap).
    case move
    /// A huge page was mapped by one entry of level 2, or got write permission there.
    case mapHuge
    /// The huge zero page was mapped, read-only.
    case mapHugeZero
    /// The entry of level 2 was split into entries of pages, which map the same (`frame`: the first; of the zero page, the small one).
    case splitHuge
    /// Given back by madvise(MADV_FREE): clean, and the kernel may take them at any time.
    case lazyFree
    /// Written to after that, before the kernel took them: the process's again.
    case takeBack

    public static let words: [String] = [
        "map", "unmap", "protect", "move", "map_huge", "map_huge_zero", "split_huge", "lazy_free", "take_back"
    ]
}

/// Page-table entries that changed otherwise than by a fault: runs of consecutive pages.
public struct MappingRow: TableRow, Equatable {
    /// what happened
    public var operation: MappingOperation
    /// pid; 0 is the kernel
    public var process: ProcessID
    /// first virtual page
    public var page: VirtualPage
    /// pages
    public var count: UInt64
    /// frame of the first page where the run is consecutive in frames too; move: the new first virtual page
    public var frame: UInt64?
    /// entries after: 1 read, 2 write, 4 execute
    public var protection: UInt8

    @inlinable
    public init(
        operation: MappingOperation, process: ProcessID, page: VirtualPage, count: UInt64, frame: UInt64? = nil, protection: UInt8
    ) {
        self.operation = operation
        self.process = process
        self.page = page
        self.count = count
        self.frame = frame
        self.protection = protection
    }

    @inlinable public static var table: TransitionTable { .mapping }

    public static let schema = TableSchema(
        "mapping",
        "Page-table entries that changed otherwise than by a fault: runs of consecutive pages.",
        [
            ColumnSchema("op", MappingOperation.columnType, "what happened"),
            ColumnSchema("pid", .integer, "pid; 0 is the kernel"),
            ColumnSchema("vpage", .integer, "first virtual page"),
            ColumnSchema("count", .integer, "pages"),
            ColumnSchema("pfn", .frame, optional: true, "frame of the first page where the run is consecutive in frames too; move: the new first virtual page"),
            ColumnSchema("prot", .integer, "entries after: 1 read, 2 write, 4 execute"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case process = 1
        case page = 2
        case count = 3
        case frame = 4
        case protection = 5

        public static var schema: TableSchema { MappingRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        process = try row.value(1)
        page = try row.value(2)
        count = try row.value(3)
        frame = try row.optional(4)
        protection = try row.value(5)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(process)
        row.put(page)
        row.put(count)
        row.put(frame)
        row.put(protection)
    }
}
