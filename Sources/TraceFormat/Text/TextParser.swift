/// Reads the lines of the text form one after another. `docs/trace-format.md` describes the form.
///
/// Invariant: `time` is the time of the event read last, 0 before the first.
struct TextParser: ~Copyable {
    private var lines: LineReader
    /// The line that ended the header.
    private var firstLine: TraceLine?
    /// The line being read.
    var lineNumber: UInt32 = 0
    var lineOffset: UInt64 = 0

    private(set) var header = TraceHeader()
    /// The last line has been read, and it had no line end.
    private(set) var lacksLineEnd = false
    let source: UInt16
    let rules = KindRule.byCode
    let events = WordTable.events
    var time: UInt64 = 0
    private let fastPath: FastTextPath
    /// Tests compare the two ways.
    private let usesFastPath: Bool
    /// For unescaped names.
    var scratch: [UInt8] = []

    init(_ bytes: consuming ByteSource, source: UInt16, usesFastPath: Bool = true) throws(TraceError) {
        lines = LineReader(bytes)
        self.source = source
        self.usesFastPath = usesFastPath
        fastPath = FastTextPath(source: source)
        try readHeader()
    }

    /// The file as messages name it.
    var name: String { lines.name }

    mutating func read(
        into batch: inout [TraceEvent], limit: Int, names: inout NameTable
    ) throws(TraceError) -> Bool {
        let start = batch.count
        while batch.count - start < limit {
            if firstLine == nil, readOnFastPath(into: &batch, limit: limit - (batch.count - start), &names) { continue }
            let line: TraceLine
            if let first = firstLine {
                line = first
                firstLine = nil
            } else if let next = try lines.next() {
                line = next
            } else {
                break
            }
            lineNumber = line.number
            lineOffset = line.offset
            // The window begins with this line: it has more bytes exactly where the line has an end.
            if lines.source.count <= line.bytes.count { lacksLineEnd = true }
            var scanner = TextScanner(line.bytes)
            if scanner.isDone() { continue }
            try event(&scanner, into: &batch, &names)
        }
        return batch.count > start
    }

    /// Reads as many of the window's lines as the fast path takes; false where it takes none.
    private mutating func readOnFastPath(into batch: inout [TraceEvent], limit: Int, _ names: inout NameTable) -> Bool {
        guard usesFastPath else { return false }
        let text = lines.wholeLines
        guard !text.isEmpty else { return false }
        var result = FastPathResult()
        batch.append(addingCapacity: min(limit, LineReader.runLimit)) { room in
            room.withUnsafeMutableBufferPointer { room, count in
                result = fastPath.read(text, into: room, time: &time, line: lines.lineNumber, &names)
                count = result.lines
            }
        }
        lines.skip(result)
        return result.lines > 0
    }

    /// Reads up to the first event.
    private mutating func readHeader() throws(TraceError) {
        guard let first = try lines.next() else {
            throw TraceError(file: name, line: 1, problem: "the trace is empty", expected: Self.firstLine)
        }
        lineNumber = 1
        var scanner = TextScanner(first.bytes)
        try readVersion(&scanner)
        while let line = try lines.next() {
            lineNumber = line.number
            lineOffset = line.offset
            scanner = TextScanner(line.bytes)
            if scanner.isDone() { continue }
            guard try readEntry(&scanner) else {
                firstLine = line
                return
            }
        }
    }

    static let firstLine = "replay-trace \(TraceHeader.currentVersion)"

    private func readVersion(_ scanner: inout TextScanner) throws(TraceError) {
        scanner.skipWord()
        guard scanner.bytes(from: 0).elementsEqual("replay-trace".utf8) else {
            throw error("not a text trace", expected: "\(Self.firstLine) as the first line", at: 0)
        }
        scanner.skipBlanks()
        let start = scanner.at
        guard let version = scanner.decimal(), scanner.isAtWordEnd, version == UInt64(TraceHeader.currentVersion) else {
            throw error("unknown version \"\(scanner.text(from: start))\"", expected: "\(TraceHeader.currentVersion)", at: start)
        }
        guard scanner.isDone() else { throw error("something follows the version", expected: "the line's end", at: scanner.at) }
    }

    /// Reads `header KEY VALUE`; false where the line is no header line.
    private mutating func readEntry(_ scanner: inout TextScanner) throws(TraceError) -> Bool {
        let start = scanner.at
        scanner.skipWord()
        guard scanner.bytes(from: start).elementsEqual("header".utf8) else { return false }
        let key = try entryWord(&scanner)
        let value = try entryWord(&scanner)
        guard scanner.isDone() else {
            throw error(
                "something follows the header's value", expected: "the line's end; a value with blanks stands in quotes", at: scanner.at)
        }
        header.entries.append((key, value))
        header.lines.append(lineNumber)
        return true
    }

    private mutating func entryWord(_ scanner: inout TextScanner) throws(TraceError) -> String {
        guard !scanner.isDone() else { throw error("the header line is not complete", expected: "header KEY VALUE", at: scanner.at) }
        let start = scanner.at
        if scanner.byte == 0x22 {
            try unquote(&scanner)
            guard scanner.isAtWordEnd else { throw error("something follows the closing quote", expected: "a blank", at: scanner.at) }
            guard let text = String(validating: scratch, as: UTF8.self) else {
                throw error("not UTF-8", expected: "UTF-8 in the header", at: start)
            }
            return text
        }
        scanner.skipWord()
        guard let text = String(validating: scanner.bytes(from: start), as: UTF8.self) else {
            throw error("not UTF-8", expected: "UTF-8 in the header", at: start)
        }
        return text
    }

    /// Takes a quoted word into `scratch`.
    mutating func unquote(_ scanner: inout TextScanner) throws(TraceError) {
        let start = scanner.at
        do throws(TextScanner.QuoteProblem) {
            try scanner.quoted(into: &scratch)
        } catch { throw self.error(error.problem, expected: error.expected, at: start) }
    }

    @inline(never)
    func error(_ problem: String, expected: String, at: Int) -> TraceError {
        TraceError(file: name, line: lineNumber, offset: lineOffset + UInt64(at), problem: problem, expected: expected)
    }
}
