extension ByteSink {
    mutating func append(decimal value: UInt64) {
        guard value >= 10 else { return buffer.append(0x30 + UInt8(value)) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value
        var at = 20
        while rest > 0 {
            at -= 1
            digits[at] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        while at < 20 {
            buffer.append(digits[at])
            at += 1
        }
    }

    mutating func append(signed value: Int64) {
        if value < 0 { buffer.append(0x2d) }
        append(decimal: value.magnitude)
    }

    mutating func append(hexadecimal value: UInt64) {
        buffer.append(0x30)
        buffer.append(0x78)
        var shift = max(0, (63 - value.leadingZeroBitCount) / 4 * 4)
        while shift >= 0 {
            append(hexDigit: UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15)
            shift -= 4
        }
    }

    mutating func append(hexDigit digit: UInt8) { buffer.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }

    /// Bytes, in the largest unit that divides them.
    mutating func append(byteCount value: UInt64) {
        let unit = value == 0 ? 0 : min(4, value.trailingZeroBitCount / 10)
        append(decimal: value >> UInt64(unit * 10))
        let names: [StaticString] = ["", "KiB", "MiB", "GiB", "TiB"]
        buffer.append(contentsOf: UnsafeBufferPointer(start: names[unit].utf8Start, count: names[unit].utf8CodeUnitCount))
    }

    /// Flags: the first names that fit, and the bits without a name as a number.
    mutating func append(flags value: UInt64, _ names: [(String, UInt64)]) {
        guard value != 0 else { return buffer.append(0x30) }
        var rest = value
        for (name, bits) in names where rest & bits == bits {
            if rest != value { buffer.append(0x7c) }
            buffer.append(contentsOf: name.utf8)
            rest &= ~bits
        }
        guard rest != 0 else { return }
        if rest != value { buffer.append(0x7c) }
        append(hexadecimal: rest)
    }

    /// A label: bare where no reader can take it for a number or an offset.
    mutating func append(label: [UInt8]) {
        let first = label.first ?? 0x30
        let isBare = first &- 0x30 >= 10 && first != 0x2d && !label.contains(0x2b)
        if isBare { append(word: label) } else { append(quoted: label) }
    }

    /// A name: bare where that can be read back.
    mutating func append(word: [UInt8]) {
        let isBare = !word.isEmpty && word[0] != 0x23 && word.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7f }
        if isBare, String(validating: word, as: UTF8.self) != nil { buffer.append(contentsOf: word) } else { append(quoted: word) }
    }

    /// Quoted; what is no UTF-8 is escaped byte by byte.
    private mutating func append(quoted word: [UInt8]) {
        let isText = String(validating: word, as: UTF8.self) != nil
        buffer.append(0x22)
        for byte in word {
            switch byte {
            case 0x22, 0x5c: buffer.append(contentsOf: [0x5c, byte])
            case 0x0a: buffer.append(contentsOf: [0x5c, 0x6e])
            case 0x09: buffer.append(contentsOf: [0x5c, 0x74])
            case 0x0d: buffer.append(contentsOf: [0x5c, 0x72])
            case 0x20..<0x7f: buffer.append(byte)
            case 0x80... where isText: buffer.append(byte)
            default:
                buffer.append(contentsOf: [0x5c, 0x78])
                append(hexDigit: byte >> 4)
                append(hexDigit: byte & 15)
            }
        }
        buffer.append(0x22)
    }
}
