import TraceFormat

// alloc_pages and __free_pages, hand-written or recorded.
extension Machine {
    mutating func applyPages(_ event: TraceEvent) throws(OutOfMemory) {
        switch event.kind {
        case .pageAlloc: try allocatePages(event)
        case .pageFree: freePages(event)
        case .counterDrain: kernel.memory.drainPerCPU(cpu: event.cpu < 0 ? nil : cpu, log: &log)
        default: break  // What a recording tells of the allocator's inside: `RecordedPages` compares it.
        }
    }

    private mutating func allocatePages(_ event: TraceEvent) throws(OutOfMemory) {
        guard let order = event.number(.order) else { return }
        let recorded = event.number(.frame)
        let owner = FrameOwner(.kernel, id: event.name(.caller)?.rawValue ?? 0)
        let request = PageRequest(
            order: UInt8(order), gfp: event.gfp(default: .kernel), owner: owner, cpu: cpu,
            recorded: recorded.map { FrameNumber(UInt32(truncatingIfNeeded: $0)) })
        guard let frame = kernel.memory.allocate(request, log: &log) else { throw OutOfMemory(request: request) }
        let address = kernel.linearAddress(of: frame) ?? VirtualAddress(0)
        let reference = KernelReference(kind: .pages(frame, order: UInt8(order)), address: address)
        if let pointer = event.pointer(.ptr) { name(pointer, reference, event) }
        if let recorded { pointers[recordedFrame: recorded] = reference }
    }

    private mutating func freePages(_ event: TraceEvent) {
        let reference: KernelReference?
        if let pointer = event.pointer(.ptr) {
            reference = pointers[kernel: pointer]
            pointers[kernel: pointer] = nil
        } else if let frame = event.number(.frame) {
            reference = pointers[recordedFrame: frame]
            pointers[recordedFrame: frame] = nil
        } else {
            reference = nil
        }
        guard let reference, case .pages(let frame, let order) = reference.kind else {
            return odd("pages.free_of_unknown_block", event, value: event.number(.frame) ?? event.pointer(.ptr)?.value)
        }
        kernel.memory.free(frame, order: order, cpu: cpu, log: &log)
    }
}
