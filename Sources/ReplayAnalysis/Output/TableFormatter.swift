import Notation
import ReplayStore

/// Columns aligned with blanks under a heading and a rule; numbers to the right, texts to the left, NULL as `-`.
///
/// A column's width, and whether it is one of numbers, is decided by the first `sample` rows, which are kept until then; later rows are
/// written as they come, so that a result of any length takes little memory. A later cell that is wider moves the rest of its line.
public struct TableFormatter: ResultFormatter {
    private var columns: [String] = []
    private var isNumeric: [Bool] = []
    private var rows: [[String]] = []
    /// Of the columns, once the sample is full.
    private var widths: [Int] = []

    /// Rows that decide the widths.
    public static let sample = 10_000

    /// Whether control characters are shown as they are.
    private let isRaw: Bool

    public init(isRaw: Bool = false) { self.isRaw = isRaw }

    public mutating func begin(_ columns: [String]) -> String {
        self.columns = columns.map(printable)
        isNumeric = columns.map { _ in true }
        return ""
    }

    public mutating func row(_ values: [SQLValue]) -> String {
        guard widths.isEmpty else { return line(values.map(text)) }
        for (index, value) in values.enumerated() {
            switch value {
            case .text, .blob: isNumeric[index] = false
            case .integer, .real, .null: break
            }
        }
        rows.append(values.map(text))
        return rows.count < Self.sample ? "" : flush()
    }

    public mutating func end() -> String { columns.isEmpty || !widths.isEmpty ? "" : flush() }

    /// Heading, rule and the rows so far.
    private mutating func flush() -> String {
        widths = columns.indices.map { column in rows.reduce(columns[column].count) { max($0, $1[column].count) } }
        let rule = widths.map { String(repeating: "-", count: $0) }
        let text = ([columns, rule] + rows).map { line($0) }.joined()
        rows = []
        return text
    }

    private func line(_ cells: [String]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
            line += (column == 0 ? "" : "  ") + (isNumeric[column] ? blanks + cell : cell + blanks)
        }
        while line.last == " " { line.removeLast() }
        return line + "\n"
    }

    private func text(_ value: SQLValue) -> String {
        if case .null = value { return "-" }
        return printable(value.plainText)
    }

    /// Control characters as `\n`, `\t` or `\u00NN`, so that a cell stays on its line and says nothing to a terminal.
    private func printable(_ text: String) -> String { isRaw ? text : visible(text) }
}
