extension TextScanner {
    /// A decimal number, or a hexadecimal one after `0x`; nil where there is none, or it does not fit 64 bits.
    @inline(__always)
    mutating func number() -> UInt64? {
        if at + 1 < count, base[at] == 0x30, base[at + 1] | 0x20 == 0x78 { return hexadecimal() }
        return decimal()
    }

    @inline(__always)
    mutating func decimal() -> UInt64? {
        let start = at
        var value: UInt64 = 0
        while at < count {
            let digit = base[at] &- 0x30
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            at += 1
        }
        let length = at - start
        // 19 digits always fit.
        if length <= 19 { return length > 0 ? value : nil }
        return longDecimal(start)
    }

    /// The digits from `start` to here, with care.
    @inline(never)
    private func longDecimal(_ start: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in start..<at {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(base[index] - 0x30))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    private mutating func hexadecimal() -> UInt64? {
        at += 2
        let start = at
        let digits = hexDigits
        var value: UInt64 = 0
        var lost: UInt64 = 0
        while at < count {
            let digit = digits[Int(base[at])]
            guard digit < 16 else { break }
            lost |= value >> 60
            value = value << 4 | UInt64(digit)
            at += 1
        }
        return at > start && lost == 0 ? value : nil
    }

    @inline(__always)
    static func hexDigit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- 0x30
        if digit < 10 { return digit }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// A number of bytes with its unit; nil where there is none, it does not fit 64 bits, or the unit is unknown.
    @inline(__always)
    mutating func byteCount() -> UInt64? {
        guard let value = number() else { return nil }
        return isAtWordEnd ? value : scaled(value)
    }

    @inline(never)
    private mutating func scaled(_ value: UInt64) -> UInt64? {
        let start = at
        while at < count, base[at] | 0x20 >= 0x61, base[at] | 0x20 <= 0x7a { at += 1 }
        guard let shift = Self.unitShift(String(decoding: bytes(from: start), as: UTF8.self)) else { return nil }
        return value <= UInt64.max >> shift ? value << shift : nil
    }

    /// Powers of two by unit. `kB` is 1024, as in /proc; KB, MB and GB, of which nobody knows what they are, are refused.
    private static func unitShift(_ unit: String) -> UInt64? {
        switch unit {
        case "B": 0
        case "KiB", "kB": 10
        case "MiB": 20
        case "GiB": 30
        case "TiB": 40
        default: nil
        }
    }

    /// A time with its unit, in nanoseconds; nil as above.
    @inline(__always)
    mutating func time() -> UInt64? {
        guard let value = decimal() else { return nil }
        return isAtWordEnd ? value : scaledTime(value)
    }

    @inline(never)
    private mutating func scaledTime(_ value: UInt64) -> UInt64? {
        let start = at
        skipWord()
        let factor: UInt64
        switch String(decoding: bytes(from: start), as: UTF8.self) {
        case "ns": factor = 1
        case "us": factor = 1000
        case "ms": factor = 1_000_000
        case "s": factor = 1_000_000_000
        default: return nil
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}

/// What each byte is as a hexadecimal digit; 255 for those that are none. Written once and never changed.
nonisolated(unsafe) private let hexDigits: UnsafeBufferPointer<UInt8> = immortal(
    (UInt8.min...UInt8.max).map { TextScanner.hexDigit($0) ?? 255 })
