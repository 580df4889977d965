import CDecode
import Glibc
import TraceFormat

/// How fast traces are read, event by event and checked, each form beside its reference in the same rounds: for text a minimal
/// word-wise reader in C, which looks nothing up and checks nothing; for the binary form a copy of the events' bytes.
///
/// Time is that of the thread, so that other work on the machine counts little.
struct DecodeBenchmark: Benchmark {
    static let name = "decode"
    static let about = "a recording in each form, ten times over, read and checked; time of the thread"

    /// The recording, from the project's folder; its lines are put one time after the other.
    var trace = "traces/real/perf-build.txt.zst"
    var log = "traces/real/glibc-cc1.txt.zst"
    var copies = 10
    var rounds = 9

    func run(into table: inout ResultTable) throws {
        let recording = try unpacked(trace)
        let text = try converted(recording)
        let short = text.filter { line in [" kfree ", " page_free ", " page_fault "].contains { line.contains($0) } }
        // The reference knows `KEY=VALUE` only, as the kmem events have it.
        try compareText("perf-script", repeated(recording.filter { $0.contains(" kmem:") }), decode_perf, &table)
        try compareText("text", repeated(text), decode_text, &table)
        try compareText("short-lines", repeated(short), decode_text, &table)
        try measure("malloc-log", bytes(try unpacked(log)), &table)
        try compareBinary("binary", try binary(recording, zstdLevel: nil), &table)
        try compareBinary("binary-zstd", try binary(recording, zstdLevel: 3), &table)
    }

    // MARK: Inputs

    private struct Lines {
        var header: [Substring] = []
        var body: [Substring]

        func filter(_ isWanted: (Substring) -> Bool) -> Lines { Lines(header: header, body: body.filter(isWanted)) }
    }

    private func unpacked(_ path: String) throws -> Lines {
        var source = try ByteSource(path: path)
        var text = ""
        while try source.fill(1) > 0 {
            let count = source.count
            text += String(decoding: source.bytes, as: UTF8.self)
            source.consume(count)
        }
        return Lines(body: text.split(separator: "\n"))
    }

    /// The recording in the text form.
    private func converted(_ lines: Lines) throws -> Lines {
        var reader = try TraceFile.open(ByteSource(name: "recording", bytes: bytes(lines)))
        var writer = try TextTraceWriter(ByteSink(), header: reader.header)
        try read(&reader) { for event in $0 { try writer.write(event, names: $1) } }
        try writer.finish()
        let all = String(decoding: writer.memory, as: UTF8.self).split(separator: "\n")
        let first = all.firstIndex { $0.first?.isNumber == true } ?? all.endIndex
        return Lines(header: Array(all[..<first]), body: Array(all[first...]))
    }

    private func binary(_ lines: Lines, zstdLevel: Int?) throws -> [UInt8] {
        var reader = try TraceFile.open(ByteSource(name: "recording", bytes: bytes(repeated(lines))))
        var writer = try BinaryTraceWriter(ByteSink(), header: reader.header, zstdLevel: zstdLevel)
        try read(&reader) { for event in $0 { try writer.write(event, names: $1) } }
        try writer.finish()
        return writer.memory
    }

    private func repeated(_ lines: Lines) -> Lines {
        Lines(header: lines.header, body: Array(repeatElement(lines.body, count: copies).joined()))
    }

    private func bytes(_ lines: Lines) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines.header + lines.body {
            bytes += line.utf8
            bytes.append(0x0a)
        }
        return bytes
    }

    // MARK: Measurements

    private func compareText(_ name: String, _ lines: Lines, _ reference: @escaping Reference, _ table: inout ResultTable) throws {
        let text = bytes(lines)
        // The reference may read past the end.
        let body = bytes(Lines(body: lines.body)) + [UInt8](repeating: 0, count: 64)
        let times = try interleaved(
            rounds: rounds, [{ try readTime(text).seconds }, { referenceTime(body, lines: lines.body.count, reference) }])
        let count = Double(lines.body.count) / 1e6
        table.add(
            Figure(
                benchmark: Self.name, name: name, value: count / times[0], unit: "million lines/s",
                reference: ("word-wise reader in C", count / times[1])))
    }

    private func measure(_ name: String, _ text: [UInt8], _ table: inout ResultTable) throws {
        let events = Double(try readTime(text).events) / 1e6
        let times = try interleaved(rounds: rounds, [{ try readTime(text).seconds }])
        table.add(Figure(benchmark: Self.name, name: name, value: events / times[0], unit: "million events/s"))
    }

    private func compareBinary(_ name: String, _ trace: [UInt8], _ table: inout ResultTable) throws {
        let events = try readTime(trace).events
        let times = try interleaved(rounds: rounds, [{ try readTime(trace).seconds }, { copyTime(events) }])
        let count = Double(events) / 1e6
        table.add(
            Figure(
                benchmark: Self.name, name: name, value: count / times[0], unit: "million events/s",
                reference: ("copy of the events in memory", count / times[1])))
    }

    private typealias Reference = (
        UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<decoded>?, Int, UnsafeMutablePointer<UInt64>?
    ) -> Int

    private func referenceTime(_ text: [UInt8], lines: Int, _ reference: Reference) -> Double {
        let room = UnsafeMutablePointer<decoded>.allocate(capacity: 4096)
        room.initialize(repeating: decoded(), count: 4096)
        defer { room.deallocate() }
        var sum: UInt64 = 0
        var read = 0
        let time = text.withUnsafeBytes { text in
            let base = text.baseAddress!.assumingMemoryBound(to: CChar.self)
            return threadSeconds { read = reference(base, base + text.count - 64, room, 4096, &sum) }
        }
        precondition(read == lines && sum != 0, "the reference reads every line")
        return time
    }

    private func readTime(_ trace: [UInt8]) throws -> (events: Int, seconds: Double) {
        let source = try ByteSource(name: "trace", bytes: trace)
        var reader = try TraceFile.open(source)
        var events = 0
        let time = try threadSeconds { try read(&reader) { batch, _ in events += batch.count } }
        return (events, time)
    }

    /// Seconds to copy so many events to where a batch of them stands.
    private func copyTime(_ events: Int) -> Double {
        let all = [TraceEvent](repeating: TraceEvent(.mark), count: events)
        var batch = [TraceEvent](repeating: TraceEvent(.exit), count: 4096)
        return threadSeconds {
            for start in stride(from: 0, to: events - 4096, by: 4096) {
                all[start..<start + 4096].withUnsafeBytes { events in batch.withUnsafeMutableBytes { $0.copyMemory(from: events) } }
            }
            precondition(batch[4095].kind == .mark)
        }
    }

    private func read(_ reader: inout any TraceReader, _ body: ([TraceEvent], NameTable) throws -> Void) throws {
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 4096, names: &names) {
            try body(batch, names)
            batch.removeAll(keepingCapacity: true)
        }
    }
}

/// Seconds that this thread has worked in `body`.
private func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
}
