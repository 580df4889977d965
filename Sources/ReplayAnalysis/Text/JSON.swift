/// JSON with keys in the order given.
indirect enum JSON: Sendable {
    case null
    case boolean(Bool)
    /// Digits as they stand: 64-bit integers are not cut to doubles.
    case number(String)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    init(_ value: Int64?) { self = value.map { .number(String($0)) } ?? .null }

    /// A string, or null.
    static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let digits): digits
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let pairs):
            "{" + pairs.map { "\(Self.quoted($0.0)):\($0.1.text)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20: text += "\\u" + scalar.value.hex(4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
