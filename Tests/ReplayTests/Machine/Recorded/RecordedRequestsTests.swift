import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A real kernel's page events drive the modelled page allocator. The whole window takes long in a debug build
/// (`Scripts/check-release.sh` has it); here its first part.
@Suite struct RecordedRequestsTests {
    private static let part = StopPoint.time(11_240_000_000)

    /// What a replay of the part came to.
    struct Result {
        var score = RecordedScore()
        var skipped: UInt64 = 0
        var requests = PageRequests.auto
        var unseen: UInt64 = 0
        /// Free blocks of the two zones with memory, by order.
        var free: [UInt32] = []
    }

    private func replay(_ window: RealWindow, placement: Placement = .model, start: InitialPageState) throws -> Result {
        var engine = try RecordedWindow.engine(window, placement: placement, start: start, until: Self.part)
        var result = Result()
        while try engine.run(steps: 1024) { result.score.take(&engine.machine.log) }
        result.score.take(&engine.machine.log)
        engine.machine.checkInvariants()
        result.skipped = engine.skippedEvents
        result.requests = engine.machine.pageRequests
        result.unseen = engine.machine.log.counters[.recordingUnseenAllocation]
        for zone in engine.machine.kernel.memory.zoneIndices.prefix(2) {
            result.free += (0...UInt8(10)).map { engine.machine.kernel.memory.freeCount(zone, order: $0) }
        }
        return result
    }

    @Test func theModelNamesEveryFrameAndEveryStepOfTheRealAllocator() throws {
        let window = try RealWindow()
        let result = try replay(window, start: window.initialState())
        #expect(result.requests == .recorded)
        #expect(result.score.compared > 1000 && result.score.equal == result.score.compared)
        #expect(result.score.steps > 1000 && result.score.equalSteps == result.score.steps)
        #expect(result.skipped == 12)
    }

    /// The lists' order decides: with the same free blocks the other way round nothing fits any more.
    @Test func anotherOrderOfTheListsGivesOtherFrames() throws {
        let window = try RealWindow()
        var start = window.initialState()
        start.free.reverse()
        let score = try replay(window, start: start).score
        #expect(score.equal < score.compared)
        #expect(score.equalSteps < score.steps)
    }

    /// Only what is free is known, not in which order, and nothing of per-CPU lists.
    @Test func recordedStepsRebuildTheBuddyFromFreeFramesAlone() throws {
        let window = try RealWindow()
        var start = InitialPageState()
        start.free = window.initialState().free.sorted { $0.frame < $1.frame }
        for index in start.free.indices { start.free[index].migratetype = nil }
        let exact = try replay(window, start: window.initialState())
        let rebuilt = try replay(window, placement: .recorded, start: start)
        #expect(rebuilt.free == exact.free)
    }
}
