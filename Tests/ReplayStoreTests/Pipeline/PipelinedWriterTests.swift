import Foundation
import Testing

@testable import ReplayModel
@testable import ReplayStore
@testable import Runs

@Suite struct PipelinedWriterTests {
    /// A writer that fails at a batch, or is slow; it notes what it got.
    private final class FakeWriter: BatchWriter {
        var steps: [UInt64] = []
        var failsAt: UInt64?
        var isDiscarded = false
        var isFinished = false

        func take(_ batch: inout TransitionBatch) throws(StoreError) {
            if steps.count % 5 == 0 { usleep(200) }
            if batch.step == failsAt { throw StoreError(file: "fake", message: "full") }
            steps.append(batch.step)
        }

        func finish(_ summary: RunSummary) throws(StoreError) { isFinished = true }
        func discard() { isDiscarded = true }
    }

    private func replay(_ steps: Int, _ writer: some RunWriter) throws {
        var log = TransitionLog()
        for step in 1...steps {
            log.begin(step: Step(UInt64(step)))
            log.append(MarkRow(text: .init(UInt32(step))))
            try writer.take(&log)
        }
        try writer.finish(.sample)
    }

    @Test func batchesComeInOrderAndAllBeforeTheEnd() throws {
        let fake = FakeWriter()
        try replay(500, PipelinedWriter(fake))
        #expect(fake.steps == (1...500).map(UInt64.init))
        #expect(fake.isFinished)
    }

    /// The last batch fails when nobody puts any more; an early one while many wait.
    @Test(arguments: [1, 50, 100])
    func anErrorOfTheThreadIsThrownAndTheRunGivenUp(step: UInt64) {
        let fake = FakeWriter()
        fake.failsAt = step
        let writer = PipelinedWriter(fake)
        let error = #expect(throws: StoreError.self) { try replay(100, writer) }
        writer.discard()
        #expect(error?.message == "full")
        #expect(!fake.isFinished && fake.isDiscarded)
    }

    @Test func droppingTheWriterLeavesNoFile() throws {
        let scratch = try Scratch()
        do {
            let writer = PipelinedWriter(try PageTransitionWriter(path: scratch.path("run")))
            var log = TransitionLog()
            log.begin(step: Step(1))
            log.append(MarkRow(text: .init(1)))
            try writer.take(&log)
        }
        #expect(scratch.fileNames == [])
    }
}
