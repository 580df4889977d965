extension TextScanner {
    /// A number with a sign, and with a unit of bytes if need be.
    mutating func signedNumber() -> UInt64? {
        let isNegative = take(0x2d)
        if let literal = unsignedLiteral() { return isNegative ? 0 &- literal : literal }
        guard let magnitude = byteCount() else { return nil }
        guard isNegative else { return magnitude <= UInt64(Int64.max) ? magnitude : nil }
        return magnitude <= UInt64(Int64.max) + 1 ? 0 &- magnitude : nil
    }

    /// A number as C writes one of an unsigned type, which wraps: hexadecimal, octal, or decimal with U, UL or ULL; also with L or LL. Nil, and
    /// nothing read, where it is none of these.
    @inline(never)
    private mutating func unsignedLiteral() -> UInt64? {
        let start = at
        let isHexadecimal = at + 1 < count && byte == 0x30 && base[at + 1] | 0x20 == 0x78
        let isOctal = !isHexadecimal && at + 1 < count && byte == 0x30 && base[at + 1] &- 0x30 < 8
        let value = isOctal ? octal() : number()
        let suffix = at
        while at < count, [0x75, 0x6c].contains(base[at] | 0x20) { at += 1 }
        let letters = String(decoding: bytes(from: suffix), as: UTF8.self).uppercased()
        let isSuffix = ["U", "L", "UL", "LU", "LL", "ULL", "LLU"].contains(letters)
        if let value, isAtWordEnd, isSuffix || (letters.isEmpty && (isHexadecimal || isOctal)) { return value }
        at = start
        return nil
    }

    private mutating func octal() -> UInt64? {
        var value: UInt64 = 0
        while at < count, base[at] &- 0x30 < 8 {
            guard value >> 61 == 0 else { return nil }
            value = value << 3 | UInt64(base[at] &- 0x30)
            at += 1
        }
        return value
    }

    /// Flags by name or number, joined with `|`.
    mutating func flags(_ words: WordTable) -> UInt64? {
        var flags: UInt64 = 0
        repeat {
            let start = at
            if byte &- 0x30 < 10 {
                guard let number = number() else { return nil }
                flags |= number
            } else {
                while !isAtWordEnd, base[at] != 0x7c { at += 1 }
                guard let value = words.value(of: bytes(from: start)) else { return nil }
                flags |= value
            }
        } while take(0x7c)
        return flags
    }

    /// One word, or the number it stands for.
    mutating func choice(_ words: WordTable) -> UInt64? {
        if byte &- 0x30 < 10 { return number() }
        let start = at
        skipWord()
        return words.value(of: bytes(from: start))
    }

    /// `rwx` in this order, each left out or `-`: 1, 2, 4.
    mutating func protection() -> UInt64? {
        var value: UInt64 = 0
        let start = at
        for (bit, letter) in [(UInt64(1), UInt8(0x72)), (2, 0x77), (4, 0x78)] {
            if take(letter) { value |= bit } else { _ = take(0x2d) }
        }
        return at > start ? value : nil
    }
}
