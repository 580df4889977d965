import Testing
import TraceFormat

@testable import Replay

/// A real kernel's page events drive the modelled page allocator: the whole window takes a release build
/// (`Scripts/check-release.sh`), here its first part.
@Suite struct RecordedRequestsTests {
    @Test func theModelNamesEveryFrameAndEveryStepOfTheRealAllocator() throws {
        let window = try RealWindow()
        var engine = try RecordedWindow.engine(window, start: window.initialState())
        #expect(engine.machine.pageRequests == .recorded)
        var score = RecordedScore()
        while try engine.run(steps: 1024) { score.take(&engine.machine.log) }
        score.take(&engine.machine.log)
        print(score, engine.machine.log.counters.entries, engine.traceEvents, engine.skippedEvents)
        RealWindowTests().expect(engine.machine.kernel.memory, shows: window.after)
        engine.machine.checkInvariants()
    }
}
