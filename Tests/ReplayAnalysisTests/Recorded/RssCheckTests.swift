import Foundation
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

/// Anonymous memory by process against the recorded rss_stat: the query that docs/model/recordings.md quotes.
@Suite struct RssCheckTests {
    @Test func processesOfTheBuildAgreeButForThoseThatTheDocumentExplains() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-rss-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("rss.sqlite").path
        let reader = try TraceFile.open(ClaimRun.traces.appending(path: "real/perf-build.txt.zst").path)
        let job = ReplayJob(profile: try #require(MachineProfile.builtIn(named: "x86_64-24g")), placement: .recorded)
        _ = try job.run([("perf-build", reader)], names: NameTable(), into: SQLiteTransitionWriter(path: file))
        let query = try #require(NamedQuery(named: "rss_check"))
        let rows = try Run(path: file).table("SELECT comm, samples, equal, max_difference, above_64, explained_by FROM (\(query.sql))")
        #expect(
            rows == [
                "ld 1657 1629 376 2 unmapped pages whose frames were freed later", "gcc 42 40 2 0 -", "bash 70 69 1 0 -", "rm 30 29 1 0 -",
                "cc1 1632 1631 1 0 -", "as 226 225 1 0 -", "gcc 50 49 1 0 -", "collect2 32 31 1 0 -", "b 2077 2076 1 0 -",
            ])
        #expect(try Run(path: file).table("SELECT max(max_settled) FROM (\(query.sql))") == ["48"])
    }
}
