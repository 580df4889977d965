/// The rows of one table in a batch, flat: `width` integers a row, `step` and `seq` first.
///
/// A NULL is a word of the pattern `null` in an optional column. A value that happens to have these bits is told from a NULL by
/// its position: in a column that is never NULL it is always a value, in an optional one its word is listed in `disguised`.
///
/// A value: a copy shares its words until one of the two gets a row. A row's words are written without a check each; `beginRow` makes
/// room for all of them.
///
/// Invariants: `wordCount` is a multiple of `width` between rows; `disguised` ascends strictly, and each of its words holds `null`;
/// `base` are the words of `storage`, which has room for `capacity`.
public struct RowBuffer: @unchecked Sendable {
    /// What stands for SQL's NULL. It must be no value that a trace is likely to hold: not `Int64.min`, which 2⁶³ as an
    /// address or a size is. These bits are no canonical address of any architecture and no round size.
    public static let null = Int64(bitPattern: 0xA5C3_96E7_1D2B_4F81)

    public let width: Int
    /// Words in use.
    public private(set) var wordCount = 0
    private var capacity = 0
    private var base: UnsafeMutablePointer<Int64>
    private var storage: Words
    /// Words of optional columns that hold the bits of `null` as a value.
    public private(set) var disguised: [Int] = []

    /// The words' memory.
    private final class Words {
        let base: UnsafeMutablePointer<Int64>
        init(capacity: Int) { base = .allocate(capacity: capacity) }
        deinit { base.deallocate() }
    }

    public init(width: Int) {
        self.width = width
        storage = Words(capacity: 0)
        base = storage.base
    }

    public var rowCount: Int { wordCount / width }

    /// All words of all rows, valid while the buffer is.
    @inline(__always)
    public borrowing func withWords<R, E>(_ body: (UnsafeBufferPointer<Int64>) throws(E) -> R) throws(E) -> R {
        try body(UnsafeBufferPointer(start: base, count: wordCount))
    }

    /// A copy of all words. Complexity: O(words).
    public var values: [Int64] { withWords { Array($0) } }

    /// A word. Precondition: it is in use.
    public subscript(word: Int) -> Int64 {
        precondition(word >= 0 && word < wordCount, "a word in use")
        return base[word]
    }

    /// Empties the buffer and keeps its storage.
    public mutating func removeAll() {
        wordCount = 0
        disguised.removeAll(keepingCapacity: true)
    }

    /// Appends rows of another buffer. Precondition: `words` are whole rows of it, and both have one width.
    public mutating func append(_ words: Range<Int>, of other: borrowing RowBuffer) {
        precondition(other.width == width && words.count % width == 0, "whole rows of one table")
        precondition(words.lowerBound >= 0 && words.upperBound <= other.wordCount, "rows in use")
        reserve(words.count)
        base.advanced(by: wordCount).update(from: other.base.advanced(by: words.lowerBound), count: words.count)
        let shift = wordCount - words.lowerBound
        for word in other.disguised where words.contains(word) { disguised.append(word + shift) }
        wordCount += words.count
    }

    /// Where the first row of a step after `step` stands, at `start` or later, by bisection. Preconditions: steps ascend; `start` is a row's begin.
    public func firstWord(after step: UInt64, from start: Int) -> Int {
        var (low, high) = (start / width, rowCount)
        while low < high {
            let middle = (low + high) / 2
            if UInt64(bitPattern: self[middle * width]) <= step { low = middle + 1 } else { high = middle }
        }
        return low * width
    }

    /// Replaces the columns after step and seq. Precondition: a row begins at `word`.
    mutating func fill(rowAt word: Int, with columns: [Int64]) {
        precondition(word + width <= wordCount && columns.count == width - 2, "a whole row")
        reserve(0)
        for (index, value) in columns.enumerated() { base[word + 2 + index] = value }
    }

    /// Adds to the first word, the step, of every row.
    mutating func moveSteps(by steps: Int64) {
        reserve(0)
        for row in 0..<rowCount { base[row * width] += steps }
    }

    /// Makes room for so many words more, in memory of this buffer alone.
    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if wordCount + count > capacity || !isKnownUniquelyReferenced(&storage) { move(to: max(wordCount + count, capacity)) }
    }

    @inline(never)
    private mutating func move(to needed: Int) {
        let room = needed > capacity ? max(needed, capacity * 2, 64 * width) : capacity
        let fresh = Words(capacity: room)
        fresh.base.update(from: base, count: wordCount)
        storage = fresh
        base = fresh.base
        capacity = room
    }
}

// How a row gets in: `beginRow`, then a `put` for each column.
extension RowBuffer {
    /// Makes room for a row and writes its key.
    @inline(__always)
    mutating func beginRow(step: UInt64, seq: Int64) {
        assert(wordCount % width == 0, "the row before is whole")
        reserve(width)
        put(Int64(bitPattern: step))
        put(seq)
    }

    @inline(__always) mutating func put(_ value: Int64) {
        assert(wordCount < capacity, "more columns than the schema has")
        base[wordCount] = value
        wordCount += 1
    }
    @inline(__always) mutating func put(_ value: some BinaryInteger) { put(Int64(truncatingIfNeeded: value)) }
    @inline(__always) mutating func put(_ value: Bool) { put(value ? 1 : 0 as Int64) }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T) where T.RawValue: BinaryInteger {
        put(Int64(truncatingIfNeeded: value.rawValue))
    }
    @inline(__always) mutating func put(_ value: (some BinaryInteger)?) {
        putOptional(value.map { Int64(truncatingIfNeeded: $0) })
    }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T?) where T.RawValue: BinaryInteger {
        putOptional(value.map { Int64(truncatingIfNeeded: $0.rawValue) })
    }

    @inline(__always) private mutating func putOptional(_ value: Int64?) {
        if value == Self.null { disguised.append(wordCount) }
        put(value ?? Self.null)
    }
}
