/// Lines of texts that are known and not read.
enum UnreadableLine {
    /// `     0.000 app/1234 kmem:kmalloc(call_site: …)`, perhaps with a duration in brackets after the time (trace__printf_start,
    /// tools/perf/builtin-trace.c).
    static func isPerfTrace(_ line: UnsafeRawBufferPointer) -> Bool {
        let start = line.skipSpaces(0, line.count)
        let end = line.find(Ascii.space, start, line.count)
        let dot = line.find(Ascii.dot, start, end)
        guard end < line.count, end - dot == 4, line.decimal(start, dot) != nil, line.decimal(dot + 1, end) != nil else { return false }
        let open = line.find(Ascii.open, line.trimmedEnd(end, line.count) > end ? afterDuration(line, end) : end, line.count)
        guard open < line.count else { return false }
        let slash = line.find(Ascii.slash, end, open)
        return slash < open && slash + 1 < open && Ascii.isDigit(line.byte(slash + 1))
    }

    /// Behind `( 0.004 ms):`.
    private static func afterDuration(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let first = line.skipSpaces(start, line.count)
        guard first < line.count, line.byte(first) == Ascii.open else { return first }
        return line.find(Ascii.close, first, line.count)
    }

    /// An area of vmallocinfo whose bounds are hashed or zero, so that they and the size do not belong together.
    static func isHashedArea(_ line: UnsafeRawBufferPointer) -> Bool {
        let dash = line.find(Ascii.minus, 0, line.count)
        let blank = line.find(Ascii.space, 0, line.count)
        guard line.has("0x", at: 0), dash < blank, line.has("0x", at: dash + 1) else { return false }
        if line.has("0x(", at: 0) { return true }
        guard line.hexadecimal(0, dash) != nil, line.hexadecimal(dash + 1, blank) != nil else { return false }
        let size = line.skipSpaces(blank, line.count)
        return line.decimal(size, line.find(Ascii.space, size, line.count)) != nil
    }

    /// The line with which a report of the OOM killer or of a failed allocation begins.
    static func isMemoryReport(_ line: UnsafeRawBufferPointer) -> Bool {
        line.firstRange(of: " invoked oom-killer: ") != nil || line.firstRange(of: ": page allocation failure") != nil
    }

    /// `Page allocated via order 0, mask 0x…(GFP_KERNEL), pid 1, …` (mm/page_owner.c).
    static func isPageOwner(_ line: UnsafeRawBufferPointer) -> Bool { line.has("Page allocated via order ", at: 0) }

    /// `unreferenced object 0xffff888003c6f000 (size 64):` (mm/kmemleak.c).
    static func isLeakReport(_ line: UnsafeRawBufferPointer) -> Bool { line.has("unreferenced object 0x", at: 0) }

    /// `[22:09:25.123456789] (+0.000000123) host lttng_ust_libc:malloc: { cpu_id = 1 }, { size = 100, ptr = 0x55A9 }`.
    static func isLTTng(_ line: UnsafeRawBufferPointer) -> Bool {
        line.has("[", at: 0) && line.firstRange(of: "] (+") != nil && line.firstRange(of: ": { ") != nil
    }
}
