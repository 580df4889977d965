import Notation
import ReplayStore

/// Columns aligned with blanks under a heading and a rule; numbers to the right, texts to the left, NULL as `-`.
///
/// A column's width, and whether it is one of numbers, is decided by the first `sample` rows, which are kept until then; later rows are
/// written as they come, so that a result of any length takes little memory. A later cell that is wider moves the rest of its line.
///
/// Where a terminal's width is given, the widest columns are narrowed until a line fits (to 8 at least), their longer cells end in `…`, and
/// the last line says so.
public struct TableFormatter: ResultFormatter {
    private var columns: [String] = []
    private var isNumeric: [Bool] = []
    private var rows: [[String]] = []
    /// Of the columns, once the sample is full.
    private var widths: [Int] = []
    private let width: Int?
    private var isCut = false

    /// Rows that decide the widths.
    public static let sample = 10_000
    /// A column is not narrowed below this.
    private static let narrowest = 8

    /// Whether control characters are shown as they are.
    private let isRaw: Bool

    public init(width: Int? = nil, isRaw: Bool = false) {
        self.width = width
        self.isRaw = isRaw
    }

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

    public mutating func end() -> String {
        let rest = columns.isEmpty || !widths.isEmpty ? "" : flush()
        return rest + (isCut ? "Cells were cut to the terminal's width; --format csv has them whole.\n" : "")
    }

    /// Heading, rule and the rows so far.
    private mutating func flush() -> String {
        widths = columns.indices.map { column in rows.reduce(columns[column].count) { max($0, $1[column].count) } }
        if let width { narrow(to: width) }
        let rule = widths.map { String(repeating: "-", count: $0) }
        var text = ""
        for cells in [columns, rule] + rows { text += line(cells) }
        rows = []
        return text
    }

    /// Takes from the widest columns, a character at a time.
    private mutating func narrow(to width: Int) {
        var excess = widths.reduce(0, +) + 2 * max(0, widths.count - 1) - width
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest {
            widths[widest] -= 1
            excess -= 1
        }
    }

    private mutating func cut(_ cell: String, _ column: Int) -> String {
        guard width != nil, cell.count > widths[column] else { return cell }
        isCut = true
        return cell.prefix(max(0, widths[column] - 1)) + "…"
    }

    private mutating func line(_ cells: [String]) -> String {
        var line = ""
        for (column, whole) in cells.enumerated() {
            let cell = cut(whole, column)
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
