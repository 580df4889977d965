import ReplayStore

/// Columns aligned with blanks under a heading and a rule; numbers to the right, texts to the left, NULL as `-`.
///
/// Keeps all rows until the end, because a column's width depends on all of them.
public struct TableFormatter: ResultFormatter {
    private var columns: [String] = []
    private var isNumeric: [Bool] = []
    private var rows: [[String]] = []

    public init() {}

    public mutating func begin(_ columns: [String]) -> String {
        self.columns = columns.map(Self.printable)
        isNumeric = columns.map { _ in true }
        return ""
    }

    public mutating func row(_ values: [SQLValue]) -> String {
        for (index, value) in values.enumerated() {
            switch value {
            case .text, .blob: isNumeric[index] = false
            case .integer, .real, .null: break
            }
        }
        rows.append(values.map(Self.text))
        return ""
    }

    public mutating func end() -> String {
        guard !columns.isEmpty else { return "" }
        let widths = columns.indices.map { column in rows.reduce(columns[column].count) { max($0, $1[column].count) } }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([columns, rule] + rows).map { line($0, widths) }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let blanks = String(repeating: " ", count: widths[column] - cell.count)
            line += (column == 0 ? "" : "  ") + (isNumeric[column] ? blanks + cell : cell + blanks)
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    private static func text(_ value: SQLValue) -> String {
        if case .null = value { return "-" }
        return printable(value.plainText)
    }

    /// Control characters as `\n`, `\t` or `\u00NN`, so that a cell stays on its line.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else { return text }
        return text.unicodeScalars.reduce(into: "") { $0 += $1.escaped(isJSON: false) }
    }
}
