/// Lines of stack traces, which belong to the event above them.
enum StackLine {
    /// ftrace: ` => FUNCTION` in any indentation, and `<stack trace>` or `<user stack trace>` after a line's columns
    /// (trace_stack_print, trace_user_stack_print, kernel/trace/trace_output.c).
    static func isFtrace(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.has("=> ", at: line.skipSpaces(0, line.count)) { return true }
        return line.firstRange(of: "<stack trace") != nil || line.firstRange(of: "<user stack trace") != nil
    }

    /// perf script: `ADDRESS SYMBOL (MODULE)`, of which `-F` may leave out parts, in any indentation (sample__fprintf_callchain,
    /// tools/perf/util/evsel_fprintf.c).
    static func isPerf(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.byte(0) != Ascii.tab else { return true }
        let start = line.skipSpaces(0, line.count)
        let end = line.find(Ascii.space, start, line.count)
        if isAddress(line, start, end) { return true }
        // An indented symbol, with its module or without.
        guard start > 0 else { return false }
        let module = line.skipSpaces(end, line.count)
        return module == line.count || (line.byte(module) == Ascii.open && line.byte(line.trimmedEnd(0, line.count) - 1) == Ascii.close)
    }

    /// Six hexadecimal digits and more.
    private static func isAddress(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        end - start >= 6 && end - start <= 16 && line.hexadecimal(start, end) != nil && line.byte(start) != Ascii.open
    }
}
