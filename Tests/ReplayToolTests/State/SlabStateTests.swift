import Foundation
import Testing

/// SLUB's caches as a starting state, and the objects that follow. The whole window takes long in a debug build
/// (`Scripts/check-release.sh` has it); here its first part.
@Suite struct SlabStateTests {
    private let tool: Tool
    private let real = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "traces/real/kmem-amd64").path
    private var states: [String] { ["--state", "\(real)/T0.freelists_pcp.json.zst", "--state", "\(real)/T0.slub.json.zst"] }

    init() throws {
        tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n")
    }

    private func replay(_ arguments: [String]) throws {
        let outcome = try tool.run(
            ["run", "\(real)/window_trace.txt.zst", "-o", "w.sqlite", "-q", "--from", "GT T0 resume", "--until", "11.24s"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private func ask(_ query: String) throws -> [String] {
        try tool.run(["query", "w.sqlite", query, "--format", "csv"]).output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    @Test func aRunThatBeginsWithCachesEndsWithThemWhenNothingHappens() throws {
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"] + states).status == 0)
        let same = try tool.run(["check", "a.sqlite", "--against", "\(real)/T0.slub.json.zst"])
        #expect(same.status == 0, "\(same.output)")
        #expect(same.output.contains("slab: frames"))
        let later = try tool.run(["check", "a.sqlite", "--against", "\(real)/T1.slub.json.zst"])
        #expect(later.status == 1)
        #expect(later.output.contains("slab: CPU partial lists"))
    }

    @Test(arguments: ["model", "recorded"])
    func everyObjectOfEveryCacheButMapleNodesIsPredicted(_ placement: String) throws {
        try replay(states + ["--placement", placement])
        #expect(
            try ask(
                "SELECT sum(compared) > 500, count(*) > 25, sum(different) FROM placement_check "
                    + "WHERE kind = 'object' AND scope <> 'maple_node'")
                == ["1,1,0"])
        // Frames are counted once: what owns slab frames is what SLUB has in slabs.
        #expect(
            try ask(
                "SELECT (SELECT sum(1 << ord) FROM slab_list) = "
                    + "(SELECT slab_reclaimable + slab_unreclaimable FROM memory_state ORDER BY step DESC LIMIT 1)"
            ) == ["1"])
    }

    /// Without the caches' state nothing is predicted.
    @Test func withoutTheStateObjectsAreOnlyRecorded() throws {
        try replay(["--state", "\(real)/T0.freelists_pcp.json.zst", "--placement", "model"])
        #expect(try ask("SELECT count(*) FROM placement_check WHERE kind = 'object'") == ["0"])
        #expect(try ask("SELECT count(*) FROM slab_list") == ["0"])
    }
}
