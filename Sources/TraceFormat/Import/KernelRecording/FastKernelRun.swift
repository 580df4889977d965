/// A run of lines on the fast path of perf script and ftrace text, without anything to count references of.
///
/// The path takes a line that begins like one before, tells nothing new about its task, and holds a `plain` tracepoint or a page
/// allocation whose fields come in the table's order. It takes it only where it is sure of what `KernelRecording.take` would make
/// of it; every other line is left to that, from its beginning. Tests compare the two.
struct FastKernelRun {
    let table = TracepointIndex.view
    var beginnings: LineBeginnings.View
    let events, names, gfp, members: ByteCache.View
    /// Of the tasks.
    let generation: UInt32
    /// Whether system calls have begun and not returned: then a page fault may end one.
    let hasCalls: Bool
    /// Whether single pages were freed whose free may be logged again: then an allocation ends that.
    let hasDirectFrees: Bool
    /// How the recording numbers migrate types, where an allocation showed it.
    let numbering: MigratetypeNumbering?
    let source: UInt16
    /// Time of the newest line.
    var now: UInt64
    /// How many lines were earlier than the one before.
    var outOfOrder: UInt64 = 0
    var line: UInt32

    init(_ recording: borrowing KernelRecording, line: UInt32) {
        beginnings = recording.beginnings.view
        events = recording.words.events.view
        names = recording.words.names.view
        gfp = recording.words.gfp.view
        members = recording.words.members.view
        generation = recording.tasks.generation
        hasCalls = !recording.calls.isEmpty
        hasDirectFrees = !recording.directFrees.isEmpty
        numbering = recording.evidence.numbering
        source = recording.sourceNumber
        now = recording.now
        self.line = line
    }
}

extension KernelRecording {
    /// Reads lines into `room` until it is full, `text` has ended or a line is not one for the fast path. `number` is that of the
    /// line before the first.
    ///
    /// Preconditions: nothing is in the queue; `text` ends with a line feed, with `ByteSource.padding` bytes after it; `room` is not
    /// initialized.
    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult {
        var result = FastPathResult()
        guard let base = text.baseAddress, var event = room.baseAddress else { return result }
        var run = FastKernelRun(self, line: number &+ 1)
        var cursor = FastCursor(base)
        var start = base
        let end = base + text.count
        while cursor.at < end, result.lines < room.count, run.event(&cursor, event, &decoder, &names) {
            // The other way says what is wrong with a line that is too long.
            guard cursor.at - start <= LineReader.maximumLength else { break }
            start = cursor.at
            event += 1
            result.lines &+= 1
        }
        now = run.now
        count(.outOfOrder, run.outOfOrder)
        result.bytes = start - base
        return result
    }
}
