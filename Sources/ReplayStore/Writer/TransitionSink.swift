import ReplayModel

/// Where transitions go: the seam between the engine and the store, crossed once per batch.
///
/// A sink takes the flat rows of each table and leaves the log empty. The stored run does not depend on where the log is
/// cut into batches, as long as no step is cut in two.
public protocol TransitionSink: ~Copyable {
    /// Takes all rows of `log` and removes them from it. Precondition: the log's last step has ended.
    mutating func take(_ log: inout TransitionLog) throws(StoreError)

    /// Ends the run: after this it is complete and readable. Called once, after the last `take`.
    mutating func finish(_ summary: RunSummary) throws(StoreError)
}

/// A sink that writes a file.
public protocol RunWriter: TransitionSink, AnyObject {
    func take(_ log: inout TransitionLog) throws(StoreError)
    func finish(_ summary: RunSummary) throws(StoreError)

    /// Gives the run up: the unfinished file is removed. Does nothing once the run is finished.
    func discard()

    /// How long the indices took that are made when the run ends, in nanoseconds of the clock; 0 before. Not in the file.
    var indexNanoseconds: UInt64 { get }
}

extension RunWriter {
    public var indexNanoseconds: UInt64 { 0 }
}

/// A writer that takes batches which have left their log, from any one thread at a time.
public protocol BatchWriter: RunWriter {
    /// Writes the rows of a batch, whose checkpoints get their values. Precondition: batches come in order.
    func take(_ batch: inout TransitionBatch) throws(StoreError)
}

extension BatchWriter {
    public func take(_ log: inout TransitionLog) throws(StoreError) {
        var batch = TransitionBatch()
        log.moveRows(to: &batch)
        try take(&batch)
    }
}
