extension GlibcLogImporter {
    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool { call(line) != nil || comment(line) != nil }

    /// The call on a line, without time and line.
    @inline(__always)
    static func call(_ line: UnsafeRawBufferPointer) -> TraceEvent? {
        guard line.count >= 3, line.byte(1) == Ascii.space else { return nil }
        var words = WordReader(line, from: 2)
        var event: TraceEvent
        switch line.byte(0) {
        case UInt8(ascii: "f"):
            event = TraceEvent(.free, task: task)
            guard words.hex(.ptr, &event) else { return nil }
        case UInt8(ascii: "m"):
            event = TraceEvent(.malloc, task: task)
            guard words.decimal(.size, &event), words.hex(.ptr, &event) else { return nil }
        case UInt8(ascii: "c"):
            event = TraceEvent(.calloc, task: task)
            guard words.decimal(.count, &event), words.decimal(.size, &event), words.hex(.ptr, &event) else { return nil }
        case UInt8(ascii: "r"):
            event = TraceEvent(.realloc, task: task)
            guard words.hex(.old, &event), words.decimal(.size, &event), words.hex(.ptr, &event) else { return nil }
        case UInt8(ascii: "a"):
            event = TraceEvent(.memalign, task: task)
            guard words.decimal(.align, &event), words.decimal(.size, &event), words.hex(.ptr, &event) else { return nil }
        default: return nil
        }
        return words.isAtEnd ? event : nil
    }

    /// What a comment records, without time and line.
    static func comment(_ line: UnsafeRawBufferPointer) -> TraceEvent? {
        if line.has("# start brk=", at: 0) {
            var event = TraceEvent(.recordedBreak, task: task)
            var words = WordReader(line, from: 12)
            return words.hex(.result, &event) ? event : nil
        }
        if line.has("# brk ", at: 0) {
            var event = TraceEvent(.recordedBreak, task: task)
            var words = WordReader(line, from: 6)
            return words.hex(.old, &event) && words.hex(.result, &event) ? event : nil
        }
        guard line.has("# statm ", at: 0), let size = line.firstRange(of: "size_pages="), let rss = line.firstRange(of: "rss_pages=")
        else { return statm(line) }
        var event = TraceEvent(.recordedStatm, task: task)
        guard let virtual = line.decimalPrefix(size + 11), let resident = line.decimalPrefix(rss + 10) else { return nil }
        event.set(.vss, virtual.value)
        event.set(.rss, resident.value)
        return event
    }

    /// `# statm SIZE RSS`, without names.
    private static func statm(_ line: UnsafeRawBufferPointer) -> TraceEvent? {
        guard line.has("# statm ", at: 0) else { return nil }
        var event = TraceEvent(.recordedStatm, task: task)
        var words = WordReader(line, from: 8)
        return words.decimal(.vss, &event) && words.decimal(.rss, &event) ? event : nil
    }
}
