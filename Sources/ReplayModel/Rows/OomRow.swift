/// Why a process was killed for memory.
public enum OomTrigger: UInt8, CodedValue {
    case oomKiller, lowMemoryKiller, recorded
}

/// Decisions of the OOM killer.
public struct OomRow: TransitionRow {
    public var trigger: OomTrigger
    public var invoker: ProcessID
    public var order: UInt8
    public var gfp: UInt32
    public var totalPages: UInt64
    public var victim: ProcessID? = nil
    public var points: Int64
    public var candidates: UInt32
    public var slabReclaimable: UInt64 = 0
    public var slabUnreclaimable: UInt64 = 0
    public var pageTables: UInt64 = 0

    public init(trigger: OomTrigger, invoker: ProcessID, order: UInt8, gfp: UInt32, totalPages: UInt64, victim: ProcessID? = nil, points: Int64, candidates: UInt32, slabReclaimable: UInt64 = 0, slabUnreclaimable: UInt64 = 0, pageTables: UInt64 = 0) {
        self.trigger = trigger
        self.invoker = invoker
        self.order = order
        self.gfp = gfp
        self.totalPages = totalPages
        self.victim = victim
        self.points = points
        self.candidates = candidates
        self.slabReclaimable = slabReclaimable
        self.slabUnreclaimable = slabUnreclaimable
        self.pageTables = pageTables
    }

    public static let table = TransitionTable.oom

    public static let schema = TableSchema(
        "oom",
        "Decisions of the OOM killer.",
        [
            ColumnSchema("trigger", OomTrigger.columnType, "who decided"),
            ColumnSchema("invoker", .integer, "whose request failed"),
            ColumnSchema("ord", .integer, "order asked for"),
            ColumnSchema("gfp", .integer, "GFP flags"),
            ColumnSchema("total_pages", .integer, "pages that scores are relative to"),
            ColumnSchema("victim", .integer, optional: true, "who was killed; NULL: nobody could be"),
            ColumnSchema("points", .integer, "its points"),
            ColumnSchema("candidates", .integer, "processes scored"),
            ColumnSchema("slab_reclaimable", .integer, "reclaimable slab pages at that moment"),
            ColumnSchema("slab_unreclaimable", .integer, "other slab pages at that moment"),
            ColumnSchema("page_tables", .integer, "page-table pages at that moment"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(trigger)
        row.put(invoker)
        row.put(order)
        row.put(gfp)
        row.put(totalPages)
        row.put(victim)
        row.put(points)
        row.put(candidates)
        row.put(slabReclaimable)
        row.put(slabUnreclaimable)
        row.put(pageTables)
    }
}
