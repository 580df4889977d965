/// Turns a kernel recording's lines into events: what perf script and ftrace have in common.
///
/// - A task is named (`task`) when it first appears and when its command name changes; a thread (`thread_create`) when it first
///   appears with a pid that is not its own. Threads' own command names are not kept: the name is the process's.
/// - A system call's beginning and return become one event, see `Tracepoint.calls`. It stands at the return (time and line)
///   where the result is waited for, at the beginning otherwise. What the task does in user mode, another system call, its
///   exit and the end of the recording end the wait: then the event has no result.
/// - `sched_process_fork` does not say whether the child is a thread. The event is held back, with all after it, until the
///   child's first line shows its pid and tid, or `heldLimit` events have come; where only one number is printed the child is
///   a process. `task_newtask`, where it was recorded, says it at once.
/// - Lines are taken in their order; those earlier than the one before them are counted.
struct KernelRecording {
    /// How many events wait for a child's first line at most.
    static let heldLimit = 8192

    /// The format's own oddities: its first; the others follow in the order of `LineOddity`.
    private let oddities: Oddity
    private var odd: OddLineKeeper
    var queue = ImportQueue()
    /// Time of the newest line.
    var now: UInt64 = 0
    var tasks = RecordedTasks()
    var calls = PendingCalls()
    var decoder = TracepointDecoder()
    /// Held fork events: position in the queue and the child.
    var heldForks: [(position: Int, child: Int32)] = []
    /// The newest `task_newtask` of each creating task: the child and whether it is a thread.
    var newTasks: [Int32: (child: Int32, isThread: Bool)] = [:]
    /// What the recording tells of its machine.
    var evidence = RecordingEvidence()
    var directFrees = DirectFrees()
    let sourceNumber: UInt16
    /// For the fast path; see `takeOnFastPath`.
    let beginnings = LineBeginnings()
    let words = RecordedWords()

    /// `oddities`: the format's own, of which this is the first.
    init(oddities: Oddity, source: UInt16) {
        self.oddities = oddities
        odd = OddLineKeeper(shortened: LineOddity.shortenedText.among(oddities))
        sourceNumber = source
    }

    /// Takes one event line.
    @inline(__always)
    mutating func take(_ line: KernelLine, bytes: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        if line.time < now { count(.outOfOrder) } else { now = line.time }
        evidence.highestCPU = max(evidence.highestCPU, line.cpu)
        var event = TraceEvent(.unmatched, time: line.time, cpu: line.cpu, task: line.tid, line: number, source: sourceNumber)
        name(line, bytes, event, &names)
        beginnings.keep(bytes, line, time: line.timeStart, generation: tasks.generation)
        let payload = bytes.slice(line.payload.lowerBound, line.payload.upperBound)
        guard let point = decoder.point(named: bytes.slice(line.event.lowerBound, line.event.upperBound)) else {
            return takeUnnamed(line, bytes, event, &names)
        }
        decode(point, payload, line, bytes, &event, &names)
    }

    @inline(__always)
    mutating func decode(
        _ point: Int, _ payload: UnsafeRawBufferPointer, _ line: KernelLine, _ bytes: UnsafeRawBufferPointer, _ event: inout TraceEvent,
        _ names: inout NameTable
    ) {
        let base = event
        let entry = decoder.index.points[point]
        event.kind = entry.kind
        do throws(TracepointDecoder.Failure) {
            if case .mark = entry.shape {
            } else if case .leave = entry.shape {
            } else {
                try decoder.decode(payload, as: entry, into: &event, table: &names)
            }
            if line.interrupts { event.noteInterrupt() }
            try put(entry, PrintedDetails(payload), &event, &names)
        } catch {
            keep(error == .missingField ? .missingField : .badField, line, bytes, base, &names)
        }
        limitHolding()
    }

    /// Takes an event that has its fields.
    @inline(__always)
    mutating func put(
        _ entry: TracepointIndex.Point, _ details: some RecordedDetails, _ event: inout TraceEvent, _ names: inout NameTable
    ) throws(TracepointDecoder.Failure) {
        if event.has(.migratetype) { renumberTypes(&event) }
        guard case .plain = entry.shape else { return try shape(entry, details, event, &names) }
        if event.kind == .pageFault { finishCall(of: event.task) }
        try checkFrame(event)
        queue.append(event)
    }

    /// Lets go what was held back for too long.
    @inline(__always)
    mutating func limitHolding() {
        if !heldForks.isEmpty, queue.end - heldForks[0].position > Self.heldLimit { releaseForks() }
    }

    /// Keeps the line as `unmatched`.
    @inline(never)
    mutating func keep(
        _ oddity: LineOddity, _ line: KernelLine, _ bytes: UnsafeRawBufferPointer, _ base: TraceEvent, _ names: inout NameTable
    ) {
        keep(
            oddity, bytes.slice(line.event.lowerBound, bytes.count), short: bytes.slice(line.event.lowerBound, line.event.upperBound),
            base, &names)
    }

    /// A frame number must fit `FrameNumber`.
    @inline(__always)
    func checkFrame(_ event: TraceEvent) throws(TracepointDecoder.Failure) {
        if let frame = event.number(.frame), frame > UInt64(UInt32.max) { throw .badField }
    }

    /// The recording has ended: what waits is emitted.
    mutating func finish() {
        releaseForks()
        for call in calls.removeAll() {
            count(.enterWithoutExit)
            queue.append(call)
        }
    }

    // MARK: Oddities

    mutating func count(_ oddity: LineOddity, _ amount: UInt64 = 1) { odd.count(oddity.among(oddities), amount) }

    /// Keeps a text as `unmatched`; `short` where too many texts were kept.
    mutating func keep(
        _ oddity: LineOddity, _ text: UnsafeRawBufferPointer, short: UnsafeRawBufferPointer, _ base: TraceEvent, _ names: inout NameTable
    ) {
        queue.append(odd.unmatched(oddity.among(oddities), text: text, short: short, base: base, table: &names))
    }

    /// Whether `keep` keeps whole texts still.
    var keepsTexts: Bool { odd.keepsTexts }

    var counters: OddityCounts {
        var counts = odd.counts
        counts.add(LineOddity.unknownGfpFlag.among(oddities), decoder.unknownGfp)
        counts.add(LineOddity.unknownGfpNumber.among(oddities), decoder.assumedGfp)
        counts.add(LineOddity.hiddenPointer.among(oddities), decoder.hiddenPointers)
        return counts
    }
}

extension TraceEvent {
    /// It is in an interrupt that came while its processor held locks; of no matter for most kinds.
    @inline(never)
    mutating func noteInterrupt() {
        if kind.slot(of: .interrupt) != nil { set(.interrupt, 1) }
    }
}
