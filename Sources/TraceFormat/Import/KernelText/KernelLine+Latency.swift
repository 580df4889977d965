/// ftrace's `latency-format`: `COMM-PID CPU FLAGS TIMEus : EVENT: FIELDS`, as `     cat-28722     1..... 27161866216us : kfree: call_site=…`.
///
/// The cpu stands before the flags without a space; a mark for long delays may stand between `us` and the colon. The command name is cut
/// to 8 characters (trace_print_lat_context, kernel/trace/trace_output.c of Linux 6.1 and 6.18).
extension KernelLine {
    /// The parts of a line; false where it has another shape.
    @inline(never)
    mutating func parseLatency(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let found = latencyTime(line) else { return false }
        var end = line.trimmedEnd(0, found.start)
        var flags = end
        while flags > 0, line.byte(flags - 1) != Ascii.space { flags -= 1 }
        guard let number = line.decimalPrefix(flags), number.value <= 0x7fff, number.end < end, !Ascii.isDigit(line.byte(number.end)) else {
            return false
        }
        cpu = Int16(number.value)
        end = line.trimmedEnd(0, flags)
        var digits = end
        while digits > 0, Ascii.isDigit(line.byte(digits - 1)) { digits -= 1 }
        guard digits > 1, line.byte(digits - 1) == Ascii.minus, let task = line.decimal(digits, end), task <= UInt64(Int32.max) else {
            return false
        }
        tid = Int32(truncatingIfNeeded: task)
        isLatency = true
        takeName(line, digits - 1)
        parseEvent(line, from: found.end)
        return !event.isEmpty
    }

    /// Finds ` NUMBERus :`, perhaps with a mark before the colon; returns where the number begins and what follows the colon.
    private mutating func latencyTime(_ line: UnsafeRawBufferPointer) -> (start: Int, end: Int)? {
        let unit: StaticString = "us"
        var from = 0
        while from + 4 < line.count {
            let at = line.find(UInt8(ascii: "u"), from, line.count - 4)
            guard at < line.count - 4 else { return nil }
            from = at + 1
            var start = at
            while start > 0, Ascii.isDigit(line.byte(start - 1)) { start -= 1 }
            guard start < at, start > 0, line.byte(start - 1) == Ascii.space, line.has(unit, at: at), line.byte(at + 3) == Ascii.colon,
                let microseconds = line.decimal(start, at), microseconds < 1 << 53
            else { continue }
            time = microseconds * 1000
            return (start, at + 4)
        }
        return nil
    }
}
