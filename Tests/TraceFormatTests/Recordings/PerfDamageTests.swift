import Testing

@testable import TraceFormat

/// Damaged perf.data: an error that says where, or events that are well formed; never a crash, never a hang.
@Suite struct PerfDamageTests {
    private static func bytes(_ file: String) throws -> [UInt8] {
        try ByteSource.whole(ImportedTrace.path("perf-data/" + file)).bytes
    }

    /// Reads bytes; the events must be well formed. Returns how many there are.
    @discardableResult
    private func read(_ bytes: [UInt8]) -> Int {
        do {
            let trace = try ImportedTrace(TraceFile.open(ByteSource(name: "damaged", bytes: bytes)), limit: 1000)
            for event in trace.events where KindRule.byCode[Int(event.kind.rawValue)]?.violation(of: event) != nil {
                Issue.record("a bad event: \(event)")
            }
            return trace.events.count
        } catch {
            #expect("\(error)".contains("expected") || "\(error)".contains("byte"), "\(error)")
            return 0
        }
    }

    /// A file that is cut loses what stands at its end: the formats. A stream loses events only.
    @Test func cutFilesAreReadOrRefused() throws {
        let stream = try Self.bytes("one-task.pipe.zst")
        var last = 0
        for count in stride(from: 16, to: stream.count, by: 4099) {
            let events = read(Array(stream[..<count]))
            #expect(events >= last)
            last = events
        }
        #expect(last > 2000)
        let file = try Self.bytes("threads.data/data")
        for count in stride(from: 8, to: file.count, by: 499) { #expect(read(Array(file[..<count])) == 0) }
    }

    @Test func everyByteOfTheBeginningMayBeTheLast() throws {
        let file = try Self.bytes("losses.data.zst")
        for count in 8..<400 { #expect(read(Array(file[..<count])) == 0) }
        let stream = try Self.bytes("one-task.pipe.zst")
        for count in 8..<600 { read(Array(stream[..<count])) }
    }

    @Test func aCutStreamSaysSo() throws {
        let stream = try Self.bytes("one-task.pipe.zst")
        let trace = try ImportedTrace(TraceFile.open(ByteSource(name: "cut", bytes: Array(stream[..<(stream.count - 11)]))), limit: 1000)
        #expect(trace.counters["perf_data.cut_end"] == 1)
    }

    @Test(arguments: ["one-task.pipe.zst", "losses.data.zst", "packed-chains.data.zst"], 0..<4)
    func flippedBytesNeverCrash(_ file: String, _ seed: Int) throws {
        let good = try Self.bytes(file)
        var random = SeededGenerator(state: UInt64(seed) + 77)
        for round in 0..<12 {
            var bytes = good
            for _ in 0..<(round < 6 ? 1 : 200) {
                bytes[Int.random(in: 8..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            read(bytes)
        }
    }

    /// Lengths, offsets and counts of the header, each replaced by large numbers.
    @Test func lengthsThatLieAreRefused() throws {
        let good = try Self.bytes("losses.data.zst")
        for at in stride(from: 8, to: 104, by: 8) {
            for lie: UInt64 in [0, 1, 1 << 20, 1 << 40, .max, .max - 7] {
                var bytes = good
                withUnsafeBytes(of: lie.littleEndian) { bytes.replaceSubrange(at..<at + 8, with: $0) }
                read(bytes)
            }
        }
    }

    /// perf record writes the size of the records, and the formats behind them, at its end.
    @Test func aKilledRecorderIsNamed() throws {
        var bytes = try Self.bytes("losses.data.zst")
        bytes.replaceSubrange(48..<56, with: [UInt8](repeating: 0, count: 8))
        let error = #expect(throws: TraceError.self) { try TraceFile.open(ByteSource(name: "F", bytes: bytes)) }
        #expect(error?.description.contains("was killed") == true)
    }
}
