import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// Seeded traces over all kinds of events on every slab algorithm, kernel generation and C library, in both placements: nothing stops, no
/// invariant breaks, and the same trace gives the same rows. `make fuzz` does the same with whole processes, and many more of them.
@Suite struct AnyMachineTests {
    /// A machine, and how a trace is replayed on it.
    private struct Way {
        var profile: MachineProfile
        var placement: Placement
        var isRecording: Bool
    }

    @Test(arguments: 0..<20) func anyTraceIsReplayedTheSameTwice(_ group: Int) throws {
        for seed in (group * 8)..<(group * 8 + 8) {
            let first = try outcome(seed: UInt64(seed))
            if seed % 8 == 0 { #expect(try outcome(seed: UInt64(seed)) == first, "seed \(seed)") }
        }
    }

    /// What comes of a seed's trace: rows, or a refusal with its line (a starting state that cannot be).
    private func outcome(seed: UInt64) throws -> String {
        do { return try "\(digest(seed: seed))" } catch let error as TraceError {
            #expect(error.line != nil, "seed \(seed): \(error)")
            return error.description
        }
    }

    /// The digest of all rows that a seed's trace leaves on a seed's machine, which is audited on the way.
    private func digest(seed: UInt64) throws -> UInt64 {
        var random = SeededRandom(seed &+ 90_000)
        let way = Self.way(&random)
        let kinds = (0..<[4, 12, 60].randomElement(using: &random)!).map { _ in EventKind.allCases.randomElement(using: &random)! }
        let events = ExtremeEvents(
            seed: seed, kinds: kinds + [.task, .pageFree, .kfree], extremes: [0, 1, 5].randomElement(using: &random)!)
        let machine = Machine(profile: way.profile, placement: way.placement, isRecording: way.isRecording)
        var engine = Engine(machine: machine, readers: [ExtremeTrace(events: events, left: 40)])
        var (digest, batch) = (RollingDigest(), TransitionBatch())
        while try engine.run(steps: 32) {
            engine.machine.checkInvariants()
            engine.machine.log.moveRows(to: &batch)
            digest.seal(&batch)
        }
        engine.machine.checkInvariants()
        engine.machine.log.moveRows(to: &batch)
        digest.seal(&batch)
        return digest.total
    }

    private static func way(_ random: inout SeededRandom) -> Way {
        var profile = MachineProfile.builtIn.filter { $0.name != "x86_64-24g" }.randomElement(using: &random)!
        profile.slab.algorithm = SlabSettings.Algorithm.allCases.randomElement(using: &random)!
        if profile.architecture.kind.isX86 { profile.generation = KernelGeneration.allCases.randomElement(using: &random)! }
        if Bool.random(using: &random) { profile.malloc.library = .musl }
        let isRecorded = UInt8.random(in: 0..<3, using: &random) == 0
        return Way(
            profile: profile, placement: isRecorded ? .recorded : .model, isRecording: isRecorded || Bool.random(using: &random))
    }
}
