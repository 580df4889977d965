/// Whether a process may be killed.
public enum OomEligibility: UInt8, CodedValue {
    case eligible, `init`, kernelThread, adjMinimum, dying
}

/// Each process that the OOM killer looked at, with each term of its score.
public struct OomCandidateRow: TransitionRow {
    public var process: ProcessID
    public var eligibility: OomEligibility
    public var points: Int64
    public var virtualPages: UInt64
    public var residentPages: UInt64
    public var pageTablePages: UInt64
    public var swapPages: UInt64
    public var oomScoreAdj: Int16
    public var adjustment: Int64
    public var rootBonus: Int64
    public var score: Int64
    public var anonymousPages: UInt64 = 0

    public init(process: ProcessID, eligibility: OomEligibility, points: Int64, virtualPages: UInt64, residentPages: UInt64, pageTablePages: UInt64, swapPages: UInt64, oomScoreAdj: Int16, adjustment: Int64, rootBonus: Int64, score: Int64, anonymousPages: UInt64 = 0) {
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

    public static let table = TransitionTable.oomCandidate

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
