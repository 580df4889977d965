/// Where a run stops before its traces end.
public enum StopPoint: Equatable, Sendable {
    /// After this step.
    case step(UInt64)
    /// Before the first event later than this, in nanoseconds.
    case time(UInt64)
    /// After the first mark with this text.
    case mark(String)
}
