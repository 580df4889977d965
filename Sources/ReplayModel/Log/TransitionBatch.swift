/// The rows of some whole steps, taken out of a log: a value without ties, so that another thread can have it.
public struct TransitionBatch: Sendable {
    /// The rows by table.
    public internal(set) var tables: [RowBuffer]
    /// The last step; all its rows are here or in an earlier batch.
    public internal(set) var step: UInt64 = 0

    public init() { tables = TransitionTable.allCases.map { RowBuffer(width: $0.schema.columns.count + 2) } }

    /// The same rows in steps later by `steps`: to make a long run of a short one, for measurements.
    public func moved(by steps: UInt64) -> TransitionBatch {
        var batch = self
        batch.step += steps
        for table in batch.tables.indices { batch.tables[table].moveSteps(by: Int64(steps)) }
        return batch
    }
}
