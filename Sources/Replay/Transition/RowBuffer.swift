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

// What a row's `encode` writes with; `TransitionLog.append` has made room for a whole row.
extension RowBuffer {
    /// Begins a row.
    @inline(__always) mutating func begin(step: UInt64, seq: Int64) {
        values.reserve(width)
        let place = values.next(2)
        place[0] = Int64(bitPattern: step)
        place[1] = seq
    }

    /// A whole row without a value that looks like NULL. Precondition: it is as wide as the table.
    @inline(__always) mutating func append<let count: Int>(step: UInt64, seq: Int64, _ words: InlineArray<count, Int64>) {
        precondition(count &+ 2 == width, "a row as wide as its table")
        values.append(Int64(bitPattern: step), seq, words)
    }

    @inline(__always) mutating func put(_ value: Int64) { values.store(value) }
    @inline(__always) mutating func put(_ value: some BinaryInteger) { values.store(Int64(truncatingIfNeeded: value)) }

    /// Some values at once.
    @inline(__always) mutating func put<let count: Int>(_ words: InlineArray<count, Int64>) {
        let place = values.next(count)
        for index in 0..<count { place[index] = words[unchecked: index] }
    }

    @inline(__always) mutating func put(_ value: Bool) { values.store(value ? 1 : 0) }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T) where T.RawValue: BinaryInteger {
        values.store(Int64(truncatingIfNeeded: value.rawValue))
    }
    @inline(__always) mutating func put(_ value: (some BinaryInteger)?) {
        putOptional(value.map { Int64(truncatingIfNeeded: $0) })
    }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T?) where T.RawValue: BinaryInteger {
        putOptional(value.map { Int64(truncatingIfNeeded: $0.rawValue) })
    }

    @inline(__always) private mutating func putOptional(_ value: Int64?) {
        if value == Self.null { disguised.append(values.count) }
        values.store(value ?? Self.null)
    }
}
