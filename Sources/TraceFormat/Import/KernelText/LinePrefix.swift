/// What programs that passed a recording on put before its lines: the quotes of mails, the stamps of syslog and journalctl, the kernel
/// log's time, as after `ftrace_dump_on_oops`.
///
/// An intact line of a recorder begins with blanks and has no prefix. What is taken off is sure to be none of a command name, which has
/// at most 15 bytes (TASK_COMM_LEN).
enum LinePrefix {
    /// The line without its prefixes.
    @inline(__always)
    static func strip(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard line.count > 0, line.byte(0) != Ascii.space else { return line }
        let start = end(line)
        return start == 0 ? line : line.slice(start, line.count)
    }

    @inline(never)
    private static func end(_ line: UnsafeRawBufferPointer) -> Int {
        var at = 0
        while at < line.count, let next = quote(line, at) ?? priority(line, at) ?? kernelTime(line, at) ?? LogStamp.end(line, at) {
            at = next
        }
        return at
    }

    /// `>`, and a blank after it.
    private static func quote(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard line.byte(at) == UInt8(ascii: ">") else { return nil }
        return skipBlank(line, at + 1)
    }

    /// `<6>`.
    private static func priority(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard line.byte(at) == UInt8(ascii: "<"), let number = line.decimalPrefix(at + 1), number.end < line.count,
            line.byte(number.end) == UInt8(ascii: ">")
        else { return nil }
        return number.end + 1
    }

    /// `[   12.345679] `, and the caller `[  T123]` of CONFIG_PRINTK_CALLER after it; dmesg's `[Mon Nov 30 22:09:25 2026] `.
    private static func kernelTime(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int? {
        guard line.byte(at) == Ascii.openBracket else { return nil }
        let close = line.find(Ascii.closeBracket, at, min(line.count, at + 40))
        guard close < line.count, line.byte(close) == Ascii.closeBracket else { return nil }
        let first = line.skipSpaces(at + 1, close)
        guard isSeconds(line, first, close) || isCaller(line, first, close) || LogStamp.isDate(line, first, close) else { return nil }
        let end = skipBlank(line, close + 1)
        return LogStamp.kernelTag(line, end) ?? end
    }

    private static func isSeconds(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        let dot = line.find(Ascii.dot, start, end)
        let first = start < end && line.byte(start) == UInt8(ascii: "+") ? start + 1 : start
        return dot < end && end - dot == 7 && line.decimal(first, dot) != nil && line.decimal(dot + 1, end) != nil
    }

    /// `T` and a task, or `C` and a processor.
    private static func isCaller(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        guard start < end, line.byte(start) == UInt8(ascii: "T") || line.byte(start) == UInt8(ascii: "C") else { return false }
        return line.decimal(start + 1, end) != nil
    }

    static func skipBlank(_ line: UnsafeRawBufferPointer, _ at: Int) -> Int {
        at < line.count && line.byte(at) == Ascii.space ? at + 1 : at
    }
}
