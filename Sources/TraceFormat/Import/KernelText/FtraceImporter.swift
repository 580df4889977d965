/// ftrace text: tracefs's `trace` and `trace_pipe`, and `trace-cmd report`: `COMM-PID [CPU] FLAGS TIME: EVENT: FIELDS`.
///
/// The number is the thread's; without the option `record-tgid` threads are taken as processes. Times are the trace clock in
/// ns. `tracing_mark_write` becomes `mark`. Lost events are told by `[LOST N EVENTS]` lines (where N is missing, 0) and by the header's
/// `entries-in-buffer/entries-written`, whose difference was overwritten before the first line.
///
/// Of function_graph's output the events are read; where it has no times each gets the microsecond after the one before it.
struct FtraceImporter: LineImporter {
    private var recording: KernelRecording
    private(set) var validLines: UInt64 = 0
    /// Events overwritten before the first line, to be emitted with its time.
    private var overwritten: UInt64 = 0
    /// The task of each processor, as function_graph tells where it changes.
    private var graphTasks: [(cpu: Int16, tid: Int32)] = []
    /// Nanoseconds from event to event in function_graph's output without times.
    private static let graphTime: UInt64 = 1000

    init(source: UInt16) { recording = KernelRecording(oddities: .ftraceMalformedLine, source: source) }

    static var format: ImportFormat { .ftrace }
    static var scoutLength: Int { 1 << 20 }

    var header: TraceHeader { recording.header(recorder: "ftrace") }
    var counters: OddityCounts { recording.counters }

    var queue: ImportQueue {
        get { recording.queue }
        _modify { yield &recording.queue }
    }

    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool {
        let line = LinePrefix.strip(line)
        return KernelLine(line, layout: .ftrace) != nil || KernelLine(graph: line, order: 0) != nil
            || line.has("# tracer: function_graph", at: 0)
    }

    mutating func begin(knowing scout: FtraceImporter, kernel: RecordedKernel?) {
        recording.begin(knowing: scout.recording, kernel: kernel)
    }

    @inline(__always)
    mutating func take(_ whole: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        let line = LinePrefix.strip(whole)
        guard line.count == 0 || line.byte(0) != Ascii.hash, let parsed = KernelLine(line, layout: .ftrace) else {
            return takeOther(line, number, &names)
        }
        take(parsed, line, number, &names)
    }

    @inline(__always)
    private mutating func take(_ parsed: KernelLine, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        validLines += 1
        if overwritten > 0 { emitOverwritten(at: parsed.time, number) }
        recording.take(parsed, bytes: line, number: number, names: &names)
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        recording.keepWhole(.cutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { recording.finish() }

    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult {
        // The first line has the time of what was overwritten before it.
        guard overwritten == 0 else { return FastPathResult() }
        let result = recording.takeOnFastPath(text, number: number, into: room, names: &names)
        validLines += UInt64(result.lines)
        return result
    }

    /// Comments, `cpus=N` of trace-cmd, lost events, and lines of another shape.
    @inline(never)
    private mutating func takeOther(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        if line.count > 0, line.byte(0) == Ascii.hash { return takeComment(line) }
        guard line.trimmedEnd(0, line.count) > 0 else { return }
        if line.has("cpus=", at: 0) { return recording.evidence.take(header: line) }
        if StackLine.isFtrace(line) { return recording.count(.callChainLine) }
        if takeGraph(line, number, &names) { return }
        for (word, after) in [("[LOST ", 6), ("[", 1)] as [(StaticString, Int)] {
            guard let at = line.firstRange(of: word), let lost = line.decimalPrefix(at + after),
                line.has(" EVENTS", at: lost.end)
            else { continue }
            return recording.lost(lost.value, number)
        }
        // The ring buffer may not tell how many (print_trace_line, kernel/trace/trace.c; trace_show_data, trace-cmd's trace-read.c).
        for word: StaticString in ["[LOST EVENTS]", "[EVENTS DROPPED]"] where line.firstRange(of: word) != nil {
            return recording.lost(0, number)
        }
        recording.keepWhole(.malformedLine, line, number, &names)
    }

    /// A line of the function tracers: an event in a comment, a change of task, a call; false where it is none.
    private mutating func takeGraph(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) -> Bool {
        if var event = KernelLine(graph: line, order: recording.now + Self.graphTime) {
            if event.tid == TraceEvent.noTask { event.tid = graphTasks.first { $0.cpu == event.cpu }?.tid ?? TraceEvent.noTask }
            take(event, line, number, &names)
            return true
        }
        if let task = KernelLine(graphSwitch: line) {
            graphTasks.removeAll { $0.cpu == task.cpu }
            graphTasks.append((task.cpu, task.tid))
            recording.name(
                task, line,
                TraceEvent(.task, time: recording.now, cpu: task.cpu, task: task.tid, line: number, source: recording.sourceNumber),
                &names)
        } else if !KernelLine.isGraph(line), line.firstRange(of: " <-") == nil {
            return false
        }
        validLines += 1
        recording.count(.functionLine)
        return true
    }

    /// `# entries-in-buffer/entries-written: HELD/WRITTEN   #P:1`.
    private mutating func takeComment(_ line: UnsafeRawBufferPointer) {
        recording.evidence.take(header: line)
        let title: StaticString = "entries-written: "
        guard let at = line.firstRange(of: title), let held = line.decimalPrefix(at + title.utf8CodeUnitCount),
            held.end < line.count, line.byte(held.end) == Ascii.slash, let written = line.decimalPrefix(held.end + 1)
        else { return }
        if written.value > held.value { overwritten = written.value - held.value }
    }

    private mutating func emitOverwritten(at time: UInt64, _ number: UInt32) {
        recording.now = max(recording.now, time)
        recording.lost(overwritten, number)
        overwritten = 0
    }
}
