/// Digest of every transition row so far, independent of SQLite and of how the rows were cut into batches.
///
/// Each table has a state of its own: four lanes, over which its words run in the order (step, seq), word *i* of the table
/// (counted from 0 over all its rows: step, seq, then the columns; NULL is `RowBuffer.null`) in lane *i* mod 4. Four, so that a
/// processor can work on four words at once. For each 64-bit word *w*
///
///     lane = (lane ^ w) * 0x9E3779B97F4A7C15 mod 2^64;  lane = lane ^ (lane >> 32)
///
/// beginning with 0xCBF29CE484222325 (the offset basis of FNV-1a; the multiplier is 2^64 divided by the golden ratio).
/// A table's digest runs the same step over its lanes 0 to 3, the total over each table's number of rows and digest, in
/// the order of `TransitionTable`.
///
/// Invariant: `rows[t]` rows of table *t* are in its lanes.
public struct RollingDigest: Sendable {
    public static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Rows absorbed, by table.
    public private(set) var rows: [Int]
    private var lanes: [SIMD4<UInt64>]

    public init() {
        rows = [Int](repeating: 0, count: TransitionTable.allCases.count)
        lanes = [SIMD4](repeating: SIMD4(repeating: Self.start), count: TransitionTable.allCases.count)
    }

    /// One step of the digest.
    @inlinable
    public static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 32)
    }

    /// Takes in the rows of a batch in the order of steps, and writes into its checkpoints what came before them.
    /// Precondition: batches come in order, with whole steps.
    public mutating func seal(_ batch: inout TransitionBatch) {
        let checkpoint = Int(TransitionTable.checkpoint.rawValue)
        var taken = [Int](repeating: 0, count: batch.tables.count)
        for row in 0..<batch.tables[checkpoint].rowCount {
            let at = row * batch.tables[checkpoint].width
            let step = UInt64(bitPattern: batch.tables[checkpoint].values[at])
            for table in batch.tables.indices where table != checkpoint {
                let end = batch.tables[table].firstWord(after: step, from: taken[table])
                absorb(batch.tables[table], taken[table]..<end, table: table)
                taken[table] = end
            }
            batch.tables[checkpoint].fill(rowAt: at, with: [Int64(totalRows), Int64(bitPattern: total)])
            taken[checkpoint] = at + batch.tables[checkpoint].width
            absorb(batch.tables[checkpoint], at..<taken[checkpoint], table: checkpoint)
        }
        for table in batch.tables.indices { absorb(batch.tables[table], taken[table]..<batch.tables[table].values.count, table: table) }
    }

    /// Takes in rows of one table. Precondition: `words` are whole rows.
    mutating func absorb(_ buffer: borrowing RowBuffer, _ words: Range<Int>, table: Int) {
        guard !words.isEmpty else { return }
        let phase = rows[table] * buffer.width & 3
        buffer.values.withUnsafeBufferPointer {
            lanes[table] = Self.absorb(UnsafeBufferPointer(rebasing: $0[words]), phase: phase, lanes[table])
        }
        rows[table] += words.count / buffer.width
    }

    /// Takes in rows of a table that were read back. Preconditions: they are whole rows, in the order of (step, seq), NULLs as
    /// `RowBuffer.null`; no batch is sealed with this digest.
    public mutating func absorb(words: UnsafeBufferPointer<Int64>, of table: TransitionTable) {
        let width = table.schema.columns.count + 2
        precondition(words.count % width == 0, "whole rows")
        let index = Int(table.rawValue)
        lanes[index] = Self.absorb(words, phase: rows[index] * width & 3, lanes[index])
        rows[index] += words.count / width
    }

    /// Runs words over the lanes, the first of them over lane `phase`.
    private static func absorb(_ words: UnsafeBufferPointer<Int64>, phase: Int, _ lanes: SIMD4<UInt64>) -> SIMD4<UInt64> {
        var lanes = lanes
        let head = min((4 - phase) & 3, words.count)
        for index in 0..<head { lanes[phase + index] = mix(lanes[phase + index], UInt64(bitPattern: words[index])) }
        let fours = (words.count - head) / 4
        lanes = absorb(UnsafeBufferPointer(rebasing: words[head..<(head + 4 * fours)]), lanes)
        for (lane, index) in ((head + 4 * fours)..<words.count).enumerated() {
            lanes[lane] = mix(lanes[lane], UInt64(bitPattern: words[index]))
        }
        return lanes
    }

    /// Runs words over the lanes, four at a time. Precondition: their count is a multiple of four.
    ///
    /// Each lane is one word behind the lane before it in its own words: side by side they would be taken for a vector, and a processor's
    /// vectors have no multiplication of 64 bits.
    private static func absorb(_ words: UnsafeBufferPointer<Int64>, _ lanes: SIMD4<UInt64>) -> SIMD4<UInt64> {
        var (lane0, lane1, lane2, lane3) = (lanes[0], lanes[1], lanes[2], lanes[3])
        func word(_ index: Int) -> UInt64 { UInt64(bitPattern: words[index]) }
        let ahead = min(words.count, 12)
        for index in stride(from: 0, to: ahead, by: 4) { lane0 = mix(lane0, word(index)) }
        for index in stride(from: 1, to: ahead - 4, by: 4) { lane1 = mix(lane1, word(index)) }
        for index in stride(from: 2, to: ahead - 8, by: 4) { lane2 = mix(lane2, word(index)) }
        var index = 12
        while index < words.count {
            lane0 = mix(lane0, word(index))
            lane1 = mix(lane1, word(index - 3))
            lane2 = mix(lane2, word(index - 6))
            lane3 = mix(lane3, word(index - 9))
            index += 4
        }
        let end = words.count
        for index in stride(from: max(1, end - 3), to: end, by: 4) { lane1 = mix(lane1, word(index)) }
        for index in stride(from: max(2, end - 6), to: end, by: 4) { lane2 = mix(lane2, word(index)) }
        for index in stride(from: max(3, end - 9), to: end, by: 4) { lane3 = mix(lane3, word(index)) }
        return SIMD4(lane0, lane1, lane2, lane3)
    }

    /// Digests, by table.
    public var states: [UInt64] {
        lanes.map { lanes in (0..<4).reduce(Self.start) { Self.mix($0, lanes[$1]) } }
    }

    /// Rows absorbed in all tables.
    public var totalRows: Int { rows.reduce(0, +) }

    /// The digest over all tables.
    public var total: UInt64 {
        zip(rows, states).reduce(Self.start) { Self.mix(Self.mix($0, UInt64($1.0)), $1.1) }
    }
}
