/// Events in the output of the function_graph tracer: ` 2)               |  /* EVENT: FIELDS */` (print_graph_comment,
/// kernel/trace/trace_functions_graph.c of 6.1). The columns before the comment end with bars: `SECONDS.FRACTION` with the option
/// funcgraph-abstime, `CPU)`, `COMM-PID` with funcgraph-proc, flags, a duration.
extension KernelLine {
    /// The event in a line's comment; nil where it has none. Without a time the event has `order`.
    init?(graph line: UnsafeRawBufferPointer, order: UInt64) {
        let end = line.trimmedEnd(0, line.count)
        guard end > 6, line.has("*/", at: end - 2), let open = line.firstRange(of: "/* ") else { return nil }
        guard line.find(Ascii.pipe, 0, open) < open else { return nil }
        parseEvent(line.slice(0, end - 2), from: open + 3)
        // `} /* sys_brk */` names the function that ends.
        guard !event.isEmpty, line.byte(event.upperBound) == Ascii.colon else { return nil }
        time = order
        parseGraphColumns(line, open)
    }

    /// `CPU)  COMM-PID  =>  COMM-PID`: the processor goes on with another task, the second.
    init?(graphSwitch line: UnsafeRawBufferPointer) {
        guard let arrow = line.firstRange(of: " => "), Self.isGraph(line) else { return nil }
        takeGraphCPU(line, 0, arrow)
        guard cpu != TraceEvent.noCPU, takeGraphTask(line, line.skipSpaces(arrow + 4, line.count), line.count) else { return nil }
    }

    /// Whether a line begins with a column of function_graph.
    static func isGraph(_ line: UnsafeRawBufferPointer) -> Bool {
        let start = line.skipSpaces(0, line.count)
        guard let number = line.decimalPrefix(start), number.end < line.count else {
            return line.has("------------------------------------------", at: start)
        }
        if line.byte(number.end) == Ascii.close { return true }
        guard line.byte(number.end) == Ascii.dot, let fraction = line.decimalPrefix(number.end + 1) else { return false }
        let bar = line.skipSpaces(fraction.end, line.count)
        return bar < line.count && line.byte(bar) == Ascii.pipe
    }

    private mutating func parseGraphColumns(_ line: UnsafeRawBufferPointer, _ end: Int) {
        var start = 0
        while start < end {
            let bar = line.find(Ascii.pipe, start, end)
            takeGraphTime(line, line.skipSpaces(start, bar), line.trimmedEnd(start, bar))
            let task = takeGraphCPU(line, start, bar)
            _ = takeGraphTask(line, line.skipSpaces(task, bar), bar)
            start = bar + 1
        }
    }

    private mutating func takeGraphTime(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        let dot = line.find(Ascii.dot, start, end)
        guard dot < end, let seconds = line.decimal(start, dot), seconds < 1 << 33, let part = Self.nanoseconds(line, dot + 1, end) else {
            return
        }
        time = seconds * 1_000_000_000 + part
    }

    /// Takes `CPU)`; returns what follows it, or where the column begins.
    @discardableResult
    private mutating func takeGraphCPU(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int {
        let first = line.skipSpaces(start, end)
        guard let number = line.decimalPrefix(first), number.end < end, line.byte(number.end) == Ascii.close, number.value <= 0x7fff else {
            return start
        }
        cpu = Int16(number.value)
        return number.end + 1
    }

    /// Takes `COMM-PID`.
    private mutating func takeGraphTask(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        let stop = line.trimmedEnd(start, end)
        var digits = stop
        while digits > start, Ascii.isDigit(line.byte(digits - 1)) { digits -= 1 }
        guard digits > start + 1, line.byte(digits - 1) == Ascii.minus, let number = line.decimal(digits, stop),
            let task = Int32(exactly: number)
        else { return false }
        tid = task
        comm = start..<digits - 1
        return true
    }
}
