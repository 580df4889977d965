import Foundation
import Testing
import TraceFormat

@testable import ReplayModel
@testable import ReplayStore
@testable import Runs

/// Decoder, model and writer together, each on its thread, with pauses that a seed draws.
@Suite struct WholePipelineTests {
    /// Pauses now and then, for up to a third of a millisecond.
    private struct Pauses {
        var random: TestRandom
        var areOn: Bool

        mutating func pause() {
            let draw = random.next()
            if areOn, draw % 3 == 0 { usleep(UInt32(draw >> 8 & 255)) }
        }
    }

    /// Reads in pieces whose lengths a seed draws, up to 40,000 events: more than the sorting window holds back.
    private struct SlowReader: TraceReader {
        var base: any TraceReader
        var lengths: TestRandom
        var pauses: Pauses
        var left = 40_000

        var header: TraceHeader { base.header }
        var counters: OddityCounts { base.counters }

        mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
            pauses.pause()
            let start = batch.count
            let goesOn = try base.read(into: &batch, limit: min(limit, left, 1 + Int(lengths.next() % 3000)), names: &names)
            left -= batch.count - start
            return goesOn && left > 0
        }
    }

    private final class SlowWriter: BatchWriter {
        private let base: PageTransitionWriter
        private var pauses: Pauses

        init(_ base: PageTransitionWriter, _ pauses: Pauses) { (self.base, self.pauses) = (base, pauses) }

        func take(_ batch: inout TransitionBatch) throws(StoreError) {
            pauses.pause()
            try base.take(&batch)
        }

        func finish(_ summary: RunSummary) throws(StoreError) { try base.finish(summary) }
        func discard() { base.discard() }
    }

    /// The bytes of a run's file; `timing`: nil for no pauses and a writer on the model's own thread.
    private func bytes(_ trace: String, lengths: UInt64, timing: UInt64?) throws -> Data {
        let scratch = try Scratch()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../traces")
        func pauses(_ part: UInt64) -> Pauses { Pauses(random: TestRandom(seed: part &+ 10 &* (timing ?? 0)), areOn: timing != nil) }
        let base = try TraceFile.open(root.appending(path: trace).path)
        let profile = try #require(MachineProfile.builtIn(named: base.header.first("profile") ?? "x86_64-24g"))
        let reader = SlowReader(base: base, lengths: TestRandom(seed: lengths), pauses: pauses(1))
        let writer = try PageTransitionWriter(path: scratch.path("run"))
        let job = ReplayJob(profile: profile, placement: .model)
        var model = pauses(2)
        if timing == nil {
            _ = try job.run([(trace, reader)], names: NameTable(), into: writer)
        } else {
            let sink = PipelinedWriter(SlowWriter(writer, pauses(3)))
            _ = try job.run([(trace, reader)], names: NameTable(), into: sink) { _ in model.pause() }
        }
        return try Data(contentsOf: URL(fileURLWithPath: scratch.path("run")))
    }

    private static let traces: [(String, UInt64)] = [
        ("real/perf-build.txt.zst", 1), ("real/glibc-cc1-head.txt.zst", 2), ("s22-everything.trace", 3),
    ]

    @Test(arguments: traces)
    func theFileDoesNotDependOnTiming(trace: String, seed: UInt64) throws {
        let plain = try bytes(trace, lengths: seed, timing: nil)
        #expect(plain.count > 100_000)
        #expect(try bytes(trace, lengths: seed, timing: seed) == plain)
        #expect(try bytes(trace, lengths: seed, timing: seed + 100) == plain)
    }
}
