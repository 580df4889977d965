import ReplayModel
import TraceFormat

/// What the joiner remembers of one task.
struct TaskState: Sendable {
    /// Its process.
    var pid: Int32
    /// A user-mode fault that no page has resolved: its address and error code (bit 1: a write).
    private var faultAddress: UInt64 = 0
    private var faultError: UInt64 = 0
    private var inFault = false
    /// Plain movable pages since the last fault, anonymous page or system call; see `runLimit`.
    var plainRun: UInt8 = 0
    /// A slab page whose first object is still to come.
    var newSlab: (frame: UInt64, order: UInt8)?
    /// The vmalloc area got last, and how many of its pages are still to come.
    private var area = VirtualAddress(0)
    private var areaPages: UInt64 = 0

    /// So many plain movable pages in a row outside a fault may be copies by the kernel (a fork's child writes two before its
    /// exec); more are pages of a file (a read from tmpfs or without read-ahead).
    static let runLimit = 2

    init(pid: Int32) { self.pid = pid }

    /// Whether a write fault waits for its page.
    var isWriteFault: Bool { inFault && faultError & 2 != 0 }

    mutating func beginFault(address: UInt64, error: UInt64) {
        (faultAddress, faultError, inFault, plainRun) = (address, error, true, 0)
    }

    /// The task is back from its fault: it does something else.
    mutating func endFault() {
        inFault = false
        plainRun = 0
    }

    mutating func beginArea(_ address: VirtualAddress, pages: UInt64) { (area, areaPages) = (address, pages) }

    /// What a page allocation of this task is for.
    mutating func classify(_ request: RecordedRequest) -> (FrameUse, JoinRule) {
        if request.isMovable { return classifyMovable(request) }
        if request.isPageTable { return (.pageTable(ProcessID(pid)), .pageTable) }
        if areaPages > 0, request.gfp.contains(.highmem), !request.gfp.contains(.hardwall) {
            areaPages -= min(areaPages, 1 << UInt64(request.order))
            return (.area(area), .areaPage)
        }
        if request.isSlab { return (.slab, .slabPage) }
        if request.gfp.isSuperset(of: GfpFlags.highUser.union(.account)) { return (.kernel, .pipeBuffer) }
        if request.order == 0, request.gfp.subtracting(.noWarn) == .kswapdReclaim { return (.kernel, .gatherBatch) }
        return (.unknown, .unknownPage)
    }

    private mutating func classifyMovable(_ request: RecordedRequest) -> (FrameUse, JoinRule) {
        let process = ProcessID(pid)
        if request.gfp.contains(.write) { return (.file(process), .bufferedWrite) }
        let isHuge = isWriteFault && request.isHuge
        if !isHuge, request.gfp.contains(.noRetry) { return (.file(process), .readAhead) }
        guard request.isForUserMapping else { return (.file(process), .filePage) }
        if isWriteFault { return resolve(request, isHuge: isHuge) }
        if request.gfp.contains(.zero) {
            plainRun = 0
            return (.anonymous(process, nil, copy: false), .zeroedByKernel)
        }
        guard plainRun < Self.runLimit else { return (.file(process), .filePage) }
        plainRun += 1
        return (.anonymous(process, nil, copy: true), .copiedByKernel)
    }

    /// The page resolves the task's write fault.
    private mutating func resolve(_ request: RecordedRequest, isHuge: Bool) -> (FrameUse, JoinRule) {
        endFault()
        let page = VirtualPage((faultAddress >> pageShift) & ~((1 << UInt64(request.order)) - 1))
        let isCopy = !request.gfp.contains(.zero) && !isHuge
        return (.anonymous(ProcessID(pid), page, copy: isCopy), isCopy ? .copiedInFault : .zeroedInFault)
    }
}
