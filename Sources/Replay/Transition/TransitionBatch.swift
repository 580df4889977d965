/// The rows of some whole steps, taken out of a log: a value without ties, so that another thread can have it.
public struct TransitionBatch: Sendable {
    /// The rows by table.
    public internal(set) var tables: [RowBuffer]
    /// The last step; all its rows are here or in an earlier batch.
    public internal(set) var step: UInt64 = 0
    /// Digest of every row up to here.
    public internal(set) var digest = RollingDigest()

    public init() { tables = TransitionTable.allCases.map { RowBuffer(width: $0.schema.columns.count + 2) } }
}
