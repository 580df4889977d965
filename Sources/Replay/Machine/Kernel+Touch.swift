import TraceFormat

// Touching memory: page by page, with reclaim and kills in between.
extension Kernel {
    /// Bytes touched between two looks of the lowmemorykiller.
    private static let lowMemoryStride: UInt64 = 64 * pageSize

    /// Does what the current event still has to touch, as far as memory goes.
    mutating func runPending(log: inout TransitionLog) -> StepOutcome {
        while let touch = pending.first {
            switch run(touch, log: &log) {
            case .done: pending.removeFirst()
            case .segmentationFault(let address):
                pending.removeFirst()
                if touch.origin == .program { fault(touch.process, at: address, log: &log) }
            case .outOfMemory(let request, let address):
                pending.advance(to: address)
                switch resolve(request, for: touch.process, log: &log) {
                case .retry: continue
                case .wait: return .waiting
                case .giveUp: pending.removeAll(of: touch.process)
                }
            }
            if !profile.oom.lowMemoryKiller.isEmpty, runLowMemoryKiller(log: &log), pending.first != nil { return .waiting }
        }
        return .done
    }

    private mutating func run(_ touch: QueuedTouch, log: inout TransitionLog) -> TouchOutcome {
        guard virtual.processes.live(touch.process)?.hasAddressSpace ?? false else { return .done }
        if touch.origin == .populate {
            let end = VirtualAddress(touch.address.rawValue + touch.length)
            let rest = virtual.populate(
                touch.process, from: touch.address, to: end, cpu: touch.cpu, memory: &memory, log: &log)
            return rest.map { .outOfMemory($0.request, resumeAt: $0.start) } ?? .done
        }
        let length = profile.oom.lowMemoryKiller.isEmpty ? touch.length : min(touch.length, Self.lowMemoryStride)
        let outcome = virtual.touch(
            touch.process, start: touch.address, length: length, access: touch.access, cpu: touch.cpu, memory: &memory,
            log: &log)
        guard case .done = outcome, length < touch.length else { return outcome }
        pending.advance(to: VirtualAddress(touch.address.rawValue + length))
        return run(pending.first!, log: &log)
    }

    /// SIGSEGV: the process dies at once.
    private mutating func fault(_ process: ProcessID, at address: VirtualAddress, log: inout TransitionLog) {
        log.count("process.segmentation_fault")
        kill(process, signal: 11, after: 0, log: &log)
    }
}
