/// `perf script` text: `COMM PID/TID [CPU] TIME: EVENT: FIELDS`, as `perf script -F comm,pid,tid,cpu,time,event,trace` and as
/// the default layout prints it (one number for the task, perhaps no cpu, perhaps a period before the event).
///
/// Times are perf's clock in ns. Lines of call chains (`perf record -g`) are counted, not kept.
struct PerfScriptImporter: LineImporter {
    private var recording: KernelRecording
    private(set) var validLines: UInt64 = 0

    init(source: UInt16) { recording = KernelRecording(oddities: .perfScriptMalformedLine, source: source) }

    static var format: ImportFormat { .perfScript }
    static var scoutLength: Int { 1 << 20 }

    var header: TraceHeader { recording.header(recorder: "perf script") }
    var counters: OddityCounts { recording.counters }

    var queue: ImportQueue {
        get { recording.queue }
        _modify { yield &recording.queue }
    }

    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool { KernelLine(LinePrefix.strip(line), layout: .perf) != nil }

    mutating func begin(knowing scout: PerfScriptImporter, kernel: RecordedKernel?) {
        recording.begin(knowing: scout.recording, kernel: kernel)
    }

    @inline(__always)
    mutating func take(_ whole: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        let line = LinePrefix.strip(whole)
        guard let parsed = KernelLine(line, layout: .perf) else { return takeOther(line, number, &names) }
        validLines += 1
        recording.take(parsed, bytes: line, number: number, names: &names)
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        recording.keepWhole(.cutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { recording.finish() }

    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult {
        let result = recording.takeOnFastPath(text, number: number, into: room, names: &names)
        validLines += UInt64(result.lines)
        return result
    }

    /// `COMM PID [CPU] TIME: PERF_RECORD_LOST lost N` where perf was asked for it, `LOST N events`, call chains.
    @inline(never)
    private mutating func takeOther(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        guard line.trimmedEnd(0, line.count) > 0 else { return }
        if line.byte(0) == Ascii.hash { return recording.evidence.take(header: line) }
        if StackLine.isPerf(line) { return recording.count(.callChainLine) }
        for word: StaticString in ["LOST ", "lost "] {
            if let at = line.firstRange(of: word), let lost = line.decimalPrefix(at + 5) {
                return recording.lost(lost.value, number)
            }
        }
        recording.keepWhole(.malformedLine, line, number, &names)
    }
}
