/// ltrace's log of a program's calls of the C library's malloc and its kin. Other calls are counted; each call takes a microsecond.
///
/// Tasks of a log with `-f` are taken for threads of the first one, since the log does not tell threads from processes. A call inside another
/// one that gives or frees the same block (malloc in operator new) is the same allocation. posix_memalign's block is not in the log.
struct LtraceImporter: LineImporter {
    /// A call that has begun, and the block of a call inside it.
    private struct Pending {
        var task: Int32
        var line: LtraceLine
        var inner: UInt64?
    }

    var queue = ImportQueue()
    private(set) var validLines: UInt64 = 0
    private var odd = OddLineKeeper(shortened: .ltraceShortenedText)
    private var now: UInt64 = 0
    private let source: UInt16
    /// Newest last.
    private var pending: [Pending] = []
    /// The process, and then its threads.
    private var tasks: [Int32] = []

    init(source: UInt16) { self.source = source }

    static var format: ImportFormat { .ltrace }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", "ltrace"), ("profile", "x86_64-1g"), ("placement", "model")]
        return header
    }

    var counters: OddityCounts { odd.counts }

    /// Whether a line tells of a call that allocates.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let parsed = LtraceLine(line), let call = parsed.call else { return false }
        return parsed.part == .end || parsed.arguments.count == call.argumentCount
    }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if line.trimmedEnd(0, line.count) == 0 || isNote(line) { return }
        guard let parsed = LtraceLine(line) else { return keep(.ltraceMalformedLine, line, number, &names) }
        validLines += 1
        guard let call = parsed.call else { return odd.count(.ltraceOtherCall) }
        guard parsed.part == .end || parsed.arguments.count == call.argumentCount else {
            return keep(.ltraceMalformedLine, line, number, &names)
        }
        let task = parsed.task ?? tasks.first ?? GlibcLogImporter.task
        meet(task, number, &names)
        switch parsed.part {
        case .begin: pending.append(Pending(task: task, line: parsed))
        case .whole: finish(Pending(task: task, line: parsed), number)
        case .end: resume(parsed, task, line, number, &names)
        }
    }

    /// `--- SIGCHLD ---`, `+++ exited (status 0) +++`.
    private func isNote(_ line: UnsafeRawBufferPointer) -> Bool { line.firstRange(of: "+++ ") != nil || line.firstRange(of: "--- ") != nil }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if isNote(line) { return }
        keep(.ltraceCutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { odd.count(.ltraceUnfinishedCall, UInt64(pending.count)) }

    private mutating func resume(
        _ end: LtraceLine, _ task: Int32, _ text: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable
    ) {
        guard let index = pending.lastIndex(where: { $0.task == task && $0.line.call == end.call }) else {
            odd.count(.ltraceUnfinishedCall)
            return
        }
        var call = pending.remove(at: index)
        call.line.result = end.result
        finish(call, number)
    }

    /// A call is complete.
    private mutating func finish(_ done: Pending, _ number: UInt32) {
        guard let call = done.line.call else { return }
        let arguments = done.line.arguments
        let block = call == .free ? arguments[0] : done.line.result
        if let outer = pending.lastIndex(where: { $0.task == done.task }) { pending[outer].inner = block }
        if done.inner == block, block != 0 { return odd.count(.ltraceNestedCall) }
        switch call {
        case .malloc: emit(.malloc, done.task, number, (.size, arguments[0]), (.ptr, block))
        case .calloc: emit(.calloc, done.task, number, (.count, arguments[0]), (.size, arguments[1]), (.ptr, block))
        case .realloc: emit(.realloc, done.task, number, (.old, arguments[0]), (.size, arguments[1]), (.ptr, block))
        case .memalign: emit(.memalign, done.task, number, (.align, arguments[0]), (.size, arguments[1]), (.ptr, block))
        case .valloc: emit(.memalign, done.task, number, (.align, 4096), (.size, arguments[0]), (.ptr, block))
        case .free: emit(.free, done.task, number, (.ptr, block))
        case .posixMemalign: odd.count(.ltraceHiddenBlock)
        }
    }

    private mutating func emit(_ kind: EventKind, _ task: Int32, _ number: UInt32, _ fields: (Field, UInt64)...) {
        now += GlibcLogImporter.callTime
        var event = TraceEvent(kind, time: now, task: task, line: number, source: source)
        for (field, value) in fields { event.set(field, value) }
        queue.append(event)
    }

    /// The first task names the process; the others are its threads.
    private mutating func meet(_ task: Int32, _ number: UInt32, _ names: inout NameTable) {
        guard !tasks.contains(task) else { return }
        var event = TraceEvent(tasks.isEmpty ? .task : .threadCreate, time: now, task: tasks.first ?? task, line: number, source: source)
        if tasks.isEmpty {
            event.set(.pid, UInt64(UInt32(bitPattern: task)))
            event.set(.comm, names.intern("program"))
        } else {
            event.set(.tid, UInt64(UInt32(bitPattern: task)))
        }
        tasks.append(task)
        queue.append(event)
    }

    private mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: now, task: tasks.first ?? GlibcLogImporter.task, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(1, line.count)), base: base, table: &names))
    }
}
