extension JSON {
    /// The value on one line, without blanks.
    package var text: String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let digits): digits
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members): "{" + members.map { "\(Self.quoted($0)):\($1.text)" }.joined(separator: ",") + "}"
        }
    }

    /// The value over several lines, for people: a line for each member and element, each level two blanks further in. The same bytes as
    /// Foundation's pretty-printed form, which the tool wrote before; an empty list has an empty line.
    package var indentedText: String { indented("\n") }

    /// `line`: a line end and the blanks of the level that the value stands at.
    private func indented(_ line: String) -> String {
        let inner = line + "  "
        return switch value {
        case .array(let values): "[" + Self.list(values.map { inner + $0.indented(inner) }) + line + "]"
        case .object(let members): "{" + Self.list(members.map { "\(inner)\(Self.quoted($0)) : \($1.indented(inner))" }) + line + "}"
        default: text
        }
    }

    private static func list(_ lines: [String]) -> String { lines.isEmpty ? "\n" : lines.joined(separator: ",") }

    /// A string in quotes, with what may not stand between them escaped.
    package static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            if let escape = scalar.controlEscape {
                text += escape
            } else {
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension Unicode.Scalar {
    /// A control character as an escape that JSON knows (`\n`, `\u007f`); nil: it is none.
    package var controlEscape: String? {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where value < 0x20 || value == 0x7f: "\\u" + value.hex(4)
        default: nil
        }
    }
}
