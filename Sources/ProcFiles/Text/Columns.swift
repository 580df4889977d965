// printf's widths, for texts that must equal the kernel's.

extension BinaryInteger {
    /// `%<width>d`: right-aligned, never cut.
    package func padded(_ width: Int) -> String { String(self).leftPadded(width) }
}

extension StringProtocol {
    /// `%<width>s`.
    package func leftPadded(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }

    /// `%-<width>s`.
    package func rightPadded(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
