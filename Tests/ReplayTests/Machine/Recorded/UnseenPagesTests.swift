import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Pages that the real system took without an event, on a small machine whose free frames are known.
@Suite struct UnseenPagesTests {
    /// What a trace of page events came to.
    private struct Result: Equatable {
        var exact = 0
        var proven: UInt64 = 0
        var inferred: UInt64 = 0
        var requests = PageRequests.auto
    }

    /// 16 free frames on a CPU's list, lowest first, and nothing else.
    private var start: StartState {
        var pages = InitialPageState()
        pages.perCPU = (0x300..<0x310).map { .init(frame: FrameNumber($0), order: 0, migratetype: 0) }
        pages.free = [.init(frame: FrameNumber(0x200), order: 8, migratetype: 0)]
        return StartState(pages: pages)
    }

    private func reader(_ lines: [String]) throws -> any TraceReader {
        let text = "replay-trace 1\n" + lines.map { "+1us 0 0 \($0)" }.joined(separator: "\n") + "\n"
        return try TraceFile.open(try ByteSource(name: "a.trace", bytes: Array(text.utf8)))
    }

    private func replay(_ lines: [String], isSurveyed: Bool = true, requests: PageRequests = .auto) throws -> Result {
        var profile = TestMachine.small(pages: 1024, perCPU: true)
        profile.replay.pageRequests = requests
        var survey = TraceSurvey(start: start)
        try survey.read([try reader(lines)], from: nil, until: nil, need: .frames)
        var machine = Machine(profile: profile, isRecording: true, survey: isSurveyed ? survey : nil)
        try machine.adopt(start)
        var engine = Engine(machine: machine, readers: [try reader(lines)])
        while try engine.run(steps: 64) {}
        engine.machine.checkInvariants()
        var score = RecordedScore()
        var result = Result()
        result.proven = engine.machine.log.counters[.recordingUnseenAllocation]
        result.inferred = engine.machine.log.counters[.recordingUnseenAllocationInferred]
        result.requests = engine.machine.pageRequests
        score.take(&engine.machine.log)
        result.exact = score.equal
        return result
    }

    private let proven = [
        "page_alloc order=0 frame=0x300 gfp=GFP_KERNEL", "page_alloc order=0 frame=0x303 gfp=GFP_KERNEL", "page_free order=0 frame=0x301",
        "page_free order=0 frame=0x302",
    ]

    @Test func aPageThatIsFreedLaterWasTakenBefore() throws {
        #expect(try replay(proven) == Result(exact: 2, proven: 2, inferred: 0, requests: .recorded))
    }

    @Test func withoutASurveyTheModelGoesAstray() throws {
        #expect(try replay(proven, isSurveyed: false).exact == 1)
    }

    @Test func aPageThatNothingNamesAgainWasTakenIfTheRecordedOneStandsBehindIt() throws {
        let lines = ["page_alloc order=0 frame=0x302 gfp=GFP_KERNEL", "page_alloc order=0 frame=0x303 gfp=GFP_KERNEL"]
        #expect(try replay(lines) == Result(exact: 2, proven: 0, inferred: 2, requests: .recorded))
    }

    /// The frame stands on no list of the CPU: nothing says that the pages before it were taken.
    @Test func aFrameFromElsewhereIsADifference() throws {
        #expect(try replay(["page_alloc order=0 frame=0x210 gfp=GFP_KERNEL"]) == Result(requests: .recorded))
    }

    @Test func theOtherEventsAskWhenSetSo() throws {
        #expect(try replay(proven, requests: .model).requests == .model)
    }
}
