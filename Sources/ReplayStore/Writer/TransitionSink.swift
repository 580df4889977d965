import Replay

/// Where transitions go: the seam between the engine and the store, crossed once per batch.
///
/// A sink takes the flat rows of each table and leaves the log empty. The bytes of a stored run may depend on where the
/// log is cut into batches, so the engine cuts it by step and row counts only, never by time.
public protocol TransitionSink: ~Copyable {
    /// Takes all rows of `log` and removes them from it.
    mutating func take(_ log: inout TransitionLog) throws(StoreError)

    /// Ends the run: after this it is complete and readable. Called once, after the last `take`.
    mutating func finish(_ summary: RunSummary) throws(StoreError)
}
