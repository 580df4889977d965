extension KernelLine {
    /// Takes `line` apart; nil where it has another shape.
    @inline(__always)
    init?(_ line: UnsafeRawBufferPointer, layout: Layout) {
        guard let timeEnd = parseTime(line) else {
            guard layout == .ftrace, parseLatency(line) else { return nil }
            return
        }
        timeStart = timeEnd.start
        parseEvent(line, from: timeEnd.end + 1)
        guard !event.isEmpty else { return nil }
        var end = line.trimmedEnd(0, timeStart)
        let hasFlags = end > 0 && line.byte(end - 1) != Ascii.closeBracket
        guard end == 0 || parseCPU(line, &end, layout) else { return nil }
        if end > 0, parseTask(line, &end, layout) {
            takeName(line, end)
            return
        }
        guard mayLackTask(line, end, layout, hasFlags: hasFlags && cpu != TraceEvent.noCPU) else { return nil }
        (tid, pid) = (TraceEvent.noTask, nil)
    }

    /// Whether the task may be missing before the CPU and the time: `perf script -F time,event,trace`, or somebody shortened the lines.
    /// Perf alone prints an event with its system, and may print a name without a number (`-F comm`).
    @inline(never)
    private func mayLackTask(_ line: UnsafeRawBufferPointer, _ end: Int, _ layout: Layout, hasFlags: Bool) -> Bool {
        let point = line.find(Ascii.dot, timeStart, line.count)
        let digits = line.find(Ascii.colon, point, line.count) - point - 1
        guard digits == 6 || digits == 9 else { return false }
        let hasSystem = line.find(Ascii.colon, event.lowerBound, event.upperBound) < event.upperBound
        guard layout == .perf else { return end == 0 }
        return hasSystem && !hasFlags && (end == 0 || !Ascii.isDigit(line.byte(end - 1)))
    }

    /// The command name, which ends at `end`.
    @inline(__always)
    mutating func takeName(_ line: UnsafeRawBufferPointer, _ end: Int) {
        let start = line.skipSpaces(0, end)
        comm = start..<max(start, end)
        if end > (isLatency ? Self.latencyNameField : Self.nameField) { cutName(line, end) }
    }

    /// The name where something stands before its field.
    @inline(never)
    private mutating func cutName(_ line: UnsafeRawBufferPointer, _ end: Int) {
        let field = end - (isLatency ? Self.latencyNameField : Self.nameField)
        var start = line.skipSpaces(field, end)
        let isFull = start == field && line.byte(field - 1) != Ascii.space && line.byte(field - 1) != Ascii.tab
        if isFull {
            // The line has lost its blanks, and what was put before it reaches into the field: the last word.
            start = end
            while start > field, line.byte(start - 1) != Ascii.space { start -= 1 }
        }
        comm = start..<end
    }

    /// Finds ` SECONDS.FRACTION:`; returns where the number begins and where its colon stands.
    @inline(__always)
    private mutating func parseTime(_ line: UnsafeRawBufferPointer) -> (start: Int, end: Int)? {
        var from = 0
        while true {
            let colon = line.find(Ascii.colon, from, line.count)
            guard colon < line.count else { return nil }
            from = colon + 1
            var at = colon
            while at > 0, Ascii.isDigit(line.byte(at - 1)) { at -= 1 }
            let fraction = at
            guard fraction < colon, at > 1, line.byte(at - 1) == Ascii.dot else { continue }
            at -= 1
            while at > 0, Ascii.isDigit(line.byte(at - 1)) { at -= 1 }
            guard at < fraction - 1, at == 0 || line.byte(at - 1) == Ascii.space,
                let seconds = line.decimal(at, fraction - 1), seconds < 1 << 33,
                let part = Self.nanoseconds(line, fraction, colon)
            else { continue }
            time = seconds * 1_000_000_000 + part
            return (at, colon)
        }
    }

    /// Microseconds or nanoseconds, by the number of digits (1 … 9).
    @inline(__always)
    static func nanoseconds(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        guard end - start <= 9, var value = line.decimal(start, end) else { return nil }
        for _ in (end - start)..<9 { value *= 10 }
        return value
    }

    /// Takes `[CPU]`, and ftrace's flags after it, off the end; leaves `end` alone where there is none.
    @inline(__always)
    private mutating func parseCPU(_ line: UnsafeRawBufferPointer, _ end: inout Int, _ layout: Layout) -> Bool {
        var close = end
        if line.byte(close - 1) != Ascii.closeBracket {
            while close > 0, line.byte(close - 1) != Ascii.space { close -= 1 }
            let flags = close
            close = line.trimmedEnd(0, close)
            guard close > 0, line.byte(close - 1) == Ascii.closeBracket else {
                if layout == .ftrace { takeLatencyCPU(line, &end, flags) }
                return true
            }
            interrupts = layout == .ftrace && Self.interrupts(line, flags, end)
        }
        var open = close - 1
        while open > 0, Ascii.isDigit(line.byte(open - 1)) { open -= 1 }
        guard open > 0, line.byte(open - 1) == Ascii.openBracket, let number = line.decimal(open, close - 1), number <= 0x7fff else {
            return end != close
        }
        cpu = Int16(number)
        end = line.trimmedEnd(0, open - 1)
        return true
    }

    /// ftrace's flags `d.s3.`: hard or soft interrupt, and a preempt depth of 2 or more (trace_print_lat_fmt, kernel/trace/trace_output.c).
    @inline(__always)
    private static func interrupts(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        guard end - start >= 4 else { return false }
        let context = line.byte(start + 2) | 0x20
        guard context == UInt8(ascii: "h") || context == UInt8(ascii: "s") || context == UInt8(ascii: "z") else { return false }
        let depth = line.byte(start + 3)
        return depth >= UInt8(ascii: "2") && depth != Ascii.dot
    }

    /// Takes `CPUFLAGS`, as `0d..2`, off the end: `trace-cmd report -l` has latency columns before times in seconds.
    @inline(never)
    private mutating func takeLatencyCPU(_ line: UnsafeRawBufferPointer, _ end: inout Int, _ flags: Int) {
        guard let number = line.decimalPrefix(flags), number.value <= 0x7fff, number.end < end else { return }
        cpu = Int16(number.value)
        isLatency = true
        end = line.trimmedEnd(0, flags)
    }

    /// Takes the task's number off the end.
    @inline(__always)
    private mutating func parseTask(_ line: UnsafeRawBufferPointer, _ end: inout Int, _ layout: Layout) -> Bool {
        if layout == .ftrace, end > 0, line.byte(end - 1) == Ascii.close {
            var open = end - 1
            while open > 0, line.byte(open) != Ascii.open { open -= 1 }
            let first = line.skipSpaces(open + 1, end - 1)
            if let number = line.decimal(first, end - 1) { pid = Int32(truncatingIfNeeded: number) }
            end = line.trimmedEnd(0, open)
        }
        guard let number = Self.takeNumber(line, &end) else { return false }
        tid = number
        guard end > 0 else { return layout == .perf }
        if layout == .ftrace {
            guard line.byte(end - 1) == Ascii.minus else { return false }
            end -= 1
            return true
        }
        Self.takeMinus(line, &tid, &end)
        if end > 0, line.byte(end - 1) == Ascii.slash {
            end -= 1
            guard var process = Self.takeNumber(line, &end) else { return false }
            Self.takeMinus(line, &process, &end)
            pid = process < 0 ? nil : process
        }
        guard end == 0 || line.byte(end - 1) == Ascii.space else { return false }
        end = line.trimmedEnd(0, end)
        return true
    }

    /// Perf writes -1 for a task that it does not know.
    @inline(__always)
    private static func takeMinus(_ line: UnsafeRawBufferPointer, _ number: inout Int32, _ end: inout Int) {
        guard number == 1, end > 1, line.byte(end - 1) == Ascii.minus else { return }
        guard line.byte(end - 2) == Ascii.space || line.byte(end - 2) == Ascii.slash else { return }
        number = TraceEvent.noTask
        end -= 1
    }

    @inline(__always)
    private static func takeNumber(_ line: UnsafeRawBufferPointer, _ end: inout Int) -> Int32? {
        var at = end
        while at > 0, Ascii.isDigit(line.byte(at - 1)) { at -= 1 }
        guard let number = line.decimal(at, end), number <= UInt64(Int32.max) else { return nil }
        end = at
        return Int32(truncatingIfNeeded: number)
    }

    /// `EVENT: FIELDS`, after an optional period; ftrace's system calls are `sys_NAME(FIELDS)` and `sys_NAME -> RESULT`.
    @inline(__always)
    mutating func parseEvent(_ line: UnsafeRawBufferPointer, from start: Int) {
        var at = line.skipSpaces(start, line.count)
        var digits = at
        while digits < line.count, Ascii.isDigit(line.byte(digits)) { digits += 1 }
        if digits > at, digits < line.count, line.byte(digits) == Ascii.space { at = line.skipSpaces(digits, line.count) }
        var end = at
        while end < line.count, line.byte(end) != Ascii.space, line.byte(end) != Ascii.open { end += 1 }
        if end > at, line.byte(end - 1) == Ascii.colon {
            event = at..<end - 1
            let first = line.skipSpaces(end, line.count)
            payload = first..<max(first, line.trimmedEnd(first, line.count))
        } else if line.has("sys_", at: at) {
            event = at..<end
            payload = end..<line.trimmedEnd(end, line.count)
        }
    }
}
