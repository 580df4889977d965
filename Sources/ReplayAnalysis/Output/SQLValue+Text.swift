import ReplayStore

extension SQLValue {
    /// The value as text: numbers in decimal, blobs in hexadecimal, NULL as nothing.
    public var plainText: String {
        switch self {
        case .null: ""
        case .integer(let integer): String(integer)
        case .real(let real): "\(real)"
        case .text(let text): text
        case .blob(let bytes): bytes.reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
        }
    }
}

extension Unicode.Scalar {
    /// The character, with control characters escaped with a backslash; `isJSON` also escapes what a JSON string must.
    func escaped(isJSON: Bool) -> String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\"" where isJSON: "\\\""
        case "\\" where isJSON: "\\\\"
        case _ where value < 0x20 || value == 0x7f:
            "\\u00" + (value < 16 ? "0" : "") + String(value, radix: 16)
        default: String(Character(self))
        }
    }
}
