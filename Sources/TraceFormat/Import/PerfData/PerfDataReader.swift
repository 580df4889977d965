/// perf.data, as `perf record` writes it to a file or, with `-o -`, to a pipe: the events of its tracepoints.
///
/// The tracepoints' formats stand in the file itself. Numbers of lines are those that `perf script` would print: events in order of time.
///
/// Layout: tools/perf/Documentation/perf.data-file-format.txt of 6.1.
final class PerfDataReader: TraceReader {
    private var session: PerfSession
    private var input: PerfInput
    private let isSwapped: Bool
    private var hasEnded = false

    /// How many bytes of records are looked at first, for what they tell of the machine.
    private static let scoutLength = 1 << 20
    /// How many records are taken at once.
    private static let step = 1024

    /// `kernel`: on which the input was recorded, where the user named one. Precondition: `bytes` begins as perf.data does.
    init(_ bytes: consuming ByteSource, source: UInt16, kernel: RecordedKernel?) throws(TraceError) {
        session = PerfSession(source: source)
        isSwapped = PerfFileHeader.isSwapped(bytes.bytes)
        input = try Self.begin(bytes, isSwapped: isSwapped, &session)
        while !hasEnded, !session.hasReady, session.waitingSize < Self.scoutLength { hasEnded = try Self.pull(&input, &session) }
        session.scout(isSwapped: isSwapped, kernel: kernel)
    }

    var header: TraceHeader {
        var header = session.recording.header(recorder: "perf")
        if session.isNarrow { header.entries.removeAll { $0.key == "profile" } }
        return header
    }

    var counters: OddityCounts { session.counters }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        precondition(limit > 0, "reads no events")
        return try Self.read(&input, &session, &hasEnded, isSwapped: isSwapped, into: &batch, limit: limit, &names)
    }

    /// The state's parts go by reference, so that exclusivity is checked once a batch and not once a record.
    private static func read(
        _ input: inout PerfInput, _ session: inout PerfSession, _ hasEnded: inout Bool, isSwapped: Bool,
        into batch: inout [TraceEvent], limit: Int, _ names: inout NameTable
    ) throws(TraceError) -> Bool {
        let start = batch.count
        while batch.count - start < limit {
            if session.recording.queue.available > 0 {
                session.recording.queue.read(into: &batch, limit: limit - (batch.count - start))
            } else if session.hasReady {
                session.advance(step, isSwapped: isSwapped, &names)
            } else if !hasEnded {
                hasEnded = try pull(&input, &session)
            } else if !session.finish() {
                break
            }
        }
        return batch.count > start
    }

    /// Takes records until some are ready; returns whether the input has ended.
    private static func pull(_ input: inout PerfInput, _ session: inout PerfSession) throws(TraceError) -> Bool {
        var left = step
        while left > 0, !session.hasReady {
            guard let record = try input.next() else {
                if input.isCut { session.recording.count(.cutLastLine) }
                session.finishRecords()
                return true
            }
            let type = record.u32(0)
            if type == PerfRecord.sample, session.lacksFormats { throw noFormats(input.main.name) }
            if try !takeDescription(record, type, &input.main, &session) {
                let newest = session.take(record)
                if input.endsRound(at: newest) { session.finishRound() }
            }
            left -= 1
        }
        return false
    }

    private static func noFormats(_ file: String) -> TraceError {
        TraceError(
            file: file, problem: "has no formats of events, which say how to read its samples",
            expected: "a recording of tracepoints, such as perf record -e 'kmem:*' makes")
    }
}
