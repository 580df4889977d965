import ReplayStore

/// Comma-separated values after RFC 4180: a heading, fields quoted where they must be. NULL is an
/// empty field, an empty text is `""`. Lines end in LF, as the tools of this system write and expect them.
public struct CSVFormatter: ResultFormatter {
    /// Whether a text that a spreadsheet would take for a formula gets a quote mark before it.
    private let guardsFormulas: Bool

    public init(guardsFormulas: Bool = false) { self.guardsFormulas = guardsFormulas }

    public mutating func begin(_ columns: [String]) -> String {
        columns.isEmpty ? "" : Self.line(columns.map(Self.quoted))
    }

    public mutating func row(_ values: [SQLValue]) -> String {
        Self.line(
            values.map { value in
                if case .null = value { "" } else { Self.quoted(guarded(value)) }
            })
    }

    public mutating func end() -> String { "" }

    private func guarded(_ value: SQLValue) -> String {
        guard guardsFormulas, case .text(let text) = value, let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first)
        else { return value.plainText }
        return "'" + text
    }

    private static func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\n" }

    private static func quoted(_ text: String) -> String {
        guard text.isEmpty || text.utf8.contains(where: { [0x22, 0x2c, 0x0d, 0x0a].contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
