/// The machine's totals after each step that changed them: /proc/meminfo over time. Pages unless said otherwise.
public struct MemoryStateRow: TransitionRow, Equatable {
    public var free: UInt64
    public var anonymous: UInt64
    public var file: UInt64
    public var slabReclaimable: UInt64
    public var slabUnreclaimable: UInt64
    public var pageTables: UInt64
    public var vmallocUsed: UInt64
    public var kernel: UInt64
    public var recorded: UInt64
    public var committed: UInt64
    public var locked: UInt64
    public var hugePages: UInt64 = 0

    public init(free: UInt64, anonymous: UInt64, file: UInt64, slabReclaimable: UInt64, slabUnreclaimable: UInt64, pageTables: UInt64, vmallocUsed: UInt64, kernel: UInt64, recorded: UInt64, committed: UInt64, locked: UInt64, hugePages: UInt64 = 0) {
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

    public static let table = TransitionTable.memoryState

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
