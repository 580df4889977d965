import ReplayModel

/// Takes rows and forgets them: for a replay that is only to be checked or measured.
public final class NullWriter: RunWriter {
    public init() {}

    public func take(_ log: inout TransitionLog) { log.removeRows() }
    public func finish(_ summary: RunSummary) {}
    public func discard() {}
}
