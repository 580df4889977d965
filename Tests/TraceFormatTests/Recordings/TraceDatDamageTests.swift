import Testing

@testable import TraceFormat

/// Damaged trace.dat: an error that says where, or events that are well formed; never a crash, never a hang.
@Suite struct TraceDatDamageTests {
    private static func bytes(_ file: String) throws -> [UInt8] {
        try ByteSource.whole(ImportedTrace.path("trace-dat/" + file)).bytes
    }

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

    /// Version 6 has the data at its end; version 7 the options, without which nothing is found.
    @Test func cutFilesAreReadOrRefused() throws {
        let old = try Self.bytes("buffers6.dat.zst")
        for count in stride(from: 10, to: old.count, by: 997) { read(Array(old[..<count])) }
        let new = try Self.bytes("graph.dat")
        for count in stride(from: 10, to: new.count, by: 101) { #expect(read(Array(new[..<count])) <= 11) }
    }

    @Test func everyByteOfTheBeginningMayBeTheLast() throws {
        let old = try Self.bytes("buffers6.dat.zst")
        for count in 10..<400 { #expect(read(Array(old[..<count])) == 0) }
        let new = try Self.bytes("graph.dat")
        for count in (new.count - 400)..<new.count { read(Array(new[..<count])) }
    }

    @Test(arguments: ["buffers6.dat.zst", "graph.dat", "counter.dat.zst", "stacks.dat"], 0..<4)
    func flippedBytesNeverCrash(_ file: String, _ seed: Int) throws {
        let good = try Self.bytes(file)
        var random = SeededGenerator(state: UInt64(seed) + 99)
        for round in 0..<16 {
            var bytes = good
            for _ in 0..<(round < 8 ? 1 : 100) {
                bytes[Int.random(in: 10..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            read(bytes)
        }
    }

    /// Only the pages of the ring buffer, where what is read is no text.
    @Test(arguments: 0..<4) func damagedPagesNeverCrash(_ seed: Int) throws {
        let good = try Self.bytes("buffers6.dat.zst")
        var random = SeededGenerator(state: UInt64(seed) + 7)
        for _ in 0..<40 {
            var bytes = good
            for _ in 0..<20 {
                bytes[Int.random(in: (bytes.count - 60_000)..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            read(bytes)
        }
    }

    @Test func whatAKilledRecorderLeavesIsNamed() throws {
        let error = #expect(throws: TraceError.self) { try ImportedTrace(file: "trace-dat/killed.dat.cpu1.zst") }
        #expect(error?.description.contains("trace-cmd restore") == true)
    }
}
