// Made by Scripts/generate-rows from Tables/Machine/memory_state.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// The machine's totals after each step that changed them: /proc/meminfo over time. Pages unless said otherwise.
public struct MemoryStateRow: TableRow, Equatable {
    /// free pages with per-CPU lists
    public var free: UInt64
    /// mapped anonymous pages
    public var anonymous: UInt64
    /// page cache and mapped file pages
    public var file: UInt64
    /// reclaimable slab pages
    public var slabReclaimable: UInt64
    /// other slab pages
    public var slabUnreclaimable: UInt64
    /// page-table pages
    public var pageTables: UInt64
    /// pages of vmalloc-range areas
    public var vmallocUsed: UInt64
    /// pages the kernel holds otherwise (large kmalloc, page_alloc, vmalloc, stacks)
    public var kernel: UInt64
    /// pages that a recording took for an unknown purpose
    public var recorded: UInt64
    /// Committed_AS
    public var committed: UInt64
    /// locked pages
    public var locked: UInt64
    /// anonymous pages that are mapped as huge pages
    public var hugePages: UInt64

    @inlinable
    public init(
        free: UInt64, anonymous: UInt64, file: UInt64, slabReclaimable: UInt64, slabUnreclaimable: UInt64, pageTables: UInt64,
        vmallocUsed: UInt64, kernel: UInt64, recorded: UInt64, committed: UInt64, locked: UInt64, hugePages: UInt64 = 0
    ) {
        self.free = free
        self.anonymous = anonymous
        self.file = file
        self.slabReclaimable = slabReclaimable
        self.slabUnreclaimable = slabUnreclaimable
        self.pageTables = pageTables
        self.vmallocUsed = vmallocUsed
        self.kernel = kernel
        self.recorded = recorded
        self.committed = committed
        self.locked = locked
        self.hugePages = hugePages
    }

    @inlinable public static var table: TransitionTable { .memoryState }

    public static let schema = TableSchema(
        "memory_state",
        "The machine's totals after each step that changed them: /proc/meminfo over time. Pages unless said otherwise.",
        [
            ColumnSchema("free", .integer, "free pages with per-CPU lists"),
            ColumnSchema("anon", .integer, "mapped anonymous pages"),
            ColumnSchema("file", .integer, "page cache and mapped file pages"),
            ColumnSchema("slab_reclaimable", .integer, "reclaimable slab pages"),
            ColumnSchema("slab_unreclaimable", .integer, "other slab pages"),
            ColumnSchema("page_tables", .integer, "page-table pages"),
            ColumnSchema("vmalloc_used", .integer, "pages of vmalloc-range areas"),
            ColumnSchema("kernel", .integer, "pages the kernel holds otherwise (large kmalloc, page_alloc, vmalloc, stacks)"),
            ColumnSchema("recorded", .integer, "pages that a recording took for an unknown purpose"),
            ColumnSchema("committed", .integer, "Committed_AS"),
            ColumnSchema("locked", .integer, "locked pages"),
            ColumnSchema("anon_huge", .integer, "anonymous pages that are mapped as huge pages"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case free = 0
        case anonymous = 1
        case file = 2
        case slabReclaimable = 3
        case slabUnreclaimable = 4
        case pageTables = 5
        case vmallocUsed = 6
        case kernel = 7
        case recorded = 8
        case committed = 9
        case locked = 10
        case hugePages = 11

        public static var schema: TableSchema { MemoryStateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        free = try row.value(0)
        anonymous = try row.value(1)
        file = try row.value(2)
        slabReclaimable = try row.value(3)
        slabUnreclaimable = try row.value(4)
        pageTables = try row.value(5)
        vmallocUsed = try row.value(6)
        kernel = try row.value(7)
        recorded = try row.value(8)
        committed = try row.value(9)
        locked = try row.value(10)
        hugePages = try row.value(11)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(free)
        row.put(anonymous)
        row.put(file)
        row.put(slabReclaimable)
        row.put(slabUnreclaimable)
        row.put(pageTables)
        row.put(vmallocUsed)
        row.put(kernel)
        row.put(recorded)
        row.put(committed)
        row.put(locked)
        row.put(hugePages)
    }
}
