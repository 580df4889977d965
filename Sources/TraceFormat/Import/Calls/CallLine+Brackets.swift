// `NAME(A, B) = RESULT`
extension CallLine {
    init?(brackets line: UnsafeRawBufferPointer, _ start: Int) {
        guard let open = Self.open(line, start) else { return nil }
        name = Self.name(line, start, open)
        guard !name.isEmpty else { return nil }
        end = takeOperands(line, open + 1)
        if isClosed { takeResult(line) }
    }

    /// Where the operands' bracket opens; C++ names have one of their own before it.
    private static func open(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        let first = line.find(Ascii.open, start, line.count)
        guard first < line.count, first > start else { return nil }
        guard line.slice(start, first).firstRange(of: "operator ") != nil else { return first }
        return line.firstRange(of: ")(", from: first).map { $0 + 1 }
    }

    /// The name without its library (`LIBRARY->NAME`); empty where blanks stand in it.
    private static func name(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Range<Int> {
        var first = start
        let text = line.slice(0, end)
        while let arrow = text.firstRange(of: "->", from: first) { first = arrow + 2 }
        guard first < end, line.has("operator ", at: first) || line.find(Ascii.space, first, end) == end else { return 0..<0 }
        return first..<end
    }

    /// Operands up to the bracket that closes; brackets and quotes within them are theirs. Returns what follows.
    private mutating func takeOperands(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var (at, first, depth) = (start, start, 0)
        while at < line.count {
            switch line.byte(at) {
            case UInt8(ascii: "\""): at = Self.afterQuotes(line, at)
            case Ascii.open, Ascii.openBracket, UInt8(ascii: "{"): depth += 1
            case Ascii.closeBracket, UInt8(ascii: "}"): depth = max(0, depth - 1)
            case Ascii.close where depth > 0: depth -= 1
            case Ascii.close:
                take(line, first, at)
                isClosed = true
                return at + 1
            case Ascii.comma where depth == 0:
                take(line, first, at)
                first = at + 1
            default: break
            }
            at += 1
        }
        take(line, first, line.count)
        return line.count
    }

    /// The last byte of what is quoted, or the line's.
    private static func afterQuotes(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var at = start + 1
        while at < line.count, line.byte(at) != UInt8(ascii: "\"") { at += line.byte(at) == UInt8(ascii: "\\") ? 2 : 1 }
        return min(at, line.count - 1)
    }

    /// `VALUE`, or `KEY: VALUE` (perf trace).
    private mutating func take(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        let first = line.skipSpaces(start, end)
        let last = line.trimmedEnd(first, end)
        guard first < last else { return }
        let colon = line.find(Ascii.colon, first, last)
        if colon + 1 < last, line.byte(colon + 1) == Ascii.space, line.find(Ascii.space, first, colon) == colon {
            add(line.skipSpaces(colon + 1, last)..<last, key: first..<colon)
        } else {
            add(first..<last)
        }
    }

    /// ` = RESULT`, its first word.
    private mutating func takeResult(_ line: UnsafeRawBufferPointer) {
        var at = line.skipSpaces(end, line.count)
        guard at < line.count, line.byte(at) == Ascii.equals else { return }
        at = line.skipSpaces(at + 1, line.count)
        let last = line.find(Ascii.space, at, line.count)
        result = at..<last
        end = last
    }
}
