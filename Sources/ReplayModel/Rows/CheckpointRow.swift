/// Digest of everything that happened up to a step; two runs are equal up to it when these are.
///
/// The last row of its step. Its values are `RollingDigest`'s, which `RollingDigest.seal(_:)` writes into it on the way to the store.
public struct CheckpointRow: TransitionRow {
    public var rows: UInt64 = 0
    public var digest: UInt64 = 0

    public init(rows: UInt64 = 0, digest: UInt64 = 0) {
        self.rows = rows
        self.digest = digest
    }

    public static let table = TransitionTable.checkpoint

    public static let schema = TableSchema(
        "checkpoint",
        "Digest of everything that happened up to a step; two runs are equal up to it when these are.",
        [
            ColumnSchema("rows", .integer, "transition rows so far"),
            ColumnSchema("digest", .address, "FNV-style digest of all rows so far"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(rows)
        row.put(digest)
    }
}
