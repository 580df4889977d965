/// Numbers in a line. Each returns nil where the range is not wholly a number that fits.
extension UnsafeRawBufferPointer {
    /// Decimal digits, one or more; no sign.
    @inline(__always)
    func decimal(_ start: Int, _ end: Int) -> UInt64? {
        guard start < end, end - start <= 20 else { return nil }
        var value: UInt64 = 0
        for index in start..<end {
            let digit = byte(index) &- Ascii.zero
            guard digit < 10 else { return nil }
            let (product, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !high, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// Decimal digits with an optional minus, as a bit pattern.
    @inline(__always)
    func signedDecimal(_ start: Int, _ end: Int) -> UInt64? {
        guard start < end, byte(start) == Ascii.minus else { return decimal(start, end).flatMap { $0 >> 63 == 0 ? $0 : nil } }
        guard let magnitude = decimal(start + 1, end), magnitude <= 1 << 63 else { return nil }
        return 0 &- magnitude
    }

    /// Hexadecimal digits, 1 … 16, with or without `0x`; `(null)`, `(nil)` and `0x(nil)` are 0.
    @inline(__always)
    func hexadecimal(_ start: Int, _ end: Int) -> UInt64? {
        let first = hasHexPrefix(start, end) ? start + 2 : start
        guard first < end, end - first <= 16 else { return null(start, end) }
        var value: UInt64 = 0
        for index in first..<end {
            let byte = byte(index)
            let digit: UInt8
            if Ascii.isDigit(byte) {
                digit = byte &- Ascii.zero
            } else {
                let letter = (byte | 0x20) &- UInt8(ascii: "a")
                guard letter < 6 else { return null(start, end) }
                digit = letter &+ 10
            }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// Hexadecimal with `0x`, else decimal with an optional minus.
    @inline(__always)
    func number(_ start: Int, _ end: Int) -> UInt64? {
        if hasHexPrefix(start, end) { return hexadecimal(start, end) }
        if start < end, byte(start) == Ascii.minus { return signedDecimal(start, end) }
        return decimal(start, end)
    }

    /// A prefix of digits: its value and its end. Nil where there is none.
    func decimalPrefix(_ start: Int) -> (value: UInt64, end: Int)? {
        var end = start
        while end < count, Ascii.isDigit(byte(end)) { end += 1 }
        return decimal(start, end).map { ($0, end) }
    }

    @inline(__always)
    private func hasHexPrefix(_ start: Int, _ end: Int) -> Bool {
        end - start > 2 && byte(start) == Ascii.zero && byte(start + 1) | 0x20 == Ascii.x
    }

    @inline(never)
    private func null(_ start: Int, _ end: Int) -> UInt64? {
        let first = hasHexPrefix(start, end) ? start + 2 : start
        return (end - first == 6 && has("(null)", at: first)) || (end - first == 5 && has("(nil)", at: first)) ? 0 : nil
    }
}
