extension BinaryInteger {
    /// printf's `%0<width>x`: digits without `0x`, zeros before them up to `width`.
    package func hex(_ width: Int = 0) -> String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }

    /// An address or a mask: `0x` and as few digits as there must be.
    package var hexadecimal: String { "0x" + hex() }
}

extension UInt64 {
    /// All sixteen digits, without `0x`: how digests are written.
    package var sixteenDigits: String { hex(16) }

    /// A number in hexadecimal digits with `0x` before them; nil where it is none, or too large.
    package init?(hexadecimal text: some StringProtocol) {
        guard text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) else { return nil }
        self = value
    }
}
