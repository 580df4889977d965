import ReplayModel
import TraceFormat
import Virtual

// Touching memory: page by page, with reclaim and kills in between.
extension Kernel {
    /// Bytes touched between two looks of the lowmemorykiller.
    private static let lowMemoryStride: UInt64 = 64 * pageSize

    /// Does what the current event still has to touch, as far as memory goes.
    mutating func runPending(log: inout TransitionLog) -> StepOutcome {
        while let touch = pending.first {
            switch run(touch, log: &log) {
            case .done: advance(touch)
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
            if watchesLowMemory, runLowMemoryKiller(log: &log), pending.first != nil { return .waiting }
        }
        return .done
    }

    private var watchesLowMemory: Bool { !profile.oom.lowMemoryKiller.isEmpty }

    /// How much of a touch is done at a time: all of it, unless the lowmemorykiller wants to look in between.
    private mutating func portion(of touch: QueuedTouch) -> UInt64 {
        watchesLowMemory ? min(touch.length, Self.lowMemoryStride) : touch.length
    }

    /// The portion of the first touch is done.
    private mutating func advance(_ touch: QueuedTouch) {
        let done = portion(of: touch)
        if done == touch.length { return pending.removeFirst() }
        pending.advance(to: VirtualAddress(touch.address.rawValue + done))
    }

    private mutating func run(_ touch: QueuedTouch, log: inout TransitionLog) -> TouchOutcome {
        guard virtual.processes.live(touch.process)?.hasAddressSpace ?? false else { return .done }
        let length = portion(of: touch)
        if touch.origin == .populate {
            let end = VirtualAddress(touch.address.rawValue + length)
            let rest = virtual.populate(
                touch.process, from: touch.address, to: end, cpu: touch.cpu, memory: &memory, log: &log)
            return rest.map { .outOfMemory($0.request, resumeAt: $0.start) } ?? .done
        }
        return virtual.touch(
            touch.process, start: touch.address, length: length, access: touch.access, cpu: touch.cpu, memory: &memory,
            log: &log)
    }

    /// SIGSEGV: the process dies at once.
    private mutating func fault(_ process: ProcessID, at address: VirtualAddress, log: inout TransitionLog) {
        log.count(.processSegmentationFault)
        kill(process, signal: 11, after: 0, log: &log)
    }
}
