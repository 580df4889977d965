/// A log of one process's C library calls, one a line, in the order in which they were made:
///
/// | line | call |
/// |---|---|
/// | `m SIZE RESULT` | malloc |
/// | `c COUNT SIZE RESULT` | calloc |
/// | `r OLD SIZE RESULT` | realloc |
/// | `f PTR` | free |
/// | `a ALIGN SIZE RESULT` | memalign |
/// | `# start brk=ADDRESS` | the program break before the first call |
/// | `# brk OLD NEW` | the break moved during the preceding call |
/// | `# statm size_pages=N rss_pages=N` | /proc/PID/statm |
///
/// Addresses are hexadecimal without 0x, sizes decimal. The log has no times: each call takes a microsecond, so call *n* is at
/// *n* µs, and the lines about it have its time. All is task 1.
struct GlibcLogImporter: LineImporter {
    /// Nanoseconds from call to call.
    static let callTime: UInt64 = 1000
    /// The task of every event.
    static let task: Int32 = 1

    var queue = ImportQueue()
    var validLines: UInt64 = 0
    private var odd = OddLineKeeper(shortened: .glibcLogShortenedText)
    var now: UInt64 = 0
    let source: UInt16

    init(source: UInt16) { self.source = source }

    static var format: ImportFormat { .glibcLog }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", "glibc malloc log"), ("profile", "x86_64-1g"), ("placement", "model")]
        return header
    }

    var counters: OddityCounts { odd.counts }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        guard line.count > 0 else { return }
        if line.byte(0) == Ascii.hash { return takeComment(line, number, &names) }
        guard let call = Self.call(line) else { return keep(.glibcLogMalformedLine, line, number, &names) }
        beginTask(number, &names)
        now += Self.callTime
        var event = call
        event.time = now
        event.line = number
        event.source = source
        queue.append(event)
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        keep(.glibcLogCutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) {}

    /// The first valid line names the process.
    private mutating func beginTask(_ number: UInt32, _ names: inout NameTable) {
        validLines += 1
        guard validLines == 1 else { return }
        var event = TraceEvent(.task, time: now, task: Self.task, line: number, source: source)
        event.set(.pid, UInt64(Self.task))
        event.set(.comm, names.intern("program"))
        queue.append(event)
    }

    private mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: now, task: Self.task, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(1, line.count)), base: base, table: &names))
    }

    /// A comment that says something about the program; other comments are read over, `# end` among them.
    private mutating func takeComment(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let isKnown = line.has("# start ", at: 0) || line.has("# brk ", at: 0) || line.has("# statm ", at: 0)
        guard isKnown else { return }
        guard var event = Self.comment(line) else { return keep(.glibcLogMalformedLine, line, number, &names) }
        beginTask(number, &names)
        event.time = now
        event.line = number
        event.source = source
        queue.append(event)
    }
}
