/// Reads the words of a line one after another into an event's fields.
struct WordReader {
    private let line: UnsafeRawBufferPointer
    private var at: Int

    init(_ line: UnsafeRawBufferPointer, from start: Int) {
        self.line = line
        at = start
    }

    /// Whether only spaces are left.
    var isAtEnd: Bool { line.skipSpaces(at, line.count) == line.count }

    /// Sets `field` to the next word, decimal; false where it is none.
    @inline(__always)
    mutating func decimal(_ field: Field, _ event: inout TraceEvent) -> Bool {
        let (start, end) = next()
        guard let value = line.decimal(start, end) else { return false }
        event.set(field, value)
        return true
    }

    /// Sets `field` to the next word, hexadecimal; false where it is none.
    @inline(__always)
    mutating func hex(_ field: Field, _ event: inout TraceEvent) -> Bool {
        let (start, end) = next()
        guard let value = line.hexadecimal(start, end) else { return false }
        event.set(field, value)
        return true
    }

    @inline(__always)
    private mutating func next() -> (Int, Int) {
        let start = line.skipSpaces(at, line.count)
        at = line.find(Ascii.space, start, line.count)
        return (start, at)
    }
}
