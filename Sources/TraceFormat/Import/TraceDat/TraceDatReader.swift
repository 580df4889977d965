/// trace.dat of versions 6 and 7, as `trace-cmd record` and `trace-cmd extract` write it: the kernel's ring buffers with the formats of
/// their events.
///
/// Times are those of the recorded clock in ns; of a clock that only counts (`counter`) the numbers. A file does not tell threads from
/// processes. Events of all buffers come together, in order of time; lines are counted as `trace-cmd report` prints them.
final class TraceDatReader: TraceReader {
    private var session: TraceDatSession
    private var source: ByteSource
    private let isNarrow: Bool

    /// How many events are looked at first, for what they tell of the machine.
    private static let scoutCount = 4096
    private static let step = 1024

    /// `kernel`: on which the input was recorded, where the user named one. Precondition: `bytes` begins as trace.dat does.
    init(_ bytes: consuming ByteSource, source number: UInt16, kernel: RecordedKernel?) throws(TraceError) {
        source = try bytes.seekable()
        let file = try TraceDatFile(&source)
        var recording = KernelRecording(oddities: .traceDatMalformedRecord, source: number)
        Self.describe(file, &recording)
        isNarrow = RingPageLayout(file.tracing.headerPage).commitSize == 4
        var scout = TraceDatSession(file, recording: recording)
        var names = NameTable()
        try scout.begin(&source)
        _ = try scout.advance(Self.scoutCount, &source, &names)
        recording.begin(knowing: scout.recording, kernel: kernel)
        session = TraceDatSession(file, recording: recording)
        try session.begin(&source)
    }

    /// `Linux HOST 6.1.0-57-amd64 #1 …`, and the number of processors.
    private static func describe(_ file: TraceDatFile, _ recording: inout KernelRecording) {
        let words = file.options.uname.split(separator: " ")
        for word in words.dropFirst(2).prefix(1) { recording.evidence.name(RecordedKernel(String(word))) }
        if let count = file.processors, (1...UInt32(Int16.max)).contains(count) { recording.evidence.declaredCPUs = UInt16(count) }
    }

    var header: TraceHeader {
        var header = session.recording.header(recorder: "trace-cmd")
        if isNarrow { header.entries.removeAll { $0.key == "profile" } }
        return header
    }

    var counters: OddityCounts { session.counters }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        precondition(limit > 0, "reads no events")
        return try Self.read(&session, &source, into: &batch, limit: limit, &names)
    }

    /// The state's parts go by reference, so that exclusivity is checked once a batch and not once a record.
    private static func read(
        _ session: inout TraceDatSession, _ source: inout ByteSource, into batch: inout [TraceEvent], limit: Int, _ names: inout NameTable
    ) throws(TraceError) -> Bool {
        let start = batch.count
        while batch.count - start < limit {
            if session.recording.queue.available > 0 {
                session.recording.queue.read(into: &batch, limit: limit - (batch.count - start))
            } else if try !session.advance(step, &source, &names) {
                break
            }
        }
        return batch.count > start
    }
}
