import TraceFormat

// Placement `recorded`: what a kernel recording names is taken down as it was.
extension Machine {
    /// Applies an event of a kernel recording at its recorded place. Returns false for an event that the model is to handle.
    ///
    /// Frames are either those of the recording or those that the model chooses, never both: the first event that takes one
    /// decides, and events of the other sort are counted and left out.
    mutating func applyRecorded(_ event: TraceEvent) -> Bool {
        switch event.ground {
        case .either: return takeDown(event)
        case .recording:
            if settle(.recording) { return takeDown(event) }
            odd("recording.event_among_modelled_ones", event)
            return true
        case .model:
            if settle(.model) { return false }
            odd("recording.event_without_place", event)
            return true
        case .followsSuit:
            return settle(.recording) ? takeDown(event) : false
        }
    }

    /// Whether frames come from `ground`; decides it when it is open.
    private mutating func settle(_ ground: RecordedState.Ground) -> Bool {
        if recording!.ground == nil { recording!.ground = ground }
        return recording!.ground == ground
    }

    private mutating func takeDown(_ event: TraceEvent) -> Bool {
        switch event.kind {
        case .kmalloc, .kmemCacheAlloc: takeObject(event)
        case .kfree, .kmemCacheFree: giveObject(event)
        case .pageAlloc: takePages(event)
        case .pageFree: givePages(event)
        case .pageFreeBatched, .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag:
            // The page allocator's inside: with per-CPU lists off it shows nowhere.
            note("recording.page_allocator_inside")
        case .pageFault: countFault()
        case .brk, .mmap, .munmap, .mremap: recordMapping(event)
        case .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall, .rssStat: true
        case .fork: recordFork(event)
        case .exec: recordExec(event)
        default: false
        }
    }

    private mutating func note(_ counter: StaticString) -> Bool {
        log.count(counter)
        return true
    }

    // MARK: Pages

    private mutating func takePages(_ event: TraceEvent) -> Bool {
        guard let number = event.number(.frame), let order = event.number(.order) else { return false }
        let frame = FrameNumber(UInt32(truncatingIfNeeded: number))
        forget(frame, order: UInt8(order))
        let owner = owner(of: event)
        let request = PageRequest(
            order: UInt8(order), gfp: event.gfp(default: .kernel), owner: owner, cpu: cpu, recorded: frame)
        switch kernel.memory.allocateRecorded(request, frame: frame, log: &log) {
        case .taken, .takenFromPerCPU: break
        case .notFree: odd("recording.frame_not_free", event, value: number)
        case .notManaged:
            odd("recording.frame_outside_ram", event, value: number)
            return true
        }
        change(owner, by: 1 << Int64(order))
        if case .frame(.anonymous(let process, let page?, let isCopy), _) = joined {
            recordFault(process, page, frame, isCopy: isCopy)
            if isCopy { dropInherited(process) }
        }
        return true
    }

    /// What the recorded block serves, by the joiner's rules.
    private func owner(of event: TraceEvent) -> FrameOwner {
        guard case .frame(let use, _) = joined else { return FrameOwner(.recorded) }
        let caller = event.name(.caller)?.rawValue ?? 0
        switch use {
        case .anonymous(let process, let page, _):
            return FrameOwner(.anonymous, id: UInt32(bitPattern: process.rawValue), tag: page?.rawValue ?? 0)
        case .pageTable(let process): return FrameOwner(.pageTable, id: UInt32(bitPattern: process.rawValue), tag: 1)
        case .slab: return FrameOwner(.slab)
        case .file(let process): return FrameOwner(.file, id: UInt32(bitPattern: process.rawValue))
        case .kernel: return FrameOwner(.kernel, id: caller)
        case .area: return FrameOwner(.vmalloc)
        case .unknown: return FrameOwner(.recorded)
        }
    }

    private mutating func givePages(_ event: TraceEvent) -> Bool {
        guard let number = event.number(.frame) else { return false }
        let frame = FrameNumber(UInt32(truncatingIfNeeded: number))
        let order = UInt8(event.number(.order) ?? 0)
        forget(frame, order: order)
        switch kernel.memory.freeRecorded(frame, order: order, cpu: cpu, log: &log) {
        case .freed, .reshaped: break
        case .notAllocated, .stillMapped: odd("recording.free_of_free_frame", event, value: number)
        case .wasReserved: log.count("recording.reserved_frame_freed")
        case .notManaged: odd("recording.frame_outside_ram", event, value: number)
        }
        return true
    }

    /// A copy takes the place of a page that was shared since the fork.
    private mutating func dropInherited(_ process: ProcessID) {
        guard let slot = kernel.virtual.processes.liveSlot(of: process), kernel.virtual.processes[slot].inherited > 0 else { return }
        kernel.virtual.processes[slot].inherited -= 1
    }

    /// The fault that the frame was taken for.
    private mutating func recordFault(_ process: ProcessID, _ page: VirtualPage, _ frame: FrameNumber, isCopy: Bool) {
        log.append(
            FaultRow(
                process: process, address: page.address, access: .write, cause: isCopy ? .protection : .notPresent,
                outcome: isCopy ? .copyOnWrite : .anonymous, newFrame: frame, zone: kernel.memory.zone(of: frame), protection: 3))
    }

    /// A process's figures lose the frames of a block that is given back or taken anew.
    private mutating func forget(_ frame: FrameNumber, order: UInt8) {
        guard kernel.memory.pageIsManaged(frame), kernel.memory.isBlockOfRAM(frame.rawValue, order: order) else { return }
        for offset in 0..<(UInt32(1) << UInt32(order)) {
            let owner = kernel.memory.owner(of: FrameNumber(frame.rawValue &+ offset))
            change(owner, by: -1)
        }
    }

    /// Adds to what a process holds of a kind of frame.
    private mutating func change(_ owner: FrameOwner, by pages: Int64) {
        guard owner.kind == .anonymous || owner.kind == .pageTable else { return }
        let id = ProcessID(Int32(bitPattern: owner.id))
        guard let slot = kernel.virtual.processes.slot(of: id) else { return }
        let delta = UInt64(bitPattern: pages)
        if owner.kind == .anonymous {
            kernel.virtual.processes[slot].recorded.anonymous &+= delta
        } else {
            kernel.virtual.processes[slot].recorded.tables &+= delta
        }
        kernel.virtual.processes.markDirty(slot)
    }
}
