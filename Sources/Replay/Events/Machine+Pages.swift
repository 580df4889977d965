import Pages
import ReplayModel
import TraceFormat

// alloc_pages and __free_pages, hand-written or recorded.
extension Machine {
    mutating func allocatePages(_ event: TraceEvent) throws(OutOfMemory) {
        guard let order = event.number(.order) else { return }
        let recorded = event.number(.frame)
        _ = isFreedByList(event)
        var owner = FrameOwner(.kernel, id: event.name(.caller)?.rawValue ?? 0)
        if let recorded, isRecording {
            guard let use = joined.owner(caller: event.name(.caller)) else {
                log.count(.recordingPageEchoes)
                recording.echoes.insert(recorded)
                return
            }
            owner = use
            makeUpForLostFree(recorded, event)
        }
        let request = PageRequest(
            order: UInt8(order), gfp: event.gfp(default: .kernel), owner: owner, cpu: cpu,
            recorded: recorded.map { FrameNumber(UInt32(truncatingIfNeeded: $0)) })
        guard let frame = kernel.memory.allocate(request, log: &log) else { throw OutOfMemory(request: request) }
        let address = kernel.profile.linearAddress(of: frame) ?? VirtualAddress(0)
        let reference = KernelReference(
            kind: .pages(frame, order: UInt8(order)), address: address, allocation: pointers.numberAllocation(of: frame))
        if let pointer = event.pointer(.ptr) { name(pointer, reference, event) }
        if let recorded { pointers[recordedFrame: recorded] = reference }
    }

    /// One of a list waits for its page_free_batched.
    mutating func freePages(_ event: TraceEvent) {
        if isFreedByList(event) { return }
        guard event.number(.batched) == 1, let frame = event.number(.frame) else { return freeBlock(event) }
        listFrees[frame] = UInt8(clamping: event.number(.order) ?? 0)
    }

    mutating func freeBatched(_ event: TraceEvent) {
        guard let frame = event.number(.frame) else { return }
        if listFrees.removeValue(forKey: frame) != nil || isFreeItself(event) { freeBlock(event) }
    }

    /// Before 3.3 the event of a list's page may be all that tells of its free (2.6.32), or the page's own free may follow it.
    mutating func isFreeItself(_ event: TraceEvent) -> Bool {
        guard event.has(.order), let frame = event.number(.frame) else { return false }
        listFreed.insert(frame)
        return true
    }

    /// Whether the page was freed at its list's event.
    mutating func isFreedByList(_ event: TraceEvent) -> Bool {
        guard !listFreed.isEmpty, let frame = event.number(.frame) else { return false }
        return listFreed.remove(frame) != nil
    }

    mutating func drainPages(_ event: TraceEvent) { kernel.memory.drainPerCPU(cpu: event.cpu < 0 ? nil : cpu, log: &log) }

    private mutating func freeBlock(_ event: TraceEvent) {
        let reference: KernelReference?
        if let pointer = event.pointer(.ptr) {
            if isNull(pointer) { return }
            reference = pointers[kernel: pointer]
            forget(pointer)
        } else if let frame = event.number(.frame) {
            reference = pointers[recordedFrame: frame]
            pointers[recordedFrame: frame] = nil
            if reference == nil, recording.echoes.remove(frame) != nil { return }
        } else {
            reference = nil
        }
        guard let reference, case .pages(let frame, let order) = reference.kind else {
            return odd(
                !isRecording ? .pagesFreeOfUnknownBlock : .recordingFreeOfUnseenFrame, event,
                value: event.number(.frame) ?? event.pointer(.ptr)?.value)
        }
        guard pointers.endAllocation(reference.allocation, of: frame) else {
            return odd(.pagesDoubleFree, event, value: event.number(.frame) ?? UInt64(frame.rawValue))
        }
        kernel.memory.free(frame, order: order, cpu: cpu, log: &log)
    }

    /// A recorded frame that is allocated again was freed in between without an event: it is freed now, and counted.
    private mutating func makeUpForLostFree(_ frame: UInt64, _ event: TraceEvent) {
        guard let old = pointers[recordedFrame: frame], case .pages(let block, let order) = old.kind else { return }
        pointers[recordedFrame: frame] = nil
        guard pointers.endAllocation(old.allocation, of: block) else { return }
        odd(.recordingFreeNotSeen, event, value: frame)
        kernel.memory.free(block, order: order, cpu: cpu, log: &log)
    }

}

extension JoinOutcome {
    /// What a recorded page allocation serves; nil where it only echoes what the model does by itself (placement `model`).
    fileprivate func owner(caller: NameID?) -> FrameOwner? {
        guard case .frame(let use, _) = self else { return FrameOwner(.recorded) }
        switch use {
        case .anonymous(_, .some, _), .pageTable, .slab: return nil
        case .anonymous(_, nil, _), .unknown: return FrameOwner(.recorded)
        case .file(let process): return FrameOwner(.file, id: UInt32(bitPattern: process.rawValue))
        case .kernel, .area: return FrameOwner(.kernel, id: caller?.rawValue ?? 0)
        }
    }
}
