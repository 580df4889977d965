import TraceFormat

/// A text file's lines, cut into words. Lines without words are left out.
package struct WordLines: Sendable {
    /// One line.
    package struct Line: Sendable {
        /// From 1.
        package var number: UInt32
        /// Without its end (`\n` or `\r\n`).
        package var text: String
        /// What stands between blanks and tabs; at least one.
        package var words: [Substring]
    }

    /// As messages name it.
    package let file: String
    package let lines: [Line]

    package init(_ bytes: [UInt8], file: String) {
        self.file = file
        var lines: [Line] = []
        for (index, bytes) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: bytes.last == 0x0d ? bytes.dropLast() : bytes, as: UTF8.self)
            let words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            if !words.isEmpty { lines.append(Line(number: UInt32(clamping: index + 1), text: text, words: words)) }
        }
        self.lines = lines
    }

    package init(_ text: String, file: String) { self.init(Array(text.utf8), file: file) }

    /// What is wrong with a line.
    package func error(_ line: Line, _ expected: String) -> TraceError {
        TraceError(file: file, line: line.number, problem: "cannot read \"\(line.words.joined(separator: " "))\"", expected: expected)
    }

    /// What is wrong with the whole file.
    package func error(_ problem: String, expected: String) -> TraceError {
        TraceError(file: file, problem: problem, expected: expected)
    }

    /// A number of a line. Errors: no such word, or no number.
    package func number(_ line: Line, _ index: Int, _ expected: String) throws(TraceError) -> UInt64 {
        guard index < line.words.count, let number = UInt64(line.words[index]) else { throw error(line, expected) }
        return number
    }

    /// The numbers that a line consists of from a word on.
    package func numbers(_ line: Line, from index: Int, _ expected: String) throws(TraceError) -> [UInt64] {
        var numbers: [UInt64] = []
        for index in index..<max(line.words.count, index) { numbers.append(try number(line, index, expected)) }
        return numbers
    }

    /// The counts that a line consists of from a word on.
    package func counts(_ line: Line, from index: Int, _ expected: String) throws(TraceError) -> [UInt64] {
        var counts: [UInt64] = []
        for index in index..<max(line.words.count, index) { counts.append(try count(line, index, expected)) }
        return counts
    }

    /// A number of pages, frames or blocks: below 2^32, as frame numbers are, so that sums of them are numbers too.
    package func count(_ line: Line, _ index: Int, _ expected: String) throws(TraceError) -> UInt64 {
        let number = try number(line, index, expected)
        guard number <= UInt64(UInt32.max) else { throw error(line, "\(expected) below 2^32") }
        return number
    }
}
