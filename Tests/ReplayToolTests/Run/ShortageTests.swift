import Testing

/// Who pays when memory runs out, and what is counted once.
@Suite struct ShortageTests {
    private func run(_ lines: [String], with arguments: [String] = [], _ sql: String) throws -> [String] {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\nheader set vm.overcommit_memory=1\n" + lines.joined(separator: "\n") + "\n")
        let run = try tool.run(["run", "a.trace", "-o", "r.sqlite", "-q"] + arguments)
        #expect(run.status == 0, "\(run.errors)")
        let answer = try tool.run(["query", "r.sqlite", sql, "--format", "csv"])
        return answer.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    /// Frames shared by fork count once in AnonPages; each process's RSS stays.
    @Test func forkRaisesNoAnonPages() throws {
        let lines = [
            "0 0 0 task pid=10 comm=u uid=1000", "1us 0 10 mmap length=20MiB ptr=m", "2us 0 10 write ptr=m length=20MiB",
            "4us 0 10 fork child=11", "5us 0 10 fork child=12",
        ]
        #expect(try run(lines, "SELECT max(anon) FROM memory_state") == ["5120"])
        #expect(try run(lines, "SELECT count(DISTINCT pid) FROM process_state WHERE rss >= 5120") == ["3"])
    }

    /// A copy is a frame of its own.
    @Test func aWriteAfterForkRaisesThem() throws {
        let lines = [
            "0 0 0 task pid=10 comm=u uid=1000", "1us 0 10 mmap length=4MiB ptr=m", "2us 0 10 write ptr=m length=4MiB",
            "4us 0 10 fork child=11", "5us 0 10 write ptr=m length=1MiB",
        ]
        #expect(try run(lines, "SELECT max(anon) FROM memory_state") == ["1280"])
    }

    private static let shielded = [
        "0 0 0 task pid=10 comm=shielded uid=1000", "1us 0 0 oom_score_adj pid=10 value=-1000", "2us 0 10 mmap length=1500MiB ptr=a",
        "3us 0 10 write ptr=a length=1500MiB", "4us 0 0 mark text=still-alive",
    ]

    /// Only a process that may not be killed: the kernel panics, and nothing follows.
    @Test(arguments: ["3.10", "6.1"]) func withNobodyToKillTheRunEnds(_ kernel: String) throws {
        let sql =
            "SELECT (SELECT count(*) FROM mark JOIN name ON name.id = mark.label WHERE text = 'still-alive'), "
            + "(SELECT count FROM counter WHERE name = 'oom.deadlocked'), (SELECT count(*) FROM oom WHERE victim IS NULL)"
        #expect(try run(Self.shielded, with: ["--set", "kernel=\(kernel)"], sql) == ["0,1,1"])
    }

    /// Zone DMA used up by requests that must come from it: nobody is killed for that since 2.6.35.
    @Test func nobodyDiesForLowZones() throws {
        var lines = [
            "0 0 0 task pid=10 comm=fat uid=1000", "1us 0 10 mmap length=20MiB ptr=m", "2us 0 10 write ptr=m length=20MiB",
        ]
        lines += (0..<4).map { "\(3 + $0)us 0 10 page_alloc order=10 ptr=b\($0) gfp=GFP_KERNEL|GFP_DMA" }
        lines += (0..<1100).map { "\(10 + $0)us 0 10 page_alloc order=0 ptr=p\($0) gfp=GFP_KERNEL|GFP_DMA" }
        #expect(try run(lines, "SELECT count(*), (SELECT count(*) > 0 FROM allocation_failure) FROM oom") == ["0,1"])
        #expect(try run(lines, with: ["--set", "kernel=2.6.32"], "SELECT count(*) > 0 FROM oom") == ["1"])
    }
}
