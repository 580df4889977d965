import Pages
import ReplayModel
import TraceFormat

// Recorded page events: each allocation is one request. In placement `recorded` it gets the recorded frame, whatever stands there;
// in placement `model` the modelled allocator chooses, and the recorded frame is compared and is what later events call the block.
extension Machine {
    mutating func recordPages(_ event: TraceEvent) -> Bool {
        guard let number = event.number(.frame), let recorded = UInt32(exactly: number), let order = event.number(.order) else {
            return false
        }
        recording.pageEvents += 1
        _ = isFreedByList(event)
        guard order < UInt64(orderCount) else {
            odd(.recordingOrderTooLarge, event, value: order)
            return true
        }
        var request = PageRequest(
            order: UInt8(order), gfp: event.gfp(default: .kernel), owner: owner(of: event), cpu: cpu, recorded: FrameNumber(recorded))
        if !recording.inside.asks.isEmpty, let ask = recording.inside.asks.removeValue(forKey: event.task) {
            (request.node, request.nodes, request.isInterleaved, request.zone) = (ask.node, ask.nodes, ask.isInterleaved, ask.zone)
        }
        if !recording.inside.bulks.isEmpty, order == 0 { recording.inside.bulks[event.task]?.single += 1 }
        let place = placement == .recorded ? takeRecorded(request, event) : ask(request, event)
        guard let frame = place else { return true }
        change(request.owner, by: 1 << Int64(order))
        offerToSlabs(frame, request, event)
        if case .frame(.anonymous(let process, let page, let isCopy), _) = joined {
            if let page { recordFault(process, page, frame, isCopy: isCopy) }
            placeAnonymous(frame, of: process, isCopy: isCopy, isKernels: page == nil)
        } else if case .frame(.pageTable(let process), _) = joined, let slot = kernel.virtual.processes.ownSlot(of: process) {
            kernel.virtual.processes[slot].origin.close()
        }
        return true
    }

    /// Pages that look like a slab's wait for the cache that they are for.
    private mutating func offerToSlabs(_ frame: FrameNumber, _ request: PageRequest, _ event: TraceEvent) {
        guard recording.slabs != nil, request.owner.kind == .slab else { return }
        let isReclaimable = RecordedRequest(event, order: request.order).isReclaimable
        recording.slabs!.add(
            SlabJoin.Page(frame: frame, order: request.order, task: event.task, isReclaimable: isReclaimable, step: log.step))
    }

    /// The recorded frame; nil where it is no RAM.
    private mutating func takeRecorded(_ request: PageRequest, _ event: TraceEvent) -> FrameNumber? {
        guard let frame = request.recorded else { return nil }
        recording.named.insert(UInt64(frame.rawValue), order: request.order)
        forget(frame, order: request.order)
        switch kernel.memory.allocateRecorded(request, frame: frame, log: &log) {
        case .taken, .takenFromPerCPU: return frame
        case .notFree:
            odd(.recordingFrameNotFree, event, value: UInt64(frame.rawValue))
            return frame
        case .notManaged:
            odd(.recordingFrameOutsideRam, event, value: UInt64(frame.rawValue))
            return nil
        }
    }

    /// The frame that the modelled allocator chooses; nil where it has none.
    private mutating func ask(_ request: PageRequest, _ event: TraceEvent) -> FrameNumber? {
        kernel.memory.endRefill(cpu)
        var request = request
        guard let recorded = request.recorded?.rawValue else { return nil }
        if kernel.memory.followsLockOrder { takeZone(&request) }
        if recording.frames.order(of: recorded) != nil {
            // It is allocated again: its free left no event.
            odd(.recordingFreeNotSeen, event, value: UInt64(recorded))
            giveBlock(recorded, recording.frames.order(of: recorded)!, event)
        }
        let start = pageRows
        let isPast = isPastPCP(FrameNumber(recorded), event)
        if isPast { kernel.memory.setPCP(locked: true) }
        let (chosen, taken) = kernel.memory.allocate(request, besides: unseen, at: recording.pageEvents, log: &log)
        if isPast { kernel.memory.setPCP(locked: false) }
        holdPCP(of: nil, event)
        for page in taken {
            odd(
                page.evidence == .freedLater ? .recordingUnseenAllocation : .recordingUnseenAllocationInferred, event,
                value: UInt64(page.frame.rawValue))
        }
        let frame = chosen ?? takeBelowWatermarks(request, event)
        compareRequest(request, since: start)
        guard let frame else {
            odd(.recordingRequestNotMet, event, value: UInt64(recorded))
            return nil
        }
        recording.frames.set(recorded, order: request.order, to: frame.rawValue)
        return frame
    }

