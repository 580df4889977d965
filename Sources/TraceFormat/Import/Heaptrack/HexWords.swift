/// The hexadecimal words of a line, one after another, from its third byte on.
struct HexWords {
    private let line: UnsafeRawBufferPointer
    private(set) var at: Int

    init(_ line: UnsafeRawBufferPointer) {
        self.line = line
        at = min(2, line.count)
    }

    /// Whether nothing but blanks is left.
    var isAtEnd: Bool { line.skipSpaces(at, line.count) == line.count }

    /// The next word; nil where it is none, and then the place is arbitrary.
    @inline(__always)
    mutating func next() -> UInt64? {
        let start = line.skipSpaces(at, line.count)
        at = line.find(Ascii.space, start, line.count)
        return line.hexadecimal(start, at)
    }

    /// A string: with its length before it, or the whole rest of the line. nil where the line is shorter than it says.
    mutating func string(isSized: Bool) -> Range<Int>? {
        guard isSized else {
            defer { at = line.count }
            return line.skipSpaces(at, line.count)..<line.count
        }
        guard let length = next(), at < line.count || length == 0, length <= UInt64(line.count) else { return nil }
        let start = min(at + 1, line.count)
        guard start + Int(length) <= line.count else { return nil }
        at = start + Int(length)
        return start..<at
    }

    /// A string that ends with the next blank where it has no length.
    mutating func word(isSized: Bool) -> Range<Int>? {
        if isSized { return string(isSized: true) }
        let start = line.skipSpaces(at, line.count)
        at = line.find(Ascii.space, start, line.count)
        return start < at ? start..<at : nil
    }
}
