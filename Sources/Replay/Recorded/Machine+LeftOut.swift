import Pages
import ReplayModel
import TraceFormat

// Events of a recording that ask for nothing: they are stored and counted.
extension Machine {
    /// Whether an event is one of them, which is then counted.
    mutating func leavesOut(_ event: TraceEvent) -> Bool {
        if event.kind.family == .slab, event.pointer(.ptr) == .hidden {
            odd(.recordingHiddenPointer, event)
            return true
        }
        guard event.isFailedPageAllocation else { return false }
        recordFailure(event)
        return true
    }

    /// A page request that failed on the real machine. Whether it would in the model is not asked: what it takes here was never taken there.
    private mutating func recordFailure(_ event: TraceEvent) {
        odd(.pagesRecordedFailure, event, value: event.number(.order))
        guard let order = event.number(.order), order < UInt64(orderCount) else { return }
        let request = PageRequest(
            order: UInt8(order), gfp: event.gfp(default: .kernel), owner: FrameOwner(.kernel), cpu: cpu)
        kernel.logFailure(.recorded, request, current, log: &log)
    }
}

extension TraceEvent {
    /// An allocation of pages that gave none.
    fileprivate var isFailedPageAllocation: Bool {
        kind == .pageAlloc && !has(.frame) && pointer(.ptr) == PointerKey(value: 0, isLabel: false)
    }
}
