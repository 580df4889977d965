// Made by Scripts/generate-rows from Tables/Process/oom.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Why a process was killed for memory.
public enum OomTrigger: UInt8, CodedValue {
    case oomKiller
    case lowMemoryKiller
    case recorded

    public static let words: [String] = [
        "oom_killer", "low_memory_killer", "recorded"
    ]
}

/// Decisions of the OOM killer.
public struct OomRow: TableRow, Equatable {
    /// who decided
    public var trigger: OomTrigger
    /// whose request failed
    public var invoker: ProcessID
    /// order asked for
    public var order: UInt8
    /// GFP flags
    public var gfp: UInt32
    /// pages that scores are relative to
    public var totalPages: UInt64
    /// who was killed; NULL: nobody could be
    public var victim: ProcessID?
    /// its points
    public var points: Int64
    /// processes scored
    public var candidates: UInt32
    /// reclaimable slab pages at that moment
    public var slabReclaimable: UInt64
    /// other slab pages at that moment
    public var slabUnreclaimable: UInt64
    /// page-table pages at that moment
    public var pageTables: UInt64

    @inlinable
    public init(
        trigger: OomTrigger, invoker: ProcessID, order: UInt8, gfp: UInt32, totalPages: UInt64, victim: ProcessID? = nil, points: Int64,
        candidates: UInt32, slabReclaimable: UInt64 = 0, slabUnreclaimable: UInt64 = 0, pageTables: UInt64 = 0
    ) {
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

    @inlinable public static var table: TransitionTable { .oom }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case trigger = 0
        case invoker = 1
        case order = 2
        case gfp = 3
        case totalPages = 4
        case victim = 5
        case points = 6
        case candidates = 7
        case slabReclaimable = 8
        case slabUnreclaimable = 9
        case pageTables = 10

        public static var schema: TableSchema { OomRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        trigger = try row.value(0)
        invoker = try row.value(1)
        order = try row.value(2)
        gfp = try row.value(3)
        totalPages = try row.value(4)
        victim = try row.optional(5)
        points = try row.value(6)
        candidates = try row.value(7)
        slabReclaimable = try row.value(8)
        slabUnreclaimable = try row.value(9)
        pageTables = try row.value(10)
    }

    @inlinable
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

/// Whether a process may be killed.
public enum OomEligibility: UInt8, CodedValue {
    case eligible
    case `init`
    case kernelThread
    case adjMinimum
    case dying

    public static let words: [String] = [
        "eligible", "init", "kernel_thread", "adj_minimum", "dying"
    ]
}

/// Each process that the OOM killer looked at, with each term of its score.
public struct OomCandidateRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// whether it may be killed
    public var eligibility: OomEligibility
    /// total points
    public var points: Int64
    /// VSS, pages
    public var virtualPages: UInt64
    /// RSS, pages
    public var residentPages: UInt64
    /// page-table pages
    public var pageTablePages: UInt64
    /// swapped pages
    public var swapPages: UInt64
    /// oom_score_adj
    public var oomScoreAdj: Int16
    /// points that the adj added
    public var adjustment: Int64
    /// points taken off for root
    public var rootBonus: Int64
    /// /proc/PID/oom_score
    public var score: Int64
    /// of rss, anonymous pages
    public var anonymousPages: UInt64

    @inlinable
    public init(
        process: ProcessID, eligibility: OomEligibility, points: Int64, virtualPages: UInt64, residentPages: UInt64, pageTablePages: UInt64,
        swapPages: UInt64, oomScoreAdj: Int16, adjustment: Int64, rootBonus: Int64, score: Int64, anonymousPages: UInt64 = 0
    ) {
        self.process = process
        self.eligibility = eligibility
        self.points = points
        self.virtualPages = virtualPages
        self.residentPages = residentPages
        self.pageTablePages = pageTablePages
        self.swapPages = swapPages
        self.oomScoreAdj = oomScoreAdj
        self.adjustment = adjustment
        self.rootBonus = rootBonus
        self.score = score
        self.anonymousPages = anonymousPages
    }

    @inlinable public static var table: TransitionTable { .oomCandidate }

    public static let schema = TableSchema(
        "oom_candidate",
        "Each process that the OOM killer looked at, with each term of its score.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("eligibility", OomEligibility.columnType, "whether it may be killed"),
            ColumnSchema("points", .integer, "total points"),
            ColumnSchema("vss", .integer, "VSS, pages"),
            ColumnSchema("rss", .integer, "RSS, pages"),
            ColumnSchema("page_tables", .integer, "page-table pages"),
            ColumnSchema("swap", .integer, "swapped pages"),
            ColumnSchema("oom_score_adj", .integer, "oom_score_adj"),
            ColumnSchema("adjustment", .integer, "points that the adj added"),
            ColumnSchema("root_bonus", .integer, "points taken off for root"),
            ColumnSchema("score", .integer, "/proc/PID/oom_score"),
            ColumnSchema("anon", .integer, "of rss, anonymous pages"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case eligibility = 1
        case points = 2
        case virtualPages = 3
        case residentPages = 4
        case pageTablePages = 5
        case swapPages = 6
        case oomScoreAdj = 7
        case adjustment = 8
        case rootBonus = 9
        case score = 10
        case anonymousPages = 11

        public static var schema: TableSchema { OomCandidateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        eligibility = try row.value(1)
        points = try row.value(2)
        virtualPages = try row.value(3)
        residentPages = try row.value(4)
        pageTablePages = try row.value(5)
        swapPages = try row.value(6)
        oomScoreAdj = try row.value(7)
        adjustment = try row.value(8)
        rootBonus = try row.value(9)
        score = try row.value(10)
        anonymousPages = try row.value(11)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(eligibility)
        row.put(points)
        row.put(virtualPages)
        row.put(residentPages)
        row.put(pageTablePages)
        row.put(swapPages)
        row.put(oomScoreAdj)
        row.put(adjustment)
        row.put(rootBonus)
        row.put(score)
        row.put(anonymousPages)
    }
}

/// Each zone as the OOM killer found it, pages: the figures of its report.
public struct OomZoneRow: TableRow {
    /// zone, row of zone
    public var zone: ZoneIndex
    /// free pages in the buddy
    public var free: UInt64
    /// pages that the watermarks are raised by, which they contain
    public var boost: UInt64
    /// min watermark
    public var min: UInt64
    /// low watermark
    public var low: UInt64
    /// high watermark
    public var high: UInt64
    /// pages in high-atomic page blocks
    public var reservedHighAtomic: UInt64
    /// anonymous pages
    public var anonymous: UInt64
    /// file pages
    public var file: UInt64
    /// resident pages of locked areas, which are unevictable
    public var locked: UInt64
    /// those of them that are anonymous
    public var lockedAnonymous: UInt64
    /// pages on per-CPU lists
    public var perCPU: UInt64
    /// pages on the lists of the processor whose request failed
    public var localPerCPU: UInt64
    /// free pages in CMA blocks
    public var freeCMA: UInt64
    /// free blocks of order 0 and so on
    public var blocks: InlineArray<11, UInt32>
    /// migrate types that have a free block of order 0 and so on: bit by type
    public var types: InlineArray<11, UInt8>

    @inlinable
    public init(
        zone: ZoneIndex, free: UInt64, boost: UInt64 = 0, min: UInt64, low: UInt64, high: UInt64, reservedHighAtomic: UInt64,
        anonymous: UInt64, file: UInt64, locked: UInt64, lockedAnonymous: UInt64, perCPU: UInt64, localPerCPU: UInt64, freeCMA: UInt64 = 0,
        blocks: InlineArray<11, UInt32>, types: InlineArray<11, UInt8>
    ) {
        self.zone = zone
        self.free = free
        self.boost = boost
        self.min = min
        self.low = low
        self.high = high
        self.reservedHighAtomic = reservedHighAtomic
        self.anonymous = anonymous
        self.file = file
        self.locked = locked
        self.lockedAnonymous = lockedAnonymous
        self.perCPU = perCPU
        self.localPerCPU = localPerCPU
        self.freeCMA = freeCMA
        self.blocks = blocks
        self.types = types
    }

    @inlinable public static var table: TransitionTable { .oomZone }

    public static let schema = TableSchema(
        "oom_zone",
        "Each zone as the OOM killer found it, pages: the figures of its report.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("free", .integer, "free pages in the buddy"),
            ColumnSchema("boost", .integer, "pages that the watermarks are raised by, which they contain"),
            ColumnSchema("min", .integer, "min watermark"),
            ColumnSchema("low", .integer, "low watermark"),
            ColumnSchema("high", .integer, "high watermark"),
            ColumnSchema("highatomic", .integer, "pages in high-atomic page blocks"),
            ColumnSchema("anon", .integer, "anonymous pages"),
            ColumnSchema("file", .integer, "file pages"),
            ColumnSchema("locked", .integer, "resident pages of locked areas, which are unevictable"),
            ColumnSchema("locked_anon", .integer, "those of them that are anonymous"),
            ColumnSchema("pcp", .integer, "pages on per-CPU lists"),
            ColumnSchema("local_pcp", .integer, "pages on the lists of the processor whose request failed"),
            ColumnSchema("free_cma", .integer, "free pages in CMA blocks"),
            ColumnSchema("o0", .integer, "free blocks of order 0"),
            ColumnSchema("o1", .integer, "free blocks of order 1"),
            ColumnSchema("o2", .integer, "free blocks of order 2"),
            ColumnSchema("o3", .integer, "free blocks of order 3"),
            ColumnSchema("o4", .integer, "free blocks of order 4"),
            ColumnSchema("o5", .integer, "free blocks of order 5"),
            ColumnSchema("o6", .integer, "free blocks of order 6"),
            ColumnSchema("o7", .integer, "free blocks of order 7"),
            ColumnSchema("o8", .integer, "free blocks of order 8"),
            ColumnSchema("o9", .integer, "free blocks of order 9"),
            ColumnSchema("o10", .integer, "free blocks of order 10"),
            ColumnSchema("t0", .integer, "migrate types that have a free block of order 0: bit by type"),
            ColumnSchema("t1", .integer, "migrate types that have a free block of order 1: bit by type"),
            ColumnSchema("t2", .integer, "migrate types that have a free block of order 2: bit by type"),
            ColumnSchema("t3", .integer, "migrate types that have a free block of order 3: bit by type"),
            ColumnSchema("t4", .integer, "migrate types that have a free block of order 4: bit by type"),
            ColumnSchema("t5", .integer, "migrate types that have a free block of order 5: bit by type"),
            ColumnSchema("t6", .integer, "migrate types that have a free block of order 6: bit by type"),
            ColumnSchema("t7", .integer, "migrate types that have a free block of order 7: bit by type"),
            ColumnSchema("t8", .integer, "migrate types that have a free block of order 8: bit by type"),
            ColumnSchema("t9", .integer, "migrate types that have a free block of order 9: bit by type"),
            ColumnSchema("t10", .integer, "migrate types that have a free block of order 10: bit by type"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case free = 1
        case boost = 2
        case min = 3
        case low = 4
        case high = 5
        case reservedHighAtomic = 6
        case anonymous = 7
        case file = 8
        case locked = 9
        case lockedAnonymous = 10
        case perCPU = 11
        case localPerCPU = 12
        case freeCMA = 13
        case blocks = 14
        case types = 25

        public static var schema: TableSchema { OomZoneRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        free = try row.value(1)
        boost = try row.value(2)
        min = try row.value(3)
        low = try row.value(4)
        high = try row.value(5)
        reservedHighAtomic = try row.value(6)
        anonymous = try row.value(7)
        file = try row.value(8)
        locked = try row.value(9)
        lockedAnonymous = try row.value(10)
        perCPU = try row.value(11)
        localPerCPU = try row.value(12)
        freeCMA = try row.value(13)
        blocks = try InlineArray { index throws(UnreadableColumn) in try row.value(14 + index) }
        types = try InlineArray { index throws(UnreadableColumn) in try row.value(25 + index) }
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(free)
        row.put(boost)
        row.put(min)
        row.put(low)
        row.put(high)
        row.put(reservedHighAtomic)
        row.put(anonymous)
        row.put(file)
        row.put(locked)
        row.put(lockedAnonymous)
        row.put(perCPU)
        row.put(localPerCPU)
        row.put(freeCMA)
        for index in blocks.indices { row.put(blocks[index]) }
        for index in types.indices { row.put(types[index]) }
    }
}
