import Replay

/// Why a job gave up although its traces could be read.
public enum JobError: Error, Equatable, Sendable {
    /// The traces ended before a mark with this text.
    case markNotMet(String)
    /// The traces ended before the point where the run was to begin.
    case startNotMet(StartPoint)
    /// Something odd, in a job that takes nothing odd: which of the traces, its line, and the counter's name.
    case odd(source: Int, line: UInt32, kind: String)
}
