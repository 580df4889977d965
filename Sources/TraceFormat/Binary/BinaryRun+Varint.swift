extension BinaryRun {
    @inline(__always)
    mutating func byte() -> UInt8 {
        let byte = at.load(as: UInt8.self)
        at += 1
        return byte
    }

    /// Nil where the number does not fit 64 bits.
    @inline(__always)
    mutating func varint() -> UInt64? {
        let word = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
        if word & 0x80 == 0 {
            at += 1
            return word & 0x7f
        }
        // The first byte without its top bit is the last of the number.
        let stops = ~word & FastWord.tops
        guard stops != 0 else { return longVarint() }
        at += FastWord.first(stops) &+ 1
        return Self.joined(word & (stops ^ (stops &- 1)))
    }

    /// Drops each byte's top bit and moves the others together: bytes to pairs, pairs to halves, halves to the whole.
    @inline(__always)
    private static func joined(_ bytes: UInt64) -> UInt64 {
        var value = bytes & 0x7f7f_7f7f_7f7f_7f7f
        value = value & 0x007f_007f_007f_007f | (value & 0x7f00_7f00_7f00_7f00) &>> 1
        value = value & 0x0000_3fff_0000_3fff | (value & 0x3fff_0000_3fff_0000) &>> 2
        return value & 0x0fff_ffff | (value & 0x0fff_ffff_0000_0000) &>> 4
    }

    /// Nine bytes and more.
    @inline(never)
    private mutating func longVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
            let byte = byte()
            // The tenth byte has place for one bit.
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
