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
    public internal(set) var values: [Int64] = []
    /// Words of optional columns that hold the bits of `null` as a value.
    public internal(set) var disguised: [Int] = []

    public init(width: Int) { self.width = width }

    public var rowCount: Int { values.count / width }

    /// Empties the buffer and keeps its storage.
    public mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        disguised.removeAll(keepingCapacity: true)
    }

    /// Appends rows of another buffer. Precondition: `words` are whole rows of it, and both have one width.
    public mutating func append(_ words: Range<Int>, of other: borrowing RowBuffer) {
        precondition(other.width == width && words.count % width == 0, "whole rows of one table")
        let shift = values.count - words.lowerBound
        values += other.values[words]
        for word in other.disguised where words.contains(word) { disguised.append(word + shift) }
    }
}

extension RowBuffer {
    @inline(__always) mutating func put(_ value: Int64) { values.append(value) }
    @inline(__always) mutating func put(_ value: some BinaryInteger) { values.append(Int64(truncatingIfNeeded: value)) }
    /// Seven values at once.
    @inline(__always) mutating func put(_ seven: (Int64, Int64, Int64, Int64, Int64, Int64, Int64)) {
        withUnsafeBytes(of: seven) { values.append(contentsOf: $0.assumingMemoryBound(to: Int64.self)) }
    }
    @inline(__always) mutating func put(_ value: Bool) { values.append(value ? 1 : 0) }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T) where T.RawValue: BinaryInteger {
        values.append(Int64(truncatingIfNeeded: value.rawValue))
    }
    @inline(__always) mutating func put(_ value: (some BinaryInteger)?) {
        putOptional(value.map { Int64(truncatingIfNeeded: $0) })
    }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T?) where T.RawValue: BinaryInteger {
        putOptional(value.map { Int64(truncatingIfNeeded: $0.rawValue) })
    }

    @inline(__always) private mutating func putOptional(_ value: Int64?) {
        if value == Self.null { disguised.append(values.count) }
        values.append(value ?? Self.null)
    }
}
