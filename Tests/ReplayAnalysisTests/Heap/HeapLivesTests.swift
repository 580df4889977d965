import Testing

@testable import ReplayAnalysis

/// Heaps over fork and exec.
@Suite struct HeapLivesTests {
    private let forked = """
        0 0 0 task pid=5 comm=app
        1us 0 5 malloc size=1000 ptr=a caller=first
        2us 0 5 malloc size=2000 ptr=b caller=second
        3us 0 5 malloc size=3000 ptr=c
        4us 0 5 fork child=6
        5us 0 5 malloc size=500 ptr=d
        6us 0 6 free ptr=b
        7us 0 6 mark text=freed
        8us 0 6 exec name=/bin/other
        9us 0 6 malloc size=64 ptr=e
        """

    private func requests(_ run: Run, _ pid: Int64, at moment: String?) throws -> [UInt64] {
        try run.heaps.map(pid, at: run.moment(moment)).sorted.filter { $0.chunk.state == .inUse }.compactMap(\.chunk.requested).filter {
            $0 > 0
        }
    }

    @Test func aForkedChildBeginsWithItsParentsChunks() throws {
        let run = try HeapRun.of(lines: forked)
        #expect(try requests(run, 6, at: "freed") == [640, 1000, 3000])
        #expect(try requests(run, 5, at: "freed") == [640, 1000, 2000, 3000, 500])
    }

    @Test func aNewProgramBeginsWithNone() throws {
        #expect(try requests(HeapRun.of(lines: forked), 6, at: nil) == [640, 64])
    }

    @Test func theHighestChunkThatIsNotFreePinsTheTop() throws {
        let run = try HeapRun.of(lines: forked)
        let pins = try run.heaps.map(5, at: run.moment("freed")).pins(10)
        #expect(pins.compactMap(\.chunk.requested) == [500, 3000, 2000, 1000, 640])
        #expect(zip(pins, pins.dropFirst()).allSatisfy { $0.freed == $1.above })
        let last = try #require(pins.last)
        #expect(last.freed == last.above + last.chunk.size)
    }

    @Test func pinsAndMapSayTheCall() throws {
        let run = try HeapRun.of(lines: forked)
        let pins = try lines(run.show(.heapPins, pid: 5, at: run.moment(nil))).map(words)
        #expect(pins[0] == ["address", "size", "state", "requested", "above", "freed", "step", "time", "thread", "caller"])
        #expect(pins[4][6...] == ["3", "1000", "5", "first"])
        let map = try lines(run.show(.heap, pid: 5, at: run.moment(nil))).map(words)
        #expect(map.contains { $0.suffix(4) == ["4", "2000", "5", "second"] })
    }
}