    /// What is known of frames taken without an event; nothing where kprobes tell of all of them.
    private var unseen: UnseenAllocations {
        mutating get { recording.survey.map { $0.carriesBulks ? UnseenAllocations() : $0.unseen } ?? UnseenAllocations() }
    }

    /// The model's watermarks refuse what the kernel served: an OOM victim has its reserve; anybody else gets the next page all the same.
    private mutating func takeBelowWatermarks(_ request: PageRequest, _ event: TraceEvent) -> FrameNumber? {
        if recording.victims.contains(current.rawValue), let frame = kernel.memory.allocateForVictim(request, log: &log) { return frame }
        guard let frame = kernel.memory.allocateBelowWatermarks(request, log: &log) else { return nil }
        odd(.recordingRequestBelowWatermark, event, value: request.recorded.map { UInt64($0.rawValue) })
        return frame
    }

    // MARK: Frees

    mutating func recordPageFree(_ event: TraceEvent) -> Bool {
        guard let number = event.number(.frame), let recorded = UInt32(exactly: number) else { return false }
        if isFreedByList(event) { return true }
        recording.pageEvents += 1
        let order = UInt8(clamping: event.number(.order) ?? 0)
        guard order < orderCount else {
            odd(.recordingOrderTooLarge, event, value: UInt64(order))
            return true
        }
        if event.number(.batched) == 1 {
            listFrees[number] = order
            if kernel.memory.followsLockOrder { recording.inside.lists[event.task, default: 0] += 1 }
        } else {
            let isPast = isPastPCP(FrameNumber(recorded), event)
            if isPast { kernel.memory.setPCP(locked: true) }
            giveBlock(recorded, order, event)
            if isPast { kernel.memory.setPCP(locked: false) }
        }
        holdPCP(of: nil, event)
        return true
    }

    /// A page of a list of pages goes to the page allocator.
    mutating func recordBatchedFree(_ event: TraceEvent) -> Bool {
        guard let number = event.number(.frame) else { return false }
        guard let order = listFrees.removeValue(forKey: number) ?? (isFreeItself(event) ? 0 : nil) else {
            // The free itself is from before the window, or took effect at once (kernels before 4.15).
            return note(.recordingBatchedWithoutFree)
        }
        if kernel.memory.followsLockOrder, let left = recording.inside.lists[event.task] {
            recording.inside.lists[event.task] = left > 1 ? left - 1 : nil
        }
        giveBlock(UInt32(truncatingIfNeeded: number), order, event)
        let frame = FrameNumber(UInt32(truncatingIfNeeded: number))
        holdPCP(of: kernel.memory.pageIsManaged(frame) ? kernel.memory.zone(of: frame) : nil, event, isList: true)
        return true
    }

    private mutating func giveBlock(_ recorded: UInt32, _ order: UInt8, _ event: TraceEvent) {
        guard placement == .model else { return free(FrameNumber(recorded), order, event) }
        kernel.memory.endRefill(cpu)
        let start = pageRows
        if let frame = recording.frames.remove(recorded, order: order) {
            free(FrameNumber(frame), order, event)
        } else if order > 0, recording.frames.order(of: recorded) != nil {
            // Several allocations side by side.
            giveBlock(recorded, order - 1, event)
            giveBlock(recorded + (1 << UInt32(order - 1)), order - 1, event)
            return
        } else if recording.frames.isMoved(recorded) {
            // Taken before the window or without an event; the model has given the frame to somebody else.
            return odd(.recordingFreeOfUnseenFrame, event, value: UInt64(recorded))
        } else {
            free(FrameNumber(recorded), order, event)
        }
        expectDrains(since: start)
    }

