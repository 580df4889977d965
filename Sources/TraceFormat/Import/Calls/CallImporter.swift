/// One recorder's log of calls: its declaration, for `CallImporter`.
protocol CallRecorder {
    static var format: ImportFormat { get }
    static var table: CallTable { get }
}

/// A declaration with its rules by name. A class, so that no line copies it.
final class CallTable: Sendable {
    let format: CallFormat
    let rules: CallRules

    init(_ format: CallFormat) {
        self.format = format
        rules = CallRules(format.rules)
    }
}

/// Reads a log of calls by its declaration: a call becomes the event of its rule, or an unmatched event and a count.
///
/// - A call that is split (`<unfinished ...>`, later `<... NAME resumed>`) is put together and stands where it returns.
/// - A call inside another one that gives or frees the same block (malloc in operator new) is the same allocation.
/// - A call that failed is no event of its kind: it is kept as an unmatched event and counted.
struct CallImporter<Recorder: CallRecorder>: LineImporter {
    var queue = ImportQueue()
    var validLines: UInt64 = 0
    var odd: OddLineKeeper
    var clock = CallClock()
    var tasks = CallTasks()
    var pending = PendingText()
    /// The program break of each process, where it is known. Only looked up.
    var breaks: [Int32: UInt64] = [:]
    /// Programs that processes began before their first call, by process. Only looked up.
    var commands: [Int32: NameID] = [:]
    /// The task of lines without one, where the file's name tells it.
    var fileTask: UInt64?
    /// Whether the call being taken is a program's first: execve, or brk(NULL).
    var beginsProgram = false
    /// Of a file of its own: who made the task stands in another file, and whether it is a thread too.
    var isMadeElsewhere = false
    let source: UInt16
    let table: CallTable

    init(source: UInt16) {
        self.source = source
        table = Recorder.table
        odd = OddLineKeeper(shortened: Recorder.table.format.oddities.shortened)
    }

    static var format: ImportFormat { Recorder.format }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", Recorder.table.format.source), ("profile", "x86_64-24g"), ("placement", "model")]
        return header
    }

    var counters: OddityCounts { odd.counts }

    /// strace -ff writes one file a thread, and its name ends with the thread's number; times stay, so that files can be put together.
    mutating func begin(file name: String) {
        guard case .children = table.format.tasks, name.contains(".") else { return }
        fileTask = name.split(separator: ".").last.flatMap { UInt64($0) }.flatMap { $0 > 0 && $0 <= UInt64(Int32.max) ? $0 : nil }
        if fileTask != nil { clock.keepStamps() }
    }

    /// Whether a line tells of a call of this format that has an event.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool {
        let prefix = CallPrefix(line, for: Recorder.table.format.syntax)
        guard prefix.fits(Recorder.table.format) else { return false }
        guard let call = CallLine.read(line, prefix.end, as: Recorder.table.format.syntax),
            let rule = Recorder.table.rules.rule(named: line.slice(call.name.lowerBound, call.name.upperBound)), rule.kind != nil
        else { return false }
        return call.isClosed && call.count >= rule.count && (call.hasResult || !rule.needsResult) && rule.hasNumbers(line, call)
    }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        guard line.trimmedEnd(0, line.count) > 0 else { return }
        if takeNote(line, number, &names) { return }
        let prefix = CallPrefix(line, for: table.format.syntax)
        guard prefix.fits(table.format) else { return keep(table.format.oddities.malformed, line, number, &names) }
        if let stamp = prefix.time { clock.take(stamp, as: table.format.stamps) }
        if case .brackets = table.format.syntax { return takeBrackets(line, prefix, number, &names) }
        guard let call = CallLine.read(line, prefix.end, as: table.format.syntax), call.isClosed else {
            return keep(table.format.oddities.malformed, line, number, &names)
        }
        let whole = WholeCall(text: line, call: call, caller: caller(line, call, prefix), number: number)
        finish(whole, &names)
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if takeNote(line, number, &names) { return }
        keep(table.format.oddities.cut, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { odd.count(table.format.oddities.unfinished, UInt64(pending.count)) }

    /// Who calls, by the columns before the call or by its operands.
    private func caller(_ line: UnsafeRawBufferPointer, _ call: CallLine, _ prefix: CallPrefix) -> CallCaller {
        var caller = CallCaller(process: prefix.process, task: prefix.task ?? fileTask)
        if case .braces = table.format.syntax {
            caller.process = call.operand("vpid", in: line).flatMap { CallDecoder.number(line, $0) } ?? caller.process
            caller.task = call.operand("vtid", in: line).flatMap { CallDecoder.number(line, $0) } ?? caller.task
        }
        return caller
    }

    mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: clock.now, task: tasks.first ?? GlibcLogImporter.task, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(1, line.count)), base: base, table: &names))
    }
}

/// Who makes a call, by the log's numbers; nil: not told.
struct CallCaller {
    var process: UInt64?
    var task: UInt64?
}

/// A call that is complete.
struct WholeCall {
    var text: UnsafeRawBufferPointer
    var call: CallLine
    var caller: CallCaller
    var number: UInt32
    /// The block of a call inside it.
    var inner: UInt64?

    var name: UnsafeRawBufferPointer { text.slice(call.name.lowerBound, call.name.upperBound) }
}
