import ReplayModel

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

    /// Takes the figures of a row.
    mutating func take(_ row: ProcessStateRow) {
        (virtualPages, resident, anonymous, file) = (row.virtualPages, row.residentPages, row.anonymousPages, row.filePages)
        (pageTables, locked, data, stack) = (row.pageTablePages, row.lockedPages, row.dataPages, row.stackPages)
        (text, minorFaults, oomScoreAdj, oomAdj) = (row.textPages, row.minorFaults, Int64(row.oomScoreAdj), Int64(row.oomAdj))
    }
}
