import Foundation
import Testing
import TraceFormat

@testable import MallocRecorder

@Suite struct RecordingReaderTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// The trace's events as text, without time and line.
    private func events(_ segments: SegmentFile...) throws -> [String] {
        defer { try? FileManager.default.removeItem(at: folder) }
        for segment in segments { try segment.write(to: folder) }
        let reader = try RecordingReader(folder: folder.path, entries: [], mainStatus: nil)
        var (names, batch) = (NameTable(), [TraceEvent]())
        while try reader.read(into: &batch, limit: 2, names: &names) {}
        for (event, next) in zip(batch, batch.dropFirst()) { #expect(event.time <= next.time) }
        return batch.map { event in
            let fields = event.kind.schema.fields.compactMap { spec in event.number(spec.field).map { "\(spec.field.name)=\($0)" } }
            return (["\(event.task) \(event.kind.name)"] + fields).joined(separator: " ")
        }
    }

    private let first: [UInt64] = [1001, 10, 100, 0]
    private let begin = ["100 task pid=100 uid=0", "100 recorded_break result=20480"]

    /// The recorder makes a segment's file before it asks for its room.
    @Test func aSegmentWithoutRoomIsCounted() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try SegmentFile(records: [first]).write(to: folder)
        let name = (0..<4).map { _ in String(repeating: "f", count: 16) }.joined(separator: "-")
        try Data().write(to: folder.appending(path: name))
        let figures = try RecordingReader(folder: folder.path, entries: [], mainStatus: nil).figures
        #expect(figures.segmentsWithoutRoom == 1)
        #expect(figures.unreadableSegments == 1)
        #expect(figures.images == 1)
    }

    @Test func callsKeepTheirOrderAndFields() throws {
        let records: [[UInt64]] = [
            first, [1002, 1, 0x5010, 24], [1003, 2, 0x5040, 3, 8], [1004, 3, 0x5080, 0x5010, 99, 1006], [1007, 4, 0x6000, 64, 100],
            [1008, 5, 0x5080], [1009, 6, 0xffff_ffff, UInt64.max], [1010, 7, 0, 7], [1011, 8, 0x9000, 0x5000], [1012, 9, 50, 20, 2],
            [1013, 12, 1 << 32 | 3],
        ]
        #expect(
            try events(SegmentFile(records: records)) == begin + [
                "100 malloc size=24 ptr=20496", "100 calloc count=3 size=8 ptr=20544", "100 realloc old=20496 size=99 ptr=20608",
                "100 memalign align=64 size=100 ptr=24576", "100 free ptr=20608", "100 mallopt value=18446744073709551615",
                "100 malloc_trim size=7", "100 recorded_break result=36864 old=20480", "100 recorded_statm vss=50 rss=20 size=8192",
                "100 exit value=3",
            ])
    }

    @Test func aRecordCutOffBeforeItsTimeEndsTheStream() throws {
        let cut = SegmentFile(records: [first, [1002, 1, 0x5010, 24], [0, 1, 0x5030, 24], [1004, 5, 0x5010]])
        #expect(try events(cut) == begin + ["100 malloc size=24 ptr=20496", "100 exit"])
    }

    @Test(arguments: [[UInt64.max, 1, 0x5030, 24], [1 << 63, 5, 0x5010], [1003, 10, 1 << 40, 0]])
    func aRecordWithAnImpossibleTimeOrThreadEndsItsSegment(_ record: [UInt64]) throws {
        let damaged = SegmentFile(records: [first, [1002, 1, 0x5010, 24], record, [1004, 5, 0x5010]])
        #expect(try events(damaged) == begin + ["100 malloc size=24 ptr=20496", "100 exit"])
    }

    @Test func aStreamGoesOnInItsNextSegment() throws {
        let segments = [
            SegmentFile(records: [first, [1002, 1, 0x5010, 24]]), SegmentFile(segment: 1, records: [[1003, 5, 0x5010]]),
        ]
        #expect(try events(segments[1], segments[0]) == begin + ["100 malloc size=24 ptr=20496", "100 free ptr=20496", "100 exit"])
    }

    @Test func aReallocWaitsForTheFreeOfTheBlockThatItGives() throws {
        let main = SegmentFile(records: [first, [1002, 1, 0x5010, 24], [1003, 1, 0x5030, 24], [1010, 5, 0x5030]])
        let other = SegmentFile(
            stream: 1, records: [[1004, 10, 101, 0], [1004, 10, 101, 100], [1005, 3, 0x5030, 0x5010, 20, 1020], [1030, 11, 0]])
        #expect(
            try events(main, other) == begin + [
                "100 malloc size=24 ptr=20496", "100 malloc size=24 ptr=20528", "100 thread_create tid=101", "100 free ptr=20528",
                "101 realloc old=20496 size=20 ptr=20528", "101 thread_exit", "100 exit",
            ])
    }

    @Test func aThreadEndsAfterTheFreesOfItsDestructors() throws {
        let main = SegmentFile(records: [first, [1002, 1, 0x5010, 24]])
        let other = SegmentFile(stream: 1, records: [[1003, 10, 101, 100], [1004, 11, 0], [1005, 5, 0x5010], [1006, 10, 102, 100]])
        #expect(
            try events(main, other) == begin + [
                "100 malloc size=24 ptr=20496", "100 thread_create tid=101", "101 free ptr=20496", "101 thread_exit",
                "100 thread_create tid=102", "100 exit",
            ])
    }

    @Test func forkAndExecAreDistinguishedFromNewProcesses() throws {
        let parent = SegmentFile(records: [first])
        let child = SegmentFile(image: 2000, pid: 200, parent: 100, born: 6, isForked: true, records: [[2001, 10, 200, 0]])
        let replaced = SegmentFile(image: 3000, pid: 200, parent: 100, born: 6, records: [[3001, 10, 200, 0]])
        let spawned = SegmentFile(image: 4000, pid: 300, parent: 100, born: 7, lost: 2, records: [[4001, 10, 300, 0]])
        #expect(
            try events(parent, child, replaced, spawned) == begin + [
                "100 fork child=200", "100 exit", "200 exec", "200 recorded_break result=20480", "200 exit",
                "300 task pid=300 uid=0 parent=100", "300 recorded_break result=20480", "300 lost count=2", "300 exit",
            ])
    }

    @Test func aFileWithoutHeaderIsCounted() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let name = [String](repeating: "0000000000000001", count: 4).joined(separator: "-")
        try Data(count: 8192).write(to: folder.appending(path: name))
        let reader = try RecordingReader(folder: folder.path, entries: [], mainStatus: nil)
        #expect(reader.counters.entries.map(\.count) == [1])
    }
}
