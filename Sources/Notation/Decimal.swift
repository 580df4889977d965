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
