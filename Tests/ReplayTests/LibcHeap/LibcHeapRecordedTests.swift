import Testing

@testable import Heap
@testable import ReplayModel

/// Every address and every break of recorded runs of glibc 2.36 itself, and of malloc.c of other versions.
@Suite struct LibcHeapRecordedTests {
    struct Recording: Sendable, CustomTestStringConvertible {
        var name: String
        var kind = Architecture.Kind.amd64
        var calls: Int
        var addresses: Int
        var breaks: Int
        var version = GlibcVersion.v236
        var testDescription: String { name }
    }

    static let recordings: [Recording] = [
        Recording(name: "heap-cc1", calls: 39982, addresses: 22206, breaks: 14),
        Recording(name: "heap-python3", calls: 39981, addresses: 26235, breaks: 15),
        Recording(name: "heap-random-amd64", calls: 10205, addresses: 6748, breaks: 106),
        Recording(name: "heap-random-i386", kind: .i386, calls: 10164, addresses: 6745, breaks: 116),
        Recording(name: "heap-threads-amd64", calls: 10775, addresses: 6644, breaks: 3),
        Recording(name: "heap-threads-i386", kind: .i386, calls: 12680, addresses: 8431, breaks: 22),
        Recording(name: "heap-2.23-random", calls: 6890, addresses: 4085, breaks: 20, version: .v223),
        Recording(name: "heap-2.23-threads", calls: 6912, addresses: 4101, breaks: 8, version: .v223),
        Recording(name: "heap-2.31-random", calls: 6963, addresses: 4088, breaks: 56, version: .v231),
        Recording(name: "heap-2.31-threads", calls: 6912, addresses: 4101, breaks: 11, version: .v231),
        Recording(name: "heap-2.39-random", calls: 6964, addresses: 4112, breaks: 54, version: .v239),
        Recording(name: "heap-2.39-threads", calls: 6912, addresses: 4101, breaks: 11, version: .v239),
    ]

    @Test(arguments: recordings)
    func addressesAndBreaksEqualTheRealOnes(recording: Recording) throws {
        let score = RecordedHeapPlayer(recording.kind, recording.version).play(try RecordedHeapLog(recording.name), checkEvery: 3000)
        #expect(score.brokenLines.isEmpty)
        #expect(score.calls == recording.calls)
        #expect(score.addresses == recording.addresses)
        #expect(score.breaks == recording.breaks)
    }
}
