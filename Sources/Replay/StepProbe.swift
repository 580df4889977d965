import Synchronization
import TraceFormat

/// Where a replay is, for another thread that has to tell.
public final class StepProbe: Sendable {
    private let step = Atomic<UInt64>(0)
    /// The event's line, and above it its source.
    private let line = Atomic<UInt64>(0)

    public init() {}

    @inline(__always)
    func note(_ step: UInt64, _ event: TraceEvent) {
        self.step.store(step, ordering: .relaxed)
        line.store(UInt64(event.source) << 32 | UInt64(event.line), ordering: .relaxed)
    }

    /// The step, and its event's source and line.
    public var place: (step: UInt64, source: Int, line: UInt32) {
        let both = line.load(ordering: .relaxed)
        return (step.load(ordering: .relaxed), Int(both >> 32), UInt32(truncatingIfNeeded: both))
    }
}
