import Foundation
import Replay
import ReplayAnalysis
import ReplayStore
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
        var job = ReplayJob(profile: try #require(MachineProfile.builtIn(named: "x86_64-24g")), placement: .recorded)
        job.checksEveryStep = false
        _ = try job.run([("perf-build", reader)], names: NameTable(), into: SQLiteTransitionWriter(path: file))
        let query = try #require(NamedQuery(named: "rss_check"))
        let rows = try Run(path: file).table("SELECT comm, samples, max_difference FROM (\(query.sql))")
        #expect(
            rows == [
                "bash 71 682", "ld 1657 376", "cc1 1632 7", "gcc 42 6", "gcc 50 5", "rm 30 3", "b 2077 2", "as 226 1", "collect2 32 1",
            ])
    }
}
