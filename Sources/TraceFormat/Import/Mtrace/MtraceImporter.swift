/// glibc's own log of a program's malloc calls (mtrace(3), malloc/mtrace-impl.c of glibc 2.36): one or two lines a call.
///
/// | line | call |
/// |---|---|
/// | `@ CALLER + PTR SIZE` | malloc, calloc, memalign; it failed where PTR is `(nil)` |
/// | `@ CALLER - PTR` | free |
/// | `@ CALLER < OLD`, then `@ CALLER > PTR SIZE` | realloc |
/// | `@ CALLER ! PTR SIZE` | a realloc that failed |
/// | `= Start`, `= End` | mtrace() and muntrace() |
///
/// The caller may be missing. The log tells neither threads nor times: all is task 1, and each call takes a microsecond.
struct MtraceImporter: LineImporter {
    var queue = ImportQueue()
    private(set) var validLines: UInt64 = 0
    private var odd = OddLineKeeper(shortened: .mtraceShortenedText)
    private var now: UInt64 = 0
    private var hasTask = false
    private let source: UInt16
    /// The first line of a realloc, whose second has not come.
    private var half: (line: MtraceLine, number: UInt32)?

    init(source: UInt16) { self.source = source }

    static var format: ImportFormat { .mtrace }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", "mtrace"), ("profile", "x86_64-1g"), ("placement", "model")]
        return header
    }

    var counters: OddityCounts { odd.counts }

    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool { isMark(line) || MtraceLine(line) != nil }

    private static func isMark(_ line: UnsafeRawBufferPointer) -> Bool { line.has("= Start", at: 0) || line.has("= End", at: 0) }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if line.trimmedEnd(0, line.count) == 0 { return }
        if Self.isMark(line) { return validLines += 1 }
        guard let call = MtraceLine(line) else { return keep(.mtraceMalformedLine, line, number, &names) }
        if !hasTask { beginTask(number, &names) }
        validLines += 1
        take(call, call.caller.map { names.intern(bytes: line.slice($0.lowerBound, $0.upperBound)) }, number)
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if Self.isMark(line) { return take(line, number: number, names: &names) }
        keep(.mtraceCutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { endHalf() }

    private mutating func take(_ call: MtraceLine, _ caller: NameID?, _ number: UInt32) {
        if call.sign != .reallocated { endHalf() }
        switch call.sign {
        case .allocated: emit(.malloc, number, caller, (.size, call.size), (.ptr, call.pointer))
        case .freed: emit(.free, number, caller, (.ptr, call.pointer))
        case .reallocating: half = (call, number)
        case .failed: emit(.realloc, number, caller, (.old, call.pointer), (.size, call.size), (.ptr, 0))
        case .reallocated:
            if let half {
                emit(.realloc, number, caller, (.old, half.line.pointer), (.size, call.size), (.ptr, call.pointer))
            } else {
                odd.count(.mtraceHalfRealloc)
                emit(.malloc, number, caller, (.size, call.size), (.ptr, call.pointer))
            }
            half = nil
        }
    }

    /// A realloc's second line has not come: its block is gone, as far as the log tells.
    private mutating func endHalf() {
        guard let half else { return }
        odd.count(.mtraceHalfRealloc)
        emit(.free, half.number, nil, (.ptr, half.line.pointer))
        self.half = nil
    }

    private mutating func emit(_ kind: EventKind, _ number: UInt32, _ caller: NameID?, _ fields: (Field, UInt64)...) {
        now += GlibcLogImporter.callTime
        var event = TraceEvent(kind, time: now, task: GlibcLogImporter.task, line: number, source: source)
        for (field, value) in fields { event.set(field, value) }
        if let caller { event.set(.caller, caller) }
        queue.append(event)
    }

    private mutating func beginTask(_ number: UInt32, _ names: inout NameTable) {
        hasTask = true
        var event = TraceEvent(.task, time: now, task: GlibcLogImporter.task, line: number, source: source)
        event.set(.pid, UInt64(GlibcLogImporter.task))
        event.set(.comm, names.intern("program"))
        queue.append(event)
    }

    private mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: now, task: GlibcLogImporter.task, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(1, line.count)), base: base, table: &names))
    }
}
