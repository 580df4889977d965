import TraceFormat

// Touching memory: page by page, with reclaim and kills in between.
extension Kernel {
    /// Bytes touched between two looks of the lowmemorykiller.
    private static let lowMemoryStride: UInt64 = 64 * pageSize

    /// Does what the current event still has to touch, as far as memory goes.
    mutating func runPending(log: inout TransitionLog) -> StepOutcome {
        while let touch = pending.first {
            let stretch = stretch(of: touch)
            switch run(stretch, log: &log) {
            case .done where stretch.length < touch.length:
                pending.advance(to: VirtualAddress(touch.address.rawValue + stretch.length))
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
        if touch.origin == .populate {
            let end = VirtualAddress(touch.address.rawValue + touch.length)
            let rest = virtual.populate(
                touch.process, from: touch.address, to: end, cpu: touch.cpu, memory: &memory, log: &log)
            return rest.map { .outOfMemory($0.request, resumeAt: $0.start) } ?? .done
        }
        return virtual.touch(
            touch.process, start: touch.address, length: touch.length, access: touch.access, cpu: touch.cpu, memory: &memory,
            log: &log)
    }

    /// What is touched before the lowmemorykiller looks again: all of it when there is none.
    private func stretch(of touch: QueuedTouch) -> QueuedTouch {
        guard touch.origin != .populate, !profile.oom.lowMemoryKiller.isEmpty else { return touch }
        var stretch = touch
        stretch.length = min(touch.length, Self.lowMemoryStride)
        return stretch
    }

    /// SIGSEGV: the process dies at once.
    private mutating func fault(_ process: ProcessID, at address: VirtualAddress, log: inout TransitionLog) {
        log.count("process.segmentation_fault")
        kill(process, signal: 11, after: 0, log: &log)
    }
}
