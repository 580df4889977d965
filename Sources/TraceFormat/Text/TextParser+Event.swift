extension TextParser {
    /// Appends the event on a line that has one: `TIME CPU TASK EVENT FIELD=VALUE …`.
    @inline(__always)
    mutating func event(
        _ scanner: inout TextScanner, into batch: inout [TraceEvent], _ names: inout NameTable
    ) throws(TraceError) {
        time = try eventTime(&scanner)
        scanner.skipBlanks()
        let cpu = try processor(&scanner)
        scanner.skipBlanks()
        let task = try taskNumber(&scanner)
        scanner.skipBlanks()
        let code = try kindCode(&scanner)
        guard let rule = rules[code] else { preconditionFailure("an event name without a rule") }
        // The event is built where it will stand: it is long, and copying it costs as much as reading a field.
        batch.append(TraceEvent(rule.kind, time: time, cpu: cpu, task: task, line: lineNumber, source: source))
        do throws(TraceError) { try fields(&scanner, rule, &batch[batch.count - 1], &names) } catch {
            batch.removeLast()
            throw error
        }
    }

    @inline(__always)
    private mutating func fields(
        _ scanner: inout TextScanner, _ rule: KindRule, _ event: inout TraceEvent, _ names: inout NameTable
    ) throws(TraceError) {
        var next = 0
        while !scanner.isDone() { try field(&scanner, rule, &event, &next, &names) }
        guard rule.required & ~event.present == 0 else {
            throw rule.missing(event.present).error(file: name, line: lineNumber, offset: lineOffset)
        }
    }

    @inline(__always)
    private func eventTime(_ scanner: inout TextScanner) throws(TraceError) -> UInt64 {
        let start = scanner.at
        let isRelative = scanner.take(0x2b)
        guard let read = scanner.time(), scanner.isAtWordEnd else { throw badTime(scanner, start) }
        let (sum, overflow) = (isRelative ? time : 0).addingReportingOverflow(read)
        guard !overflow, sum <= TraceEvent.latestTime else { throw badTime(scanner, start) }
        return sum
    }

    @inline(__always)
    private func processor(_ scanner: inout TextScanner) throws(TraceError) -> Int16 {
        let start = scanner.at
        if scanner.byte == 0x2d, scanner.takeDash() { return TraceEvent.noCPU }
        guard let read = scanner.decimal(), scanner.isAtWordEnd, let cpu = Int16(exactly: read) else {
            throw badWord(scanner, start, "CPU", "a number 0 … \(Int16.max), or -")
        }
        return cpu
    }

    @inline(__always)
    private func taskNumber(_ scanner: inout TextScanner) throws(TraceError) -> Int32 {
        let start = scanner.at
        if scanner.byte == 0x2d, scanner.takeDash() { return TraceEvent.noTask }
        guard let read = scanner.decimal(), scanner.isAtWordEnd, let task = Int32(exactly: read) else {
            throw badWord(scanner, start, "task", "a number 0 … \(Int32.max), or -")
        }
        return task
    }

    @inline(__always)
    private func kindCode(_ scanner: inout TextScanner) throws(TraceError) -> Int {
        let start = scanner.at
        scanner.skipWord()
        guard let code = events.value(of: scanner.bytes(from: start)) else { throw unknownEvent(scanner, start) }
        return Int(code)
    }

    @inline(never)
    private func badTime(_ scanner: TextScanner, _ start: Int) -> TraceError {
        let word = scanner.text(from: start)
        if word == "header" {
            return error("a header line after the first event", expected: "header lines before the first event", at: start)
        }
        return error(
            "\"\(word)\" is not a time", expected: "nanoseconds below 2^63, or a number with ns, us, ms or s, or +N after the event before",
            at: start)
    }

    @inline(never)
    private func badWord(_ scanner: TextScanner, _ start: Int, _ what: String, _ expected: String) -> TraceError {
        guard start < scanner.count else { return error("the line ends before the \(what)", expected: "TIME CPU TASK EVENT", at: start) }
        return error("\"\(scanner.text(from: start))\" is not a \(what)", expected: expected, at: start)
    }

    @inline(never)
    private func unknownEvent(_ scanner: TextScanner, _ start: Int) -> TraceError {
        guard start < scanner.count else { return error("the line ends before the event", expected: "TIME CPU TASK EVENT", at: start) }
        let word = scanner.text(from: start)
        return error(
            "unknown event \"\(word)\"", expected: Suggestion.text(for: word, among: WordTable.events.words, otherwise: "an event's name"),
            at: start)
    }
}
