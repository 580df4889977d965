import ReplayAnalysis
import ReplayStore
import Testing

/// oomtest.c on the profile of the machine that it ran on: every score, every write of oom_adj and oom_score_adj that a trace can hold
/// (the format refuses values that the kernel answers with EINVAL).
@Suite struct OomProgramTests {
    private static func section(_ title: String) throws -> [[Substring]] {
        let lines = try RealMachine.text("oomtest-6.1-i686-1g.txt").split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix("== \(title)") })
        return lines[(start + 1)...].prefix { !$0.hasPrefix("==") }.map { $0.split(separator: " ") }
    }

    @Test func everyRowIsAsRecorded() throws {
        let (run, folder) = try RealMachine.run("oomtest.trace", profile: RealMachine.profile())
        defer { withExtendedLifetime(folder) {} }
        func figures(_ mark: String, _ pid: Int64) throws -> (score: Int64, adj: Int64, legacy: Int64) {
            let moment = try run.moment("mark:\(mark)")
            let process = try run.processes.process(pid, at: moment)
            return (try #require(Int64(try run.show(.oomScore, pid: pid, at: moment).dropLast())), process.oomScoreAdj, process.oomAdj)
        }
        var pid: Int64 = 999
        var held: Substring = ""
        var rows = 0
        for words in try Self.section("oom_score by") where words.count == 10 && words[0] != "MB" {
            if words[0] != held { (held, pid) = (words[0], pid + 1) }
            let adj = try #require(integers(words[7]).first)
            let found = try figures("score:\(held):\(adj)", pid)
            #expect([found.score, found.adj, found.legacy].map { "\($0)" } == ["\(words[8])", "\(adj)", "\(words[9])"], "\(words)")
            rows += 1
        }
        #expect(rows == 110)
        pid += 1
        rows = 0
        for words in try Self.section("legacy oom_adj") where words[1] == "ok" {
            let found = try figures("oom_adj:\(words[0])", pid)
            #expect([found.adj, found.legacy, found.score].map { "\($0)" } == words[2...].map(String.init), "\(words)")
            rows += 1
        }
        #expect(rows == 33)
        for words in try Self.section("oom_score_adj writes") where words[1] == "ok" {
            let found = try figures("oom_score_adj:\(words[0])", pid)
            #expect(["\(found.adj)", "\(found.legacy)"] == words[2...].map(String.init), "\(words)")
        }
        try checkUser(pid + 1, "as uid 1000", "user", run)
        try checkUser(pid + 2, "root sets 300", "floor", run)
    }

    /// Writes of a user to its own files: the value that stands after each.
    private func checkUser(_ pid: Int64, _ title: String, _ mark: String, _ run: Run) throws {
        let rows = try Self.section(title).filter { !$0.contains("Invalid") }
        let marks = try run.marks().filter { $0.hasPrefix("\(mark):") }
        #expect(rows.count == marks.count && rows.count >= 7)
        for (words, mark) in zip(rows, marks) {
            #expect("\(try run.processes.process(pid, at: run.moment("mark:\(mark)")).oomScoreAdj)" == words[words.count - 1], "\(words)")
        }
    }
}
