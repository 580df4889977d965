// The other ways to write a call.
extension CallLine {
    /// `NAME A B`
    init?(words line: UnsafeRawBufferPointer, _ start: Int) {
        var at = line.skipSpaces(start, line.count)
        end = line.count
        isClosed = true
        while at < line.count {
            let last = line.find(Ascii.space, at, line.count)
            if name.isEmpty { name = at..<last } else { add(at..<last) }
            at = line.skipSpaces(last, line.count)
        }
        guard !name.isEmpty else { return nil }
    }

    /// `[HOST] PROVIDER:NAME: { … }, { KEY = VALUE, … }`: the operands of all braces.
    init?(braces line: UnsafeRawBufferPointer, _ start: Int) {
        guard let brace = line.firstRange(of: ": { ", from: start) else { return nil }
        var first = brace
        while first > start, line.byte(first - 1) != Ascii.space { first -= 1 }
        name = first..<brace
        end = line.count
        isClosed = line.count > brace + 4 && line.byte(line.count - 1) == UInt8(ascii: "}")
        var at = brace + 4
        while at < line.count {
            let last = Self.fieldEnd(line, at)
            takeField(line, at, last)
            at = last + 1
        }
    }

    /// The next comma or bracket, not counting what is quoted.
    private static func fieldEnd(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var (at, isQuoted) = (start, false)
        while at < line.count {
            let byte = line.byte(at)
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == Ascii.comma || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { return at }
            at += 1
        }
        return at
    }

    private mutating func takeField(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        let equals = line.find(Ascii.equals, start, end)
        let first = line.skipSpaces(start, equals)
        guard equals < end, first < equals else { return }
        let value = line.skipSpaces(equals + 1, end)
        let last = line.trimmedEnd(value, end)
        if value < last { add(value..<last, key: first..<line.trimmedEnd(first, equals)) }
    }

    /// `A,B,NAME,C`
    init?(columns line: UnsafeRawBufferPointer, name column: Int, count columns: Int) {
        var (at, index) = (0, 0)
        while at <= line.count, index < columns {
            let last = line.find(Ascii.comma, at, line.count)
            let (first, end) = (line.skipSpaces(at, last), line.trimmedEnd(at, last))
            add(first..<max(first, end))
            if index == column { name = first..<max(first, end) }
            index += 1
            at = last + 1
        }
        guard index == columns, at > line.count, !name.isEmpty else { return nil }
        isClosed = true
        end = line.count
    }
}
