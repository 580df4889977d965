extension JSON {
    /// The one value in `bytes`. Errors: `JSONError`.
    package init(_ bytes: [UInt8]) throws(JSONError) { self = try JSONParser.parse(bytes) }
}

/// Reads JSON (RFC 8259).
struct JSONParser {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes: bytes)
        let json = try parser.json()
        parser.skipBlanks()
        guard parser.at == bytes.count else { throw parser.error("text after the end of the JSON value", expected: "the end of the file") }
        return json
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func error(_ problem: String, expected: String) -> JSONError {
        JSONError(offset: at, problem: problem, expected: expected)
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { at += 1 }
    }

    private mutating func json() throws(JSONError) -> JSON {
        skipBlanks()
        let offset = at
        guard let byte = next else { throw error("the file ends early", expected: "a JSON value") }
        depth += 1
        defer { depth -= 1 }
        guard depth <= 64 else { throw error("nested too deeply", expected: "at most 64 levels") }
        switch byte {
        case UInt8(ascii: "{"): return JSON(try object(), offset: offset)
        case UInt8(ascii: "["): return JSON(try array(), offset: offset)
        case UInt8(ascii: "\""): return JSON(.string(try string()), offset: offset)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return JSON(.number(number()), offset: offset)
        default: return JSON(try word(), offset: offset)
        }
    }

    private mutating func word() throws(JSONError) -> JSON.Value {
        for (text, value) in [("true", JSON.Value.boolean(true)), ("false", .boolean(false)), ("null", .null)] {
            guard bytes[at...].starts(with: text.utf8) else { continue }
            at += text.utf8.count
            return value
        }
        throw error("not JSON", expected: "a value")
    }

    private mutating func number() -> String {
        let start = at
        while let byte = next, "+-.0123456789Ee".utf8.contains(byte) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func array() throws(JSONError) -> JSON.Value {
        at += 1
        var values: [JSON] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            at += 1
            return .array([])
        }
        while true {
            values.append(try json())
            if try ends(with: "]") { return .array(values) }
        }
    }

    private mutating func object() throws(JSONError) -> JSON.Value {
        at += 1
        var members: [(String, JSON)] = []
        skipBlanks()
        if next == UInt8(ascii: "}") {
            at += 1
            return .object([])
        }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw error("not a member's name", expected: "a string") }
            let key = try string()
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw error("no : after \"\(key)\"", expected: "a colon") }
            at += 1
            members.append((key, try json()))
            if try ends(with: "}") { return .object(members) }
        }
    }

    /// Whether a list ends here; takes the comma where it goes on.
    private mutating func ends(with bracket: Unicode.Scalar) throws(JSONError) -> Bool {
        skipBlanks()
        guard let byte = next, byte == UInt8(ascii: ",") || byte == UInt8(ascii: bracket) else {
            throw error("neither , nor \(bracket)", expected: "the rest of a list")
        }
        at += 1
        return byte == UInt8(ascii: bracket)
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            at += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escape = next else { break }
            at += 1
            text += try unescape(escape)
        }
        guard next == UInt8(ascii: "\"") else { throw error("a string without end", expected: "\"") }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func unescape(_ letter: UInt8) throws(JSONError) -> [UInt8] {
        switch letter {
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "u") where at + 4 <= bytes.count:
            let digits = String(decoding: bytes[at..<(at + 4)], as: UTF8.self)
            guard let code = UInt32(digits, radix: 16) else { throw error("a wrong \\u", expected: "four hexadecimal digits") }
            at += 4
            // Half of a pair stands for nothing by itself; no name of a state has one.
            return Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
        default: throw error("an unknown escape", expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }
}
