/// The rows of one table in a batch, flat: `width` integers a row, `step` and `seq` first.
///
/// A NULL is a word of the pattern `null` in an optional column. A value that happens to have these bits is told from a NULL by
/// its position: in a column that is never NULL it is always a value, in an optional one its word is listed in `disguised`.
///
/// Invariants: `values.count` is a multiple of `width`; `disguised` ascends strictly, and each of its words holds `null`.
public struct RowBuffer: Sendable {
    /// What stands for SQL's NULL. It must be no value that a trace is likely to hold: not `Int64.min`, which 2⁶³ as an
    /// address or a size is. These bits are no canonical address of any architecture and no round size.
    public static let null = Int64(bitPattern: 0xA5C3_96E7_1D2B_4F81)

    public let width: Int
    public internal(set) var values = WordBuffer()
    /// Words of optional columns that hold the bits of `null` as a value.
    public internal(set) var disguised: [Int] = []

    public init(width: Int) { self.width = width }

    public var rowCount: Int { values.count / width }

    /// Empties the buffer and keeps its storage.
    public mutating func removeAll() {
        values.removeAll()
        disguised.removeAll(keepingCapacity: true)
    }

    /// Appends rows of another buffer. Precondition: `words` are whole rows of it, and both have one width.
    public mutating func append(_ words: Range<Int>, of other: borrowing RowBuffer) {
        precondition(other.width == width && words.count % width == 0, "whole rows of one table")
        let shift = values.count - words.lowerBound
        other.values.withUnsafeBufferPointer { values.append(contentsOf: UnsafeBufferPointer(rebasing: $0[words])) }
        for word in other.disguised where words.contains(word) { disguised.append(word + shift) }
    }
}

extension RowBuffer {
    /// Where the first row of a step after `step` stands, at `start` or later, by bisection. Preconditions: steps ascend; `start` is a
    /// row's begin.
    public func firstWord(after step: UInt64, from start: Int) -> Int {
        var (low, high) = (start / width, rowCount)
        while low < high {
            let middle = (low + high) / 2
            if UInt64(bitPattern: values[middle * width]) <= step { low = middle + 1 } else { high = middle }
        }
        return low * width
    }

    /// Replaces the columns after step and seq. Precondition: a row begins at `word`.
    mutating func fill(rowAt word: Int, with columns: [Int64]) {
        precondition(word + width <= values.count && columns.count == width - 2, "a whole row")
        for (index, value) in columns.enumerated() { values[word + 2 + index] = value }
    }

    /// Adds to the first word, the step, of every row.
    mutating func moveSteps(by steps: Int64) {
        for row in 0..<rowCount { values[row * width] += steps }
    }
}

extension RowBuffer {
    /// Appends a row. Precondition: it is as wide as the table.
    @inline(__always) mutating func append(step: UInt64, seq: Int64, _ row: some TransitionRow) {
        values.reserve(width)
        var writer = RowWriter(at: values.end, step: step, seq: seq)
        row.encode(into: &writer)
        precondition(writer.count == width, "encode and schema agree on the columns")
        if writer.disguised != 0 { noteDisguised(writer.disguised) }
        values.advance(width)
    }

    /// `columns`: a bit for each word of the row that begins here.
    @inline(never) private mutating func noteDisguised(_ columns: UInt64) {
        for column in 0..<width where columns >> UInt64(column) & 1 != 0 { disguised.append(values.count + column) }
    }
}