    private mutating func free(_ frame: FrameNumber, _ order: UInt8, _ event: TraceEvent) {
        forget(frame, order: order)
        if recording.slabs != nil { slabPagesGone(frame, event) }
        switch kernel.memory.freeRecorded(frame, order: order, cpu: cpu, log: &log) {
        case .freed, .reshaped: break
        case .notAllocated, .stillMapped:
            // A frame that no event has named was taken without one, or before the recording began.
            let isKnown = placement == .model || recording.named.contains(UInt64(frame.rawValue))
            odd(isKnown ? .recordingFreeOfFreeFrame : .recordingFreeOfUnseenFrame, event, value: UInt64(frame.rawValue))
            recording.named.insert(UInt64(frame.rawValue), order: order)
            // It was taken without an event, or before the recording began; now it stands on the processor's list.
            guard placement == .recorded, kernel.memory.followsRecordedDrains, order <= kernel.memory.rules.largestPerCPUOrder else {
                return
            }
            _ = kernel.memory.addRecordedToPCP(frame, order: order, migratetype: kernel.memory.listType(of: frame), cpu: cpu, log: &log)
        case .wasReserved: log.count(.recordingReservedFrameFreed)
        case .notManaged: odd(.recordingFrameOutsideRam, event, value: UInt64(frame.rawValue))
        }
    }

    /// Where a recorded frame is.
    @inline(__always)
    func place(of recorded: FrameNumber) -> FrameNumber { recording.frames.place(of: recorded) }

    // MARK: Owners

    /// What the recorded block serves, by the joiner's rules.
    private mutating func owner(of event: TraceEvent) -> FrameOwner {
        guard case .frame(let use, _) = joined else { return FrameOwner(.recorded) }
        let caller = event.name(.caller)?.rawValue ?? 0
        switch use {
        case .anonymous(let process, _, _) where kernel.virtual.processes.ownSlot(of: process) == nil:
            log.count(.recordingPageOfUnknownProcess)
            return FrameOwner(.recorded)
        case .anonymous(let process, let page, _):
            return FrameOwner(.anonymous, id: UInt32(bitPattern: process.rawValue), tag: page?.rawValue ?? 0)
        case .pageTable(let process) where kernel.virtual.processes.ownSlot(of: process) == nil: return FrameOwner(.recorded)
        case .pageTable(let process): return FrameOwner(.pageTable, id: UInt32(bitPattern: process.rawValue), tag: 1)
        case .slab: return FrameOwner(.slab)
        case .file(let process): return FrameOwner(.file, id: UInt32(bitPattern: process.rawValue))
        case .kernel: return FrameOwner(.kernel, id: caller)
        case .area: return FrameOwner(.vmalloc)
        case .unknown: return FrameOwner(.recorded)
        }
    }

    /// The fault that the frame was taken for.
    private mutating func recordFault(_ process: ProcessID, _ page: VirtualPage, _ frame: FrameNumber, isCopy: Bool) {
        log.append(
            FaultRow(
                process: process, address: page.address, access: .write, cause: isCopy ? .protection : .notPresent,
                outcome: isCopy ? .copyOnWrite : .anonymous, newFrame: frame, zone: kernel.memory.zone(of: frame), protection: 3))
    }

    /// A process's figures lose the frames of a block that is given back or taken anew.
    mutating func forget(_ frame: FrameNumber, order: UInt8) {
        guard kernel.memory.pageIsManaged(frame), kernel.memory.isBlockOfRAM(frame.rawValue, order: order) else { return }
        for offset in 0..<(UInt32(1) << UInt32(order)) {
            let owner = kernel.memory.owner(of: FrameNumber(frame.rawValue &+ offset))
            change(owner, by: -1)
            guard owner.kind == .anonymous else { continue }
            let process = ProcessID(Int32(bitPattern: owner.id))
            if let slot = kernel.virtual.processes.ownSlot(of: process) {
                kernel.virtual.processes[slot].origin.remove(FrameNumber(frame.rawValue &+ offset))
            }
        }
    }

    /// Adds to what a process holds of a kind of frame.
    mutating func change(_ owner: FrameOwner, by pages: Int64) {
        guard owner.kind == .anonymous || owner.kind == .pageTable else { return }
        let id = ProcessID(Int32(bitPattern: owner.id))
        guard let slot = kernel.virtual.processes.ownSlot(of: id) else { return }
        let delta = UInt64(bitPattern: pages)
        if owner.kind == .anonymous {
            kernel.virtual.processes[slot].recorded.anonymous &+= delta
        } else {
            kernel.virtual.processes[slot].recorded.tables &+= delta
        }
        kernel.virtual.processes.markDirty(slot)
    }
}
