// printf's widths, for texts that must equal the kernel's.

extension BinaryInteger {
    /// `%<width>d`: right-aligned, never cut.
    package func padded(_ width: Int) -> String { String(self).leftPadded(width) }

    /// `%0<width>x`.
    package func hex(_ width: Int = 0) -> String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

extension StringProtocol {
    /// `%<width>s`.
    package func leftPadded(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }

    /// `%-<width>s`.
    package func rightPadded(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}

/// `numerator / denominator` with `digits` digits after the point, rounded half to even as printf rounds binary fractions
/// that are exact; integer arithmetic otherwise. Precondition: `denominator` > 0.
package func decimal(_ numerator: UInt64, over denominator: UInt64, digits: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<digits { scale *= 10 }
    let (high, low) = numerator.multipliedFullWidth(by: scale)
    let (quotient, remainder) = denominator.dividingFullWidth((high, low))
    let twice = remainder.multipliedReportingOverflow(by: 2)
    let above = twice.overflow || twice.partialValue > denominator
    let tie = !twice.overflow && twice.partialValue == denominator
    let rounded = quotient + (above || (tie && quotient & 1 == 1) ? 1 : 0)
    let fraction = String(rounded % scale)
    guard digits > 0 else { return String(rounded) }
    return "\(rounded / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}
