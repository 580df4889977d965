extension [UInt8] {
    /// Appends seven bits a byte, the lowest first; the top bit says that more follows.
    @inline(__always)
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(littleEndian value: UInt64, count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}

/// A place in a block's raw bytes.
///
/// Invariant: `0 <= at <= bytes.count`.
struct BinaryCursor {
    let bytes: UnsafeRawBufferPointer
    var at = 0

    var left: Int { bytes.count - at }

    /// The next byte, or nil at the end.
    @inline(__always)
    mutating func byte() -> UInt8? {
        guard at < bytes.count else { return nil }
        at += 1
        return bytes[at - 1]
    }

    /// Nil where the bytes end or the number does not fit 64 bits.
    @inline(__always)
    mutating func varint() -> UInt64? {
        guard at < bytes.count else { return nil }
        let first = bytes[at]
        at += 1
        return first < 0x80 ? UInt64(first) : longVarint(UInt64(first & 0x7f))
    }

    private mutating func longVarint(_ first: UInt64) -> UInt64? {
        var value = first
        var shift: UInt64 = 7
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            // The tenth byte has place for one bit.
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// A length and as many bytes; nil where there are not so many or more than `limit`.
    mutating func string(limit: Int) -> UnsafeRawBufferPointer? {
        guard let count = varint(), count <= UInt64(min(limit, left)) else { return nil }
        at += Int(count)
        return UnsafeRawBufferPointer(rebasing: bytes[at - Int(count)..<at])
    }
}
