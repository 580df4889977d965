/// The tokens of a print format: words, numbers, texts in quotes, operators.
struct FormatTokens {
    enum Token: Equatable {
        case word(String)
        case number(UInt64)
        /// A text in quotes, its escapes undone.
        case text(String)
        /// An operator or bracket; a byte that is none of these.
        case mark(String)
    }

    private let bytes: [UInt8]
    private var at = 0
    private(set) var peek: Token?

    init(_ text: Substring) {
        bytes = Array(text.utf8)
        advance()
    }

    /// A place to come back to.
    var position: Self { self }

    mutating func advance() {
        while at < bytes.count, bytes[at] == Ascii.space || bytes[at] == Ascii.tab { at += 1 }
        peek = at < bytes.count ? next() : nil
    }

    /// Takes an operator or bracket where it is next.
    mutating func take(_ mark: String) -> Bool {
        guard peek == .mark(mark) else { return false }
        advance()
        return true
    }

    private mutating func next() -> Token {
        let byte = bytes[at]
        if byte == UInt8(ascii: "\"") { return text() }
        if Ascii.isDigit(byte) { return number() }
        if Self.isLetter(byte) { return .word(run { Self.isLetter($0) || Ascii.isDigit($0) }) }
        for mark in Self.longMarks where bytes[at...].starts(with: mark.utf8) {
            at += mark.utf8.count
            return .mark(mark)
        }
        at += 1
        return .mark(String(decoding: [byte], as: UTF8.self))
    }

    private static let longMarks = ["->", "<<", ">>", "&&", "||", "==", "!=", "<=", ">="]

    private static func isLetter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    private mutating func run(_ belongs: (UInt8) -> Bool) -> String {
        let start = at
        while at < bytes.count, belongs(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// C's: 0x for hexadecimal, 0 for octal, the suffixes u and l. One that does not fit is a mark, which no expression takes.
    private mutating func number() -> Token {
        var digits = run { Self.isLetter($0) || Ascii.isDigit($0) }.lowercased()
        while let last = digits.last, last == "u" || last == "l" { digits.removeLast() }
        let value =
            digits.hasPrefix("0x")
            ? UInt64(digits.dropFirst(2), radix: 16)
            : digits.hasPrefix("0") && digits.count > 1 ? UInt64(digits.dropFirst(), radix: 8) : UInt64(digits)
        return value.map { .number($0) } ?? .mark("?")
    }

    private mutating func text() -> Token {
        var content: [UInt8] = []
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count {
                at += 1
                content.append(Self.escaped(bytes[at]))
            } else {
                content.append(bytes[at])
            }
            at += 1
        }
        at += 1
        return .text(String(decoding: content, as: UTF8.self))
    }

    private static func escaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "t"): Ascii.tab
        default: byte
        }
    }
}
