extension TextScanner {
    /// A number with a sign, and with a unit of bytes if need be.
    mutating func signedNumber() -> UInt64? {
        let isNegative = take(0x2d)
        guard let magnitude = byteCount() else { return nil }
        guard isNegative else { return magnitude <= UInt64(Int64.max) ? magnitude : nil }
        return magnitude <= UInt64(Int64.max) + 1 ? 0 &- magnitude : nil
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
