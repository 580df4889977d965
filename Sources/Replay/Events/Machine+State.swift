import Pages
import ReplayModel
import TraceFormat
import Virtual

// What there was before the trace began. These events come first; they change the machine without having been asked for.
extension Machine {
    /// A process with memory: its size becomes a mapping, its resident part is touched.
    mutating func stateProcess(_ event: TraceEvent) throws(OutOfMemory) {
        guard let pid = event.number(.pid) else { return }
        let id = ProcessID(Int32(truncatingIfNeeded: pid))
        if kernel.virtual.processes.liveSlot(of: id) == nil {
            kernel.virtual.create(
                id, parent: event.number(.parent).map { ProcessID(Int32(truncatingIfNeeded: $0)) },
                uid: UInt32(truncatingIfNeeded: event.number(.uid) ?? 0),
                comm: event.name(.comm) ?? names.intern("task-\(pid)"), log: &log)
        }
        current = id
        if let adj = event.signed(.adj) {
            _ = kernel.writeAdjustment(adj, kernel.virtual.processes.liveSlot(of: id)!, isLegacy: false, writer: .kernel, log: &log)
        }
        let resident = event.number(.rss) ?? 0
        let size = max(event.number(.vss) ?? 0, resident)
        guard size > 0 else { return }
        try prepareSpace()
        let result = kernel.virtual.mmap(
            id, MapRequest(length: size, flags: [.private, .anonymous, .noReserve]), cpu: cpu, memory: &kernel.memory, log: &log)
        guard kernel.queuePopulate(result) else { return odd(.stateProcessDoesNotFit, event, value: size) }
        kernel.pending.add(
            QueuedTouch(
                process: id, address: VirtualAddress(result.value), length: resident, access: .write, origin: .populate, cpu: cpu))
    }

    mutating func stateArea(_ event: TraceEvent) {
        guard let address = event.number(.address), let size = event.number(.size) else { return }
        let pages = UInt32(clamping: event.number(.count) ?? 0)
        let physical = event.number(.physical)
        let outcome = kernel.vmalloc.allocateRecorded(
            start: address, size: size, kind: physical != nil ? .ioremap : pages > 0 ? .vmalloc : .recorded, pages: pages,
            physical: physical, caller: event.name(.caller), isNew: false, log: &log)
        if outcome != .placed { odd(.stateAreaOverlaps, event, value: address) }
    }
}
