/// Lines of columns: the first row is the heading; text columns to the left, columns named in `right` to the right.
package func table(_ rows: [[String]], right: Set<Int> = []) -> String {
    guard let columns = rows.first?.count else { return "" }
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in rows {
        var line = ""
        for (column, cell) in row.enumerated() {
            if column > 0 { line += "  " }
            line += right.contains(column) ? cell.leftPadded(widths[column]) : cell.rightPadded(widths[column])
        }
        while line.last == " " { line.removeLast() }
        text += line + "\n"
    }
    return text
}

/// `1234567` → `1,234,567`.
package func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
}
