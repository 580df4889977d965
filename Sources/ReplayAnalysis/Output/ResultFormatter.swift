import ReplayStore

/// Turns the rows of a result into text, a row at a time. The pieces, one after the other, are the output.
public protocol ResultFormatter {
    /// The text before the first row.
    mutating func begin(_ columns: [String]) -> String

    /// One row, with as many values as there are columns.
    mutating func row(_ values: [SQLValue]) -> String

    /// The text after the last row.
    mutating func end() -> String
}

/// How results are written.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns for people.
    case table
    /// RFC 4180.
    case csv
    /// An array of objects.
    case json

    /// `width`: the columns of the terminal, which a table keeps to; nil: it is as wide as its cells. `isRaw`: a table shows control
    /// characters as they are; `guardsFormulas`: a spreadsheet takes no cell of a CSV for a formula.
    public func makeFormatter(width: Int? = nil, isRaw: Bool = false, guardsFormulas: Bool = false) -> any ResultFormatter {
        switch self {
        case .table: TableFormatter(width: width, isRaw: isRaw)
        case .csv: CSVFormatter(guardsFormulas: guardsFormulas)
        case .json: JSONFormatter()
        }
    }

    /// A whole result as text.
    public func text(columns: [String], rows: [[SQLValue]]) -> String {
        var formatter = makeFormatter()
        var text = formatter.begin(columns)
        for row in rows { text += formatter.row(row) }
        return text + formatter.end()
    }
}
