/// Swift source without its comments and without the texts of its strings, line by line as it stood; what is interpolated stays.
struct SwiftCode {
    let lines: [String]
    private let bytes: [UInt8]

    init(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.skipCode(until: nil)
        bytes = scanner.output
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    struct Identifier: Hashable {
        var name: String
        /// From 1 on.
        var line: Int
        /// What stands before it is a point: a member of something.
        var isMember: Bool
    }

    /// All identifiers and keywords, in order.
    var identifiers: [Identifier] {
        var found: [Identifier] = []
        let (isWord, newline, point, nine) = (Self.isWord, UInt8(ascii: "\n"), UInt8(ascii: "."), UInt8(ascii: "9"))
        var (line, at) = (1, 0)
        while at < bytes.count {
            let start = at
            while at < bytes.count, isWord[Int(bytes[at])] { at += 1 }
            if at == start {
                if bytes[at] == newline { line += 1 }
                at += 1
            } else if bytes[start] > nine {
                let name = String(decoding: bytes[start..<at], as: UTF8.self)
                found.append(Identifier(name: name, line: line, isMember: start > 0 && bytes[start - 1] == point))
            }
        }
        return found
    }

    /// Which bytes a name is made of; a table, because debug builds call whatever can be called.
    private static let isWord = (UInt8.min...UInt8.max).map { byte in
        byte >= 0x80 || "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.contains(byte)
    }
}

private enum Byte {
    static let newline: UInt8 = 10
    static let space: UInt8 = 32
    static let quote: UInt8 = 34
    static let hash: UInt8 = 35
    static let open: UInt8 = 40
    static let close: UInt8 = 41
    static let slash: UInt8 = 47
}

/// Copies code and blanks the rest.
private struct Scanner {
    var bytes: [UInt8]
    var output: [UInt8] = []
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Up to the parenthesis that closes an interpolation, or to the end.
    mutating func skipCode(until end: UInt8?) {
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == end, depth == 0 { return }
            switch byte {
            case Byte.slash: if skipComment() || skipRegex() { continue }
            case Byte.quote, Byte.hash: if skipString() { continue }
            case Byte.open: depth += 1
            case Byte.close: depth -= 1
            default: break
            }
            output.append(byte)
            at += 1
        }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < bytes.count {
            output.append(bytes[at] == Byte.newline ? Byte.newline : Byte.space)
            at += 1
        }
    }

    private func isAhead(_ text: StaticString, from offset: Int = 0) -> Bool {
        let start = at + offset
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
    }

    private mutating func skipComment() -> Bool {
        guard isAhead("//") else { return false }
        while at < bytes.count, bytes[at] != Byte.newline { at += 1 }
        return true
    }

    private mutating func skipString() -> Bool {
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == Byte.hash { hashes += 1 }
        guard isAhead("\"", from: hashes) else { return false }
        let quotes = isAhead("\"\"\"", from: hashes) ? 3 : 1
        blank(hashes + quotes)
        while at < bytes.count, bytes[at] != Byte.quote || !endsString(quotes, hashes) { skipCharacter(hashes) }
        blank(quotes + hashes)
        return true
    }

    private func endsString(_ quotes: Int, _ hashes: Int) -> Bool {
        guard quotes == 3 ? isAhead("\"\"\"") : isAhead("\"") else { return false }
        return (0..<hashes).allSatisfy { isAhead("#", from: quotes + $0) }
    }

    /// One character of a string: an escaped one, an interpolation, or any other.
    private mutating func skipCharacter(_ hashes: Int) {
        guard isAhead("\\"), (0..<hashes).allSatisfy({ isAhead("#", from: 1 + $0) }) else { return blank() }
        let isInterpolation = isAhead("(", from: 1 + hashes)
        blank(2 + hashes)
        if isInterpolation {
            skipCode(until: Byte.close)
            blank()
        }
    }

    /// A regular expression: a slash with something before it that no value ends with, and no space after it.
    private mutating func skipRegex() -> Bool {
        guard isAhead("/"), !isAhead("/ "), at > 0, [Byte.open, Byte.space].contains(bytes[at - 1]) else { return false }
        blank()
        while at < bytes.count, bytes[at] != Byte.slash, bytes[at] != Byte.newline { blank(isAhead("\\") ? 2 : 1) }
        blank()
        return true
    }
}
