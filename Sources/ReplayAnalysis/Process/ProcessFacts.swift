
/// What a run knows of one process after a step. Figures in pages.
public struct ProcessFacts: Equatable, Sendable {
    public var pid: Int64
    public var parent: Int64
    public var uid: Int64
    public var comm: String
    /// The step in which it began, and the one in which its present address space did (exec makes a new one).
    public var born: UInt64
    public var imageStep: UInt64
    public var threads: UInt64 = 1
    /// The step in which it exited.
    public var exited: UInt64?
    public var virtualPages: UInt64 = 0
    public var resident: UInt64 = 0
    public var anonymous: UInt64 = 0
    public var file: UInt64 = 0
    /// Page tables below the top level.
    public var pageTables: UInt64 = 0
    public var locked: UInt64 = 0
    public var data: UInt64 = 0
    public var stack: UInt64 = 0
    public var text: UInt64 = 0
    public var minorFaults: UInt64 = 0
    public var oomScoreAdj: Int64 = 0
    public var oomAdj: Int64 = 0

    /// kthreadd and its children have no memory of their own.
    var isKernelThread: Bool { virtualPages == 0 && (pid == 2 || parent == 2) }

    init(pid: Int64, parent: Int64, uid: Int64, comm: String, born: UInt64) {
        self.pid = pid
        self.parent = parent
        self.uid = uid
        self.comm = comm
        self.born = born
        imageStep = born
    }

    static let columns = [
        "vss", "rss", "anon", "file", "page_tables", "locked", "data", "stack", "text", "min_flt", "oom_score_adj", "oom_adj",
    ]

    /// Takes the figures of a `process_state` row, in the order of `columns`.
    mutating func take(_ row: [Int64]) {
        let pages = row.map { UInt64(bitPattern: $0) }
        (virtualPages, resident, anonymous, file) = (pages[0], pages[1], pages[2], pages[3])
        (pageTables, locked, data, stack) = (pages[4], pages[5], pages[6], pages[7])
        (text, minorFaults, oomScoreAdj, oomAdj) = (pages[8], pages[9], row[10], row[11])
    }
}
