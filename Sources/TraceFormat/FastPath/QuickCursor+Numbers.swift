/// Numbers. Each is nil where none stands here or it is too long for the quick way; then the place is arbitrary.
extension QuickCursor {
    /// 1 … 19 decimal digits, which always fit.
    @inline(__always)
    mutating func decimal() -> UInt64? {
        let digits = word() ^ QuickWord.ones &* 0x30
        let others = QuickWord.nonDigits(digits)
        guard others != 0 else { return longDecimal() }
        let count = QuickWord.first(others)
        guard count > 0 else { return nil }
        at += count
        return QuickWord.number(ofDigits: digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }

    /// Eight digits and more.
    @inline(__always)
    private mutating func longDecimal() -> UInt64? {
        let zeros = QuickWord.ones &* 0x30
        let first = word() ^ zeros
        let others = QuickWord.nonDigits(word(8) ^ zeros)
        guard others != 0 else { return longestDecimal() }
        let count = QuickWord.first(others)
        at += 8 &+ count
        guard count > 0 else { return QuickWord.number(ofDigits: first) }
        // The first `count` digits, and the last eight.
        let high = QuickWord.number(ofDigits: first &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
        return high &* 100_000_000 &+ QuickWord.number(ofDigits: word(-8) ^ zeros)
    }

    /// Sixteen digits and more.
    @inline(never)
    private mutating func longestDecimal() -> UInt64? {
        let zeros = QuickWord.ones &* 0x30
        var value =
            QuickWord.number(ofDigits: word() ^ zeros) &* 100_000_000 &+ QuickWord.number(ofDigits: word(8) ^ zeros)
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
            let text = first &<< shift | (QuickWord.ones &* 0x30) & ((1 as UInt64) &<< shift &- 1)
            return QuickWord.isHexadecimal(text) ? QuickWord.number(ofHexadecimal: text) : nil
        }
        let last = word(-8)
        guard QuickWord.isHexadecimal(first), QuickWord.isHexadecimal(last) else { return nil }
        // The two overlap where there are fewer than 16.
        let high = QuickWord.number(ofHexadecimal: first) &>> UInt64(truncatingIfNeeded: 4 &* (16 &- count))
        return high &<< 32 | QuickWord.number(ofHexadecimal: last)
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
        guard let magnitude = decimal(), magnitude >> 63 == 0 else { return nil }
        return isNegative ? 0 &- magnitude : magnitude
    }
}
