/// Writes the text form in its canonical way: absolute times, fields in the order of the schema.
///
/// Reading it back gives equal events (names by their bytes), but for `line`, which counts the new text's lines.
public struct TextTraceWriter: TraceWriter, ~Copyable {
    var sink: ByteSink
    private let rules = KindRule.byCode
    private let words: [[UInt8]]

    /// Writes the header. A header entry without a key is left to be refused by the reader.
    public init(_ sink: consuming ByteSink, header: TraceHeader) throws(TraceError) {
        self.sink = sink
        var words = [[UInt8]](repeating: [], count: 256)
        for kind in EventKind.allCases { words[Int(kind.rawValue)] = Array(kind.name.utf8) }
        self.words = words
        self.sink.buffer.append(contentsOf: "replay-trace \(TraceHeader.currentVersion)\n".utf8)
        for entry in header.entries { append(entry) }
        try self.sink.flushIfFull()
    }

    public mutating func write(_ event: TraceEvent, names: borrowing NameTable) throws(TraceError) {
        guard let rule = rules[Int(event.kind.rawValue)] else { preconditionFailure("an event kind without a rule") }
        if let violation = rule.violation(of: event) { throw violation.error(file: sink.name, line: event.line) }
        let start = sink.buffer.count
        append(head: event)
        for index in rule.slots.indices where event.present & (1 << index) != 0 {
            append(index, of: event, rule, names)
        }
        guard sink.buffer.count - start <= LineReader.maximumLength else {
            throw TraceError(
                file: sink.name, line: event.line, problem: "the event's line would be too long",
                expected: "at most \(LineReader.maximumLength) bytes")
        }
        sink.buffer.append(0x0a)
        try sink.flushIfFull()
    }

    public mutating func finish() throws(TraceError) { try sink.finish() }

    /// What a memory sink took.
    public var memory: [UInt8] { sink.memory }

    private mutating func append(_ entry: (key: String, value: String)) {
        sink.buffer.append(contentsOf: "header ".utf8)
        sink.append(word: Array(entry.key.utf8))
        sink.buffer.append(0x20)
        sink.append(word: Array(entry.value.utf8))
        sink.buffer.append(0x0a)
    }

    private mutating func append(head event: TraceEvent) {
        sink.append(decimal: event.time)
        sink.buffer.append(0x20)
        if event.cpu == TraceEvent.noCPU { sink.buffer.append(0x2d) } else { sink.append(decimal: UInt64(event.cpu)) }
        sink.buffer.append(0x20)
        if event.task == TraceEvent.noTask { sink.buffer.append(0x2d) } else { sink.append(decimal: UInt64(event.task)) }
        sink.buffer.append(0x20)
        sink.buffer.append(contentsOf: words[Int(event.kind.rawValue)])
    }
}
