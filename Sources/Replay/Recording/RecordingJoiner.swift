import ReplayModel
import TraceFormat

/// Joins the levels of a kernel recording: says for each page allocation what it is for, and for each slab object which block
/// it lies in, so that each frame is counted once.
///
/// Feed it every event of the recording in time order; it answers at once and never looks ahead. It keeps a little state for
/// each task, one entry for each live recorded block, and one for each live anonymous page whose address is known.
///
/// What tells what a page is for (see `JoinRule`): the task's last user-mode fault, until a page resolves it or the task
/// makes a system call; the gfp flags and migrate type; the address of the first object in it. The linear map's base is learned.
///
/// Not modelled: pages that come without an event (alloc_pages_bulk: kernel stacks, some vmalloc), unmapping of pages that are
/// shared after a fork.
public struct RecordingJoiner: Sendable {
    public private(set) var counts = JoinCounts()
    public private(set) var linearMap: LinearMap
    /// The joiner's count of anonymous pages against the recorded one.
    public private(set) var audit = AnonymousAudit()
    /// The frame that the newest page allocation, a copy, replaces in its process's own address space; nil where there is none.
    public private(set) var replaced: UInt64?
    /// Write faults that no page allocation resolved.
    public private(set) var unresolvedFaults: UInt64 = 0
    var blocks = BlockTable()
    private var tasks = TaskTable()

    public init(linearMap: LinearMap = LinearMap()) { self.linearMap = linearMap }

    /// What `event` means for the levels that it does not name.
    public mutating func observe(_ event: TraceEvent) -> JoinOutcome {
        switch event.kind {
        case .pageAlloc: return pageAlloc(event)
        case .pageFree, .pageFreeBatched: pageFree(event)
        case .kmalloc, .kmemCacheAlloc: return object(event, isAllocation: true)
        case .kfree, .kmemCacheFree: return object(event, isAllocation: false)
        case .pageFault: pageFault(event)
        case .rssStat: rssStat(event)
        case .areaAlloc: areaAlloc(event)
        case .threadCreate: tasks.addThread(Int32(truncatingIfNeeded: event.number(.tid) ?? 0), of: event.task)
        case .fork:
            tasks[event.task].endFault()
            let child = Int32(truncatingIfNeeded: event.number(.child) ?? 0)
            tasks.addProcess(child)
            audit.fork(parent: tasks[event.task].pid, child: child)
        case .exec:
            tasks[event.task].endFault()
            audit.exec(tasks[event.task].pid)
        case .exit: audit.exit(tasks[event.task].pid)
        case .brk, .mmap, .munmap, .mremap, .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall, .setrlimit:
            tasks[event.task].endFault()
        default: break
        }
        return .nothing
    }

    private mutating func pageFault(_ event: TraceEvent) {
        // Bit 2 of the error code: from user mode. Kernel-mode faults come in the middle of other work.
        guard let address = event.number(.address), let error = event.number(.error), error & 4 != 0 else { return }
        if tasks[event.task].isWriteFault { unresolvedFaults += 1 }
        tasks[event.task].beginFault(address: address, error: error)
    }

    private mutating func pageAlloc(_ event: TraceEvent) -> JoinOutcome {
        guard let frame = event.number(.frame), let order = event.number(.order), order < UInt64(orderCount) else { return .nothing }
        let request = RecordedRequest(event, order: UInt8(order))
        var block = BlockTable.Block()
        block.order = request.order
        let (use, rule) = tasks[event.task].classify(request)
        block.rule = rule
        counts.add(rule)
        replaced = nil
        if case .anonymous(let pid, let page, let copy) = use {
            if copy, let page { replaced = audit.frame(of: page, in: pid) }
            block.space = audit.allocate(
                frame, pages: 1 << UInt64(order), pid: pid.rawValue, page: page?.rawValue, isCopy: copy,
                isInFault: rule.certainty == .joined)
            block.page = page?.rawValue ?? AnonymousAudit.noPage
        }
        if rule == .slabPage { tasks.expectObject(in: (frame, request.order), of: event.task) }
        blocks.set(frame, block)
        return .frame(use, rule)
    }

    private mutating func pageFree(_ event: TraceEvent) {
        guard let frame = event.number(.frame), let block = blocks.remove(frame) else { return }
        if block.space != 0 { audit.free(frame, pages: 1 << UInt64(block.order), space: block.space, page: block.page) }
    }

    private mutating func areaAlloc(_ event: TraceEvent) {
        guard let address = event.number(.address), let size = event.number(.size), !event.has(.error) else { return }
        // One guard page.
        tasks[event.task].beginArea(VirtualAddress(address), pages: size >> pageShift)
    }

    private mutating func rssStat(_ event: TraceEvent) {
        guard event.number(.member) == 1, let space = event.number(.space), let bytes = event.signed(.size) else { return }
        tasks[event.task].plainRun = 0
        let moved = audit.compare(
            space: space, pid: tasks[event.task].pid, isCurrent: event.number(.value) != 0, pages: bytes >> Int64(pageShift))
        guard let moved else { return }
        for frame in moved.frames {
            guard var block = blocks.first(frame) else { continue }
            block.space = moved.space
            blocks.set(frame, block)
        }
    }

    private mutating func object(_ event: TraceEvent, isAllocation: Bool) -> JoinOutcome {
        guard let address = event.number(.ptr), address != 0 else { return .nothing }
        if isAllocation, let slab = tasks.takeNewSlab(of: event.task) {
            linearMap.vote(frame: slab.frame, order: slab.order, address: address)
        }
        let (place, rule) = place(address, event)
        counts.add(rule)
        return .object(place, rule)
    }

    private mutating func place(_ address: UInt64, _ event: TraceEvent) -> (SlabPlace?, JoinRule) {
        guard let frame = linearMap.frame(of: address) else { return (nil, .objectOutsideLinearMap) }
        guard let (first, found) = blocks.holding(frame) else { return (nil, .objectOfUnseenBlock) }
        var block = found
        let rule: JoinRule
        switch block.rule {
        case .slabPage, .objectInSlab: rule = .objectInSlab
        case .unknownPage, .gatherBatch: rule = .objectNamesBlock
        default: return (nil, .objectInForeignBlock)
        }
        let cache = event.name(.cache)?.rawValue ?? 0
        let size = UInt32(truncatingIfNeeded: event.number(.given) ?? 0)
        let isNew = (block.cache == 0 && cache != 0) || (block.objectSize == 0 && size != 0)
        if isNew || rule == .objectNamesBlock {
            if block.cache == 0 { block.cache = cache }
            if block.objectSize == 0 { block.objectSize = size }
            block.rule = .objectInSlab
            blocks.set(first, block)
        }
        let place = SlabPlace(
            frame: FrameNumber(UInt32(truncatingIfNeeded: first)), order: block.order, cache: block.cache == 0 ? nil : NameID(block.cache),
            objectSize: block.objectSize, isNew: isNew)
        return (place, rule)
    }
}

extension RecordingJoiner {
    /// The equations of its tables. Complexity: O(live blocks).
    public func checkInvariants() {
        blocks.checkInvariants()
        audit.checkInvariants()
    }
}
