/// What a row's `encode` writes with: the words go straight to their place in a `RowBuffer`, which has made room for a whole row.
///
/// Every word is stored where it stays. (A row that is put together elsewhere and then copied costs more than it looks: loads wider than
/// the stores before them wait until those are done.)
public struct RowWriter: ~Copyable {
    private let start: UnsafeMutablePointer<Int64>
    private var next: UnsafeMutablePointer<Int64>
    /// Words of optional columns that hold the bits of `RowBuffer.null` as a value, a bit each.
    private(set) var disguised: UInt64 = 0

    @inline(__always) init(at place: UnsafeMutablePointer<Int64>, step: UInt64, seq: Int64) {
        start = place
        place[0] = Int64(bitPattern: step)
        place[1] = seq
        next = place + 2
    }

    /// Words written so far, step and seq among them.
    @inline(__always) var count: Int { next - start }

    @inline(__always) public mutating func put(_ value: Int64) {
        next.pointee = value
        next += 1
    }
    @inline(__always) public mutating func put(_ value: some BinaryInteger) { put(Int64(truncatingIfNeeded: value)) }
    @inline(__always) public mutating func put(_ value: Bool) { put(value ? 1 as Int64 : 0) }
    @inline(__always) public mutating func put<T: RawRepresentable>(_ value: T) where T.RawValue: BinaryInteger {
        put(Int64(truncatingIfNeeded: value.rawValue))
    }
    @inline(__always) public mutating func put(_ value: (some BinaryInteger)?) {
        putOptional(value.map { Int64(truncatingIfNeeded: $0) })
    }
    @inline(__always) public mutating func put<T: RawRepresentable>(_ value: T?) where T.RawValue: BinaryInteger {
        putOptional(value.map { Int64(truncatingIfNeeded: $0.rawValue) })
    }

    @inline(__always) private mutating func putOptional(_ value: Int64?) {
        if value == RowBuffer.null { disguised |= 1 << UInt64(count) }
        put(value ?? RowBuffer.null)
    }
}
