/// The stamps of system logs: `Nov 30 22:09:25 HOST kernel: ` (RFC 3164), `2026-11-30T22:09:25.123456+00:00 HOST kernel: ` (RFC 5424's
/// time, journalctl's short-iso), `Mon 2026-11-30 22:09:25 UTC HOST kernel: ` (short-full).
enum LogStamp {
    /// Where a stamp that begins at `at` ends, its host and tag with it; nil: there is none.
    static func end(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        if let facility = facility(line, at) { return facility }
        var words = Words(line, at)
        guard let time = words.takeDate() else { return nil }
        return tag(line, time) ?? LinePrefix.skipBlank(line, time)
    }

    /// Whether a date is all that stands there.
    static func isDate(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        var words = Words(line.slice(0, end), start)
        return words.takeDate() != nil
    }

    /// `HOST kernel: ` or `kernel: `, as journalctl's short-monotonic has it after the kernel's time.
    static func kernelTag(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        var words = Words(line, at)
        for _ in 0..<2 {
            guard let word = words.next(), word.lowerBound < line.count else { return nil }
            if line.has("kernel:", at: word.lowerBound), word.count == 7 { return LinePrefix.skipBlank(line, word.upperBound) }
        }
        return nil
    }

    /// `kern  :warn  : `, of dmesg -x.
    private static func facility(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard line.has("kern", at: at), let level = line.firstRange(of: ":", from: at), level - at < 8,
            let end = line.firstRange(of: ": ", from: level + 1), end - level < 9
        else { return nil }
        return end + 2
    }

    /// The tag within the next words, as `kernel:` or `klogd[12]:`.
    private static func tag(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        var words = Words(line, at)
        for _ in 0..<3 {
            guard let word = words.next(), line.byte(word.lowerBound) != Ascii.openBracket else { return nil }
            if isTag(line, word) { return LinePrefix.skipBlank(line, word.upperBound) }
        }
        return nil
    }

    private static func isTag(_ line: UnsafeRawBufferPointer, _ word: Range<Int>) -> Bool {
        guard word.count > 1, line.byte(word.upperBound - 1) == Ascii.colon else { return false }
        var end = word.upperBound - 1
        if line.byte(end - 1) == Ascii.closeBracket { end = line.find(Ascii.openBracket, word.lowerBound, end) }
        return end > word.lowerBound && (word.lowerBound..<end).allSatisfy { isTagByte(line.byte($0)) }
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte == Ascii.minus
    }
}

/// The words of a line, one after another.
private struct Words {
    private static let names: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let days: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private let line: UnsafeRawBufferPointer
    private(set) var at: Int

    init(_ line: UnsafeRawBufferPointer, _ start: Int) {
        self.line = line
        at = start
    }

    mutating func next() -> Range<Int>? {
        let start = line.skipSpaces(at, line.count)
        guard start < line.count else { return nil }
        at = line.find(Ascii.space, start, line.count)
        return start..<at
    }

    /// Takes a date with its time; returns where it ends.
    mutating func takeDate() -> Int? {
        guard var word = next() else { return nil }
        if has(word, Self.days) {
            guard let month = next() else { return nil }
            word = month
        }
        if has(word, Self.names) { return takeDay() }
        guard word.count >= 10, shape(word.lowerBound, 10) == "dddd-dd-dd" else { return nil }
        if word.count >= 19 { return shape(word.lowerBound + 11, 8) == "dd:dd:dd" ? word.upperBound : nil }
        return takeTime()
    }

    /// ` 3 12:34:56`, perhaps with the year.
    private mutating func takeDay() -> Int? {
        guard let day = next(), let number = line.decimal(day.lowerBound, day.upperBound), (1...31).contains(number) else { return nil }
        guard let end = takeTime() else { return nil }
        if let year = next(), year.count == 4, line.decimal(year.lowerBound, year.upperBound) != nil { return year.upperBound }
        return end
    }

    private mutating func takeTime() -> Int? {
        guard let time = next(), time.count >= 8, shape(time.lowerBound, 8) == "dd:dd:dd" else { return nil }
        return time.upperBound
    }

    private func has(_ word: Range<Int>, _ names: [StaticString]) -> Bool {
        word.count == 3 && names.contains { line.has($0, at: word.lowerBound) }
    }

    /// The bytes with each digit as a `d`.
    private func shape(_ start: Int, _ count: Int) -> String {
        guard start + count <= line.count else { return "" }
        let bytes = (start..<start + count).map { Ascii.isDigit(line.byte($0)) ? UInt8(ascii: "d") : line.byte($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
