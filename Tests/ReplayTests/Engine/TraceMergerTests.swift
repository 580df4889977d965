import Testing
import TraceFormat

@testable import Replay
@testable import ReplayModel

/// The order of events: (time, source, position).
@Suite struct TraceMergerTests {
    private func order(_ traces: [[UInt64]]) throws -> (times: [String], late: UInt64) {
        var line: UInt32 = 0
        let readers = traces.map { times in
            ListReader(
                times.map { time in
                    line += 1
                    return TraceEvent(.mark, time: time, line: line)
                })
        }
        var merger = TraceMerger(readers)
        var names = NameTable()
        var out: [String] = []
        while let event = try merger.next(names: &names) { out.append("\(event.time):\(event.source):\(event.line)") }
        return (out, merger.lateEvents)
    }

    @Test func sourcesMergeByTime() throws {
        #expect(try order([[1, 4, 6], [2, 3, 5]]).times == ["1:0:1", "2:1:4", "3:1:5", "4:0:2", "5:1:6", "6:0:3"])
    }

    @Test func tiesGoToTheEarlierSourceThenTheEarlierLine() throws {
        #expect(try order([[5, 5], [5]]).times == ["5:0:1", "5:0:2", "5:1:3"])
    }

    @Test func linesALittleOutOfOrderAreSortedStably() throws {
        let result = try order([[3, 1, 2, 1]])
        #expect(result.times == ["1:0:2", "1:0:4", "2:0:3", "3:0:1"])
        #expect(result.late == 0)
    }

    @Test func anEventLaterThanItsWindowIsHandedOutAndCounted() throws {
        let result = try order([Array(10..<UInt64(10 + 3 * TraceMerger.window)) + [1]])
        #expect(result.times.count == 3 * TraceMerger.window + 1)
        #expect(result.late == 1)
    }

    @Test func anEmptyTraceHasNoPart() throws {
        #expect(try order([[], [7], []]).times == ["7:1:1"])
    }
}
