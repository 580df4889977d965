/// Digest of every transition row so far, independent of SQLite and of how the rows were cut into batches.
///
/// Each table has a state of its own, over which its rows run in the order (step, seq): for each 64-bit word *w* of a row
/// (step, seq, then the columns; NULL is `RowBuffer.null`)
///
///     state = (state ^ w) * 0x9E3779B97F4A7C15 mod 2^64;  state = state ^ (state >> 32)
///
/// beginning with 0xCBF29CE484222325 (the offset basis of FNV-1a; the multiplier is 2^64 divided by the golden ratio).
/// The total runs the same step over each table's number of rows and state, in the order of `TransitionTable`.
///
/// Invariant: `rows[t]` rows of table *t* are in `states[t]`.
public struct RollingDigest: Sendable {
    public static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Rows absorbed, by table.
    public private(set) var rows: [Int]
    /// Digests, by table.
    public private(set) var states: [UInt64]

    public init() {
        rows = [Int](repeating: 0, count: TransitionTable.allCases.count)
        states = [UInt64](repeating: Self.start, count: TransitionTable.allCases.count)
    }

    /// One step of the digest.
    @inlinable
    public static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 32)
    }

    /// Takes in the rows of `log` that were not taken in before.
    /// Precondition: no row was removed from the log without having been absorbed.
    public mutating func absorb(_ log: borrowing TransitionLog) {
        for table in states.indices {
            let skipped = rows[table] - log.removedRows[table]
            precondition(skipped >= 0, "rows were removed before the digest saw them")
            absorb(log.tables[table], from: skipped, table: table)
        }
    }

    private mutating func absorb(_ buffer: borrowing RowBuffer, from row: Int, table: Int) {
        let values = buffer.values
        var state = states[table]
        for index in (row * buffer.width)..<values.count { state = Self.mix(state, UInt64(bitPattern: values[index])) }
        states[table] = state
        rows[table] += buffer.rowCount - row
    }

    /// Rows absorbed in all tables.
    public var totalRows: Int { rows.reduce(0, +) }

    /// The digest over all tables.
    public var total: UInt64 {
        var state = Self.start
        for table in states.indices { state = Self.mix(Self.mix(state, UInt64(rows[table])), states[table]) }
        return state
    }
}
