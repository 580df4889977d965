/// The rows of one table in a batch, flat: `width` integers a row, `step` and `seq` first.
///
/// A NULL is a word of the pattern `null` in an optional column. A value that happens to have these bits is told from a NULL by
/// its position: in a column that is never NULL it is always a value, in an optional one its word is listed in `disguised`.
///
/// Invariants: `values.count` is a multiple of `width`; `disguised` ascends strictly, and each of its words holds `null`.
public struct RowBuffer: Sendable {
    /// What stands for SQL's NULL. It must be no value that a trace is likely to hold: not `Int64.min`, which 2⁶³ as an
    /// address or a size is. These bits are no canonical address of any architecture and no round size.
    @inlinable public static var null: Int64 { Int64(bitPattern: 0xA5C3_96E7_1D2B_4F81) }

    public let width: Int
    @inlinable public var values: WordBuffer { words }
    @usableFromInline var words = WordBuffer()
    /// Words of optional columns that hold the bits of `null` as a value.
    @inlinable public var disguised: [Int] { disguisedWords }
    @usableFromInline var disguisedWords: [Int] = []

    public init(width: Int) { self.width = width }

    @inlinable public var rowCount: Int { words.count / width }

    /// Empties the buffer and keeps its storage.
    public mutating func removeAll() {
        words.removeAll()
        disguisedWords.removeAll(keepingCapacity: true)
    }

    /// Appends rows of another buffer. Precondition: `range` is whole rows of it, and both have one width.
    public mutating func append(_ range: Range<Int>, of other: borrowing RowBuffer) {
        precondition(other.width == width && range.count % width == 0, "whole rows of one table")
        let shift = words.count - range.lowerBound
        other.words.withUnsafeBufferPointer { words.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
        for word in other.disguised where range.contains(word) { disguisedWords.append(word + shift) }
    }
}

extension RowBuffer {
    /// Where the first row of a step after `step` stands, at `start` or later, by bisection. Preconditions: steps ascend; `start` is a
    /// row's begin.
    public func firstWord(after step: UInt64, from start: Int) -> Int {
        var (low, high) = (start / width, rowCount)
        while low < high {
            let middle = (low + high) / 2
            if UInt64(bitPattern: words[middle * width]) <= step { low = middle + 1 } else { high = middle }
        }
        return low * width
    }

    /// Replaces the columns after step and seq. Precondition: a row begins at `word`.
    mutating func fill(rowAt word: Int, with columns: [Int64]) {
        precondition(word + width <= words.count && columns.count == width - 2, "a whole row")
        for (index, value) in columns.enumerated() { words[word + 2 + index] = value }
    }

    /// Adds to the first word, the step, of every row.
    mutating func moveSteps(by steps: Int64) {
        for row in 0..<rowCount { words[row * width] += steps }
    }
}

extension RowBuffer {
    /// Appends a row. Precondition: it is as wide as the table.
    @inlinable @inline(__always) mutating func append(step: UInt64, seq: Int64, _ row: some TransitionRow) {
        words.reserve(width)
        var writer = RowWriter(at: words.end, step: step, seq: seq)
        row.encode(into: &writer)
        precondition(writer.count == width, "encode and schema agree on the columns")
        if writer.disguised != 0 { noteDisguised(writer.disguised) }
        words.advance(width)
    }

    /// `columns`: a bit for each word of the row that begins here.
    @usableFromInline @inline(never) mutating func noteDisguised(_ columns: UInt64) {
        for column in 0..<width where columns >> UInt64(column) & 1 != 0 { disguisedWords.append(words.count + column) }
    }
}

extension RowBuffer {
    /// One row as a typed row reads it.
    @usableFromInline struct Row: StoredColumns {
        @usableFromInline let buffer: RowBuffer
        /// Where its first column after step and seq stands.
        @usableFromInline let start: Int

        @inlinable init(buffer: RowBuffer, start: Int) {
            self.buffer = buffer
            self.start = start
        }

        @inlinable func word(_ column: Int) -> Int64? { buffer.words[start + column] }

        @inlinable func optionalWord(_ column: Int) -> Int64? {
            let word = buffer.words[start + column]
            return word != RowBuffer.null || buffer.disguised.contains(start + column) ? word : nil
        }
    }

    /// The row of number `index`. Precondition: the buffer is of its table.
    @inlinable public func row<Row: TableRow>(_ index: Int, as type: Row.Type = Row.self) -> Row {
        precondition(width == Row.schema.columns.count + 2, "a row of this table")
        do { return try Row(stored: Self.Row(buffer: self, start: index * width + 2)) } catch {
            preconditionFailure("\(Row.schema.name): column \(error.column) holds what was never put there")
        }
    }
}
