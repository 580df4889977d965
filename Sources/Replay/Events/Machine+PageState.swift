import Notation
import Pages
import ReplayModel
import TraceFormat

extension Machine {
    /// Takes an event of the page allocator's starting state; with the first event of another kind the state is entered.
    /// Returns whether the event is done with.
    @inline(__always)
    mutating func collectPageState(_ event: TraceEvent) -> Bool {
        pageState != nil && collect(event)
    }

    private mutating func collect(_ event: TraceEvent) -> Bool {
        guard event.kind == .stateFreeBlock || event.kind == .statePageblock else {
            // Names and marks may stand among them.
            if event.kind != .mark && event.kind != .task { adoptPageState() }
            return false
        }
        guard let frame = event.number(.frame) else { return true }
        let first = FrameNumber(UInt32(truncatingIfNeeded: frame))
        let type = event.number(.migratetype).map { UInt8(truncatingIfNeeded: $0) }
        let order = UInt8(truncatingIfNeeded: event.number(.order) ?? 0)
        pageState!.lines.append((first, event.source, event.line))
        if event.kind == .statePageblock {
            pageState!.state.pageblocks.append(.init(frame: first, migratetype: type ?? 0))
        } else if event.number(.percpu) == 1 {
            let cpu = processor(of: event)
            pageState!.state.perCPU.append(.init(frame: first, order: order, migratetype: type, cpu: cpu))
        } else {
            pageState!.state.free.append(.init(frame: first, order: order, migratetype: type))
        }
        return true
    }

    /// Enters what was collected.
    mutating func adoptPageState() {
        guard let collected = pageState else { return }
        pageState = nil
        guard !collected.lines.isEmpty else { return }
        do throws(InitialPageStateError) {
            try kernel.memory.adopt(collected.state)
            pageStateAdopted()
            traceState = kernel.memory.snapshot()
        } catch {
            let place = collected.lines.last { $0.frame == error.frame }
            refusal = Refusal(
                source: place?.source ?? 0, line: place?.line ?? 0,
                problem: "frame \(error.frame.rawValue.hexadecimal) cannot be free: \(error.problem)",
                expected: "aligned blocks of RAM, each named once")
        }
    }
}
