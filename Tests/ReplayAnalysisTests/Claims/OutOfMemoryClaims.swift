import ReplayAnalysis
import Testing

/// S17 to S20: who dies when memory runs out.
@Suite struct OutOfMemoryClaims {
    private static let ranking = "SELECT comm, score, victim FROM oom_ranking ORDER BY step, rank, comm"

    @Test func s17TheLargestDiesNotTheOneThatAsked() throws {
        let run = try ClaimRun.of("s17-oom-score")
        #expect(try run.table("SELECT invoker_comm, victim_comm FROM oom_report") == ["greedy large"])
        let order = try run.table("SELECT comm FROM oom_ranking ORDER BY rank")
        #expect(order == ["large", "greedy", "small", "init"])
        #expect(
            try run.table("SELECT comm, alive FROM process_peak WHERE comm <> 'init' ORDER BY comm") == ["greedy 1", "large 0", "small 1"])
    }

    @Test func s18TheDemoIsKilledPartWay() throws {
        let run = try ClaimRun.of("s18-oom-demo")
        #expect(try run.table("SELECT victim_comm, ord FROM oom_report") == ["lazy 0"])
        let written = try #require(Int(run.table("SELECT sum(outcome = 1) FROM fault")[0])) / 256
        #expect((940...1000).contains(written), "MiB written; 964 on a real PC of 1 GiB")
        // RAM is full, down to the reserves, when the kill comes: HighMem first, then Normal, then DMA.
        let zones = """
            SELECT (SELECT name FROM zone WHERE id = f.zone) FROM fault f WHERE zone IS NOT NULL
            GROUP BY zone ORDER BY min(f.step * 1000000 + f.seq)
            """
        #expect(try run.table(zones) == ["HighMem", "Normal", "DMA"])
        #expect(try run.table("SELECT free_pages < 4096 FROM oom_report") == ["1"])
        #expect(try run.table("SELECT count FROM counter WHERE name = 'process.event_after_death'") == ["10"])
    }

    @Test func s19RootHasThirtyPointsLessAndScoreAdjAdds() throws {
        let run = try ClaimRun.of("s19a-oom-score-adj")
        #expect(try scores(run, 100...103, after: "same-size") == ["100", "70", "100", "401"])
        #expect(try scores(run, 100...103, after: "adjusted") == ["50", "70", "400", "0"])
        #expect(try run.lines(.oomScoreAdj, pid: 103, after: "adjusted") == ["-1000"])
        #expect(try run.lines(.oomAdj, pid: 103, after: "adjusted") == ["-17"])
        #expect(
            try run.table(Self.ranking) == [
                "adjusted 400 1", "hog 285 0", "root 70 0", "user 50 0", "init 0 0", "never 0 0",
            ])
    }

    @Test func s19OlderKernelsShiftTheScore() throws {
        let run = try ClaimRun.of("s19b-oom-adj")
        #expect(try scores(run, 100...104, after: "same-size") == ["25688", "1605", "25688", "25688", "102488"])
        #expect(try scores(run, 100...104, after: "adjusted") == ["25688", "1605", "411008", "12844", "0"])
        #expect(25688 << 4 == 411008 && 25688 >> 1 == 12844)
        #expect(try run.table("SELECT victim_comm FROM oom_report") == ["doubled"])
    }

    @Test func s20TheBackgroundDiesFirst() throws {
        let run = try ClaimRun.of("s20-android")
        #expect(
            try run.table("SELECT comm, score, oom_score_adj, victim FROM oom_ranking ORDER BY rank") == [
                "com.android.browser 879 529 1", "com.android.mail 829 529 0", "com.android.camera 335 0 0", "init 0 0 0",
            ])
        let switches =
            "SELECT (SELECT text FROM name WHERE id = comm), value, old_value FROM process WHERE value IN (0, 529) AND old_value IS NOT NULL ORDER BY step"
        #expect(
            try run.table(switches) == [
                "com.android.mail 0 0", "com.android.mail 529 0", "com.android.browser 0 0", "com.android.browser 529 0",
                "com.android.mail 0 529", "com.android.mail 529 0", "com.android.camera 0 0",
            ])
    }

    private func scores(_ run: Run, _ pids: ClosedRange<Int64>, after mark: String) throws -> [String] {
        try pids.map { try run.lines(.oomScore, pid: $0, after: mark)[0] }
    }
}
