/// What a row's `encode` writes with: the words go straight to their place in a `RowBuffer`, which has made room for a whole row.
///
/// Every word is stored where it stays. (A row that is put together elsewhere and then copied costs more than it looks: loads wider than
/// the stores before them wait until those are done.)
public struct RowWriter: ~Copyable {
    @usableFromInline let start: UnsafeMutablePointer<Int64>
    @usableFromInline var next: UnsafeMutablePointer<Int64>
    /// Words of optional columns that hold the bits of `RowBuffer.null` as a value, a bit each.
    @usableFromInline var disguised: UInt64 = 0

    @inlinable @inline(__always) init(at place: UnsafeMutablePointer<Int64>, step: UInt64, seq: Int64) {
        start = place
        place[0] = Int64(bitPattern: step)
        place[1] = seq
        next = place + 2
    }

    /// Words written so far, step and seq among them.
    @inlinable @inline(__always) var count: Int { next - start }

    /// Puts the value of a column that is never NULL.
    @inlinable @inline(__always) public mutating func put(_ value: some ColumnValue) { put(word: value.word) }

    /// Puts the value of a column that may be NULL.
    @inlinable @inline(__always) public mutating func put(_ value: (some ColumnValue)?) {
        let word = value?.word
        if word == RowBuffer.null { disguised |= 1 << UInt64(count) }
        put(word: word ?? RowBuffer.null)
    }

    @inlinable @inline(__always) mutating func put(word: Int64) {
        next.pointee = word
        next += 1
    }
}
