/// One measured figure.
struct Figure {
    /// The benchmark, as in `thresholds.txt`.
    var benchmark: String
    /// What was measured, one word.
    var name: String
    /// Ours, in `unit`.
    var value: Double
    /// What is counted, for instance `million pairs/s`.
    var unit: String
    /// The reference, in `unit`; nil where there is none.
    var reference: (name: String, value: Double)?

    /// Ours divided by the reference; above 1 where ours is more.
    var ratio: Double? { reference.map { value / $0.value } }
}

/// A number with two digits after the point.
func decimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

/// A text in a column of `width` characters.
func padded(_ text: String, _ width: Int = 34) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
