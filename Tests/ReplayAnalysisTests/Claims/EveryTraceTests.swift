import Foundation
import ReplayAnalysis
import Testing

/// S22, and what holds for every trace of the claims.
@Suite struct EveryTraceTests {
    /// Oddities that a trace is there to show.
    private static let expected: [String: [String]] = [
        "s12-ioremap": ["vmalloc.refused 1"], "s18-oom-demo": ["process.event_after_death 10"],
    ]

    @Test func everyClaimHasATrace() {
        let claims = ["s01", "s02"] + (4...22).map { $0 < 10 ? "s0\($0)" : "s\($0)" }
        for claim in claims { #expect(ClaimRun.names.contains { $0.hasPrefix(claim) }, "no trace shows \(claim)") }
    }

    @Test(arguments: ClaimRun.names) func noOddityButTheOnesToShow(name: String) throws {
        let run = try ClaimRun.of(name)
        let odd = try run.table("SELECT name, count FROM counter WHERE name NOT LIKE 'page.fallback%' AND count > 0 ORDER BY name")
        #expect(odd == Self.expected[name] ?? [])
    }

    /// Traces that fill a gigabyte: each run checks the invariants at its end; after every step it would take minutes.
    /// `RandomTraceTests` fills small machines and checks every step of that.
    private static let large = ["s17", "s18", "s19", "s20"]
    static let small = ClaimRun.names.filter { name in !large.contains { name.hasPrefix($0) } }

    /// Every invariant of the machine after every event.
    @Test(arguments: small) func invariantsHoldAfterEveryStep(name: String) throws {
        let file = ClaimRun.folder.appending(path: "checked-\(name).sqlite")
        try ClaimRun.replay(name, to: file, checksEveryStep: true)
        // Checking changes nothing: the rows are those of the plain run.
        let digest = "SELECT value FROM run WHERE key = 'digest'"
        #expect(try Run(path: file.path).table(digest) == ClaimRun.of(name).table(digest))
    }

    @Test(arguments: ["s08-realtime", "s14-lazy", "s22-everything"]) func twoRunsGiveTheSameBytes(name: String) throws {
        let files = [1, 2].map { ClaimRun.folder.appending(path: "\(name)-\($0).sqlite") }
        for file in files { try ClaimRun.replay(name, to: file) }
        #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }

    @Test func s22EveryKindOfEventIsReplayedAndUndone() throws {
        let run = try ClaimRun.of("s22-everything")
        // Nothing is left: no object, no area, no process memory.
        #expect(try run.table("SELECT count(*) FROM leak") == ["0"])
        #expect(try run.table("SELECT count(*) FROM area_at_end") == ["0"])
        #expect(try run.table("SELECT rss, alive FROM process_state WHERE pid = 100 ORDER BY step DESC LIMIT 1") == ["0 0"])
        #expect(try run.table("SELECT count(*) FROM block_at_end WHERE owner IN ('anonymous', 'vmalloc', 'kernel', 'file')") == ["0"])
        let tables = ["page", "object", "area", "vma", "heap", "process", "syscall", "cache", "mark"]
        let changes = "SELECT count(DISTINCT step) FROM (" + tables.map { "SELECT step FROM \($0)" }.joined(separator: " UNION ") + ")"
        #expect(
            try run.table("SELECT (SELECT count(*) FROM event) - (\(changes))") == ["2"],
            "only a write to a page that is there and sbrk(0) change nothing")
    }
}
