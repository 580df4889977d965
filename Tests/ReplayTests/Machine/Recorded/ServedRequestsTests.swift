import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel

/// A request that the recording shows served is served, whatever the model's watermarks say.
@Suite struct ServedRequestsTests {
    /// One free block in a zone whose min watermark is 100: `lines` against it.
    private func replay(_ lines: [String], order: UInt8 = 3) throws -> (counters: OddityCounts, free: UInt64) {
        var profile = TestMachine.small(pages: 4096)
        profile.replay.pageRequests = .recorded
        var pages = InitialPageState()
        pages.zones = [
            .init(
                kind: .normal, start: FrameNumber(0), spanned: 4096, present: 4096, managed: 4096, min: 100, low: 120, high: 140,
                protection: [0, 0, 0, 0, 0], perCPUHigh: 0, perCPUBatch: 1)
        ]
        pages.free = [.init(frame: FrameNumber(64), order: order)]
        var machine = Machine(profile: profile, isRecording: true)
        try machine.adopt(StartState(pages: pages))
        let text = "replay-trace 1\n" + lines.map { "+1us 0 7 \($0)" }.joined(separator: "\n") + "\n"
        let reader = try TraceFile.open(try ByteSource(name: "a.trace", bytes: Array(text.utf8)))
        var engine = Engine(machine: machine, readers: [reader])
        while try engine.run(steps: 1) { engine.machine.checkInvariants() }
        return (engine.machine.log.counters, engine.machine.kernel.memory.freePages)
    }

    private func request(_ frame: Int) -> String { "page_alloc order=0 frame=\(frame) gfp=GFP_KERNEL" }

    @Test func thePageIsTakenAndCounted() throws {
        let result = try replay([request(500), request(501)])
        #expect(result.counters[.recordingRequestBelowWatermark] == 2)
        #expect(result.counters[.recordingRequestNotMet] == 0)
        #expect(result.free == 6)
    }

    @Test func whereNothingIsFreeTheRequestIsNotMet() throws {
        let result = try replay((500..<509).map(request))
        #expect(result.counters[.recordingRequestBelowWatermark] == 8)
        #expect(result.counters[.recordingRequestNotMet] == 1)
        #expect(result.free == 0)
    }

    /// A recorded OOM victim may use half of the min reserve (ALLOC_OOM): 64 free pages are more than 50.
    @Test func aVictimHasItsReserve() throws {
        let victim = ["task pid=7 comm=hog", "oom_victim pid=7"]
        #expect(try replay(victim + [request(500)], order: 6).counters[.recordingRequestBelowWatermark] == 0)
        #expect(try replay([request(500)], order: 6).counters[.recordingRequestBelowWatermark] == 1)
        #expect(try replay(victim + [request(500)]).counters[.recordingRequestBelowWatermark] == 1)
    }
}
