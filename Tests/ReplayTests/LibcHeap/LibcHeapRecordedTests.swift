import Replay
import Testing

/// Every address and every break of recorded runs of glibc 2.36 itself.
@Suite struct LibcHeapRecordedTests {
    struct Recording: Sendable, CustomTestStringConvertible {
        var name: String
        var kind = Architecture.Kind.amd64
        var calls: Int
        var addresses: Int
        var breaks: Int
        var testDescription: String { name }
    }

    static let recordings: [Recording] = [
        Recording(name: "heap-cc1", calls: 39982, addresses: 22206, breaks: 14),
        Recording(name: "heap-python3", calls: 39981, addresses: 26235, breaks: 15),
        Recording(name: "heap-random-amd64", calls: 10205, addresses: 6748, breaks: 106),
        Recording(name: "heap-random-i386", kind: .i386, calls: 10164, addresses: 6745, breaks: 116),
        Recording(name: "heap-threads-amd64", calls: 10775, addresses: 6644, breaks: 3),
        Recording(name: "heap-threads-i386", kind: .i386, calls: 12680, addresses: 8431, breaks: 22),
    ]

    @Test(arguments: recordings)
    func addressesAndBreaksEqualTheRealOnes(recording: Recording) throws {
        let score = RecordedHeapPlayer(recording.kind).play(try RecordedHeapLog(recording.name), checkEvery: 3000)
        #expect(score.brokenLines.isEmpty)
        #expect(score.calls == recording.calls)
        #expect(score.addresses == recording.addresses)
        #expect(score.breaks == recording.breaks)
    }
}
