/// Numbers. Each is nil where none stands here or it is too long for the fast path; then the place is arbitrary.
extension FastCursor {
    /// 1 … 19 decimal digits, which always fit.
    @inline(__always)
    mutating func decimal() -> UInt64? {
        let digits = word() ^ FastWord.ones &* 0x30
        let others = FastWord.nonDigits(digits)
        guard others != 0 else { return longDecimal() }
        let count = FastWord.first(others)
        guard count > 0 else { return nil }
        at += count
        return FastWord.number(ofDigits: digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }

    /// Eight digits and more.
    @inline(__always)
    private mutating func longDecimal() -> UInt64? {
        let zeros = FastWord.ones &* 0x30
        let first = word() ^ zeros
        let others = FastWord.nonDigits(word(8) ^ zeros)
        guard others != 0 else { return longestDecimal() }
        let count = FastWord.first(others)
        at += 8 &+ count
        guard count > 0 else { return FastWord.number(ofDigits: first) }
        // The first `count` digits, and the last eight.
        let high = FastWord.number(ofDigits: first &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
        return high &* 100_000_000 &+ FastWord.number(ofDigits: word(-8) ^ zeros)
    }

    /// Sixteen digits and more.
    @inline(never)
    private mutating func longestDecimal() -> UInt64? {
        let zeros = FastWord.ones &* 0x30
        var value =
            FastWord.number(ofDigits: word() ^ zeros) &* 100_000_000 &+ FastWord.number(ofDigits: word(8) ^ zeros)
        at += 16
        for _ in 0..<4 {
            let digit = byte &- 0x30
            guard digit < 10 else { return value }
            value = value &* 10 &+ UInt64(digit)
            at += 1
        }
        return nil
    }

    /// 1 … 16 hexadecimal digits that make a whole word.
    @inline(__always)
    mutating func hexadecimal() -> UInt64? {
        let end = wordEnd()
        let count = end - at
        guard count > 0, count <= 16 else { return nil }
        let first = word()
        at = end
        if count <= 8 {
            // Zeros before the digits.
            let shift = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
            let text = first &<< shift | (FastWord.ones &* 0x30) & ((1 as UInt64) &<< shift &- 1)
            return FastWord.isHexadecimal(text) ? FastWord.number(ofHexadecimal: text) : nil
        }
        let last = word(-8)
        guard FastWord.isHexadecimal(first), FastWord.isHexadecimal(last) else { return nil }
        // The two overlap where there are fewer than 16.
        let high = FastWord.number(ofHexadecimal: first) &>> UInt64(truncatingIfNeeded: 4 &* (16 &- count))
        return high &<< 32 | FastWord.number(ofHexadecimal: last)
    }

    /// Hexadecimal after `0x`, else decimal.
    @inline(__always)
    mutating func number() -> UInt64? {
        guard byte == Ascii.zero, byte(1) | 0x20 == Ascii.x else { return decimal() }
        at += 2
        return hexadecimal()
    }

    /// Decimal with an optional minus, as a bit pattern.
    @inline(__always)
    mutating func signedDecimal() -> UInt64? {
        let isNegative = take(Ascii.minus)
        // Octal is the slow path's.
        if byte == 0x30, byte(1) &- 0x30 < 10 { return nil }
        guard let magnitude = decimal(), magnitude >> 63 == 0 else { return nil }
        return isNegative ? 0 &- magnitude : magnitude
    }
}
