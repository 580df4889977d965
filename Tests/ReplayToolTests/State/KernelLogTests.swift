import Foundation
import Testing

/// Kernel logs given to the commands, as processes.
@Suite struct KernelLogTests {
    private let tool: Tool
    private let traces = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "traces").path
    private var log: String { "\(traces)/cases/22-oom-report.txt" }

    init() throws {
        tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n")
    }

    @Test func standardInputIsALog() throws {
        let text = try String(contentsOfFile: log, encoding: .utf8)
        let piped = try tool.run(["explain-log", "-"], input: text)
        let file = try tool.run(["explain-log", log])
        #expect(piped.status == 0 && file.status == 0)
        #expect(piped.output == file.output.replacing(log, with: "<stdin>"))
        #expect(file.output.contains("process 5424 (java), score 800: the same by these rules"))
    }

    @Test func jsonHasEveryTerm() throws {
        let json = try tool.run(["explain-log", log, "--format", "json", "--with-memory", "64M"]).output
        for part in [
            "\"verdict\":\"memory_short\"", "\"free\":9055", "\"lowmem_reserve\":4990", "\"killed\":5424,\"chosen\":5424", "\"Normal\":7",
            "\"with_memory\":{\"bytes\":67108864",
        ] { #expect(json.contains(part), "\(part)\n\(json)") }
    }

    @Test func aReplayBeginsWithTheLogsFreeMemory() throws {
        let run = try tool.run(["run", "a.trace", "--state", log, "-o", "x.sqlite"])
        #expect(run.status == 0, "\(run.errors)")
        let buddyinfo = try tool.run(["show", "x.sqlite", "buddyinfo"]).output
        #expect(buddyinfo.contains("1281    825   1404    290"), "\(buddyinfo)")
        let zoneinfo = try tool.run(["show", "x.sqlite", "zoneinfo"]).output
        #expect(zoneinfo.contains("protection: (0, 2801, 7792"), "\(zoneinfo)")
        #expect(try tool.run(["query", "x.sqlite", "SELECT name FROM counter"]).output.contains("state.log_places_assumed"))
    }

    @Test func aLogAloneInAFolderIsAStateAndAMachine() throws {
        let folder = tool.folder.url.appending(path: "crashed")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: log, toPath: folder.appending(path: "dmesg").path)
        #expect(try tool.run(["run", "a.trace", "--state", "crashed", "-o", "x.sqlite"]).status == 0)
        let machine = try tool.run(["import", "machine", "crashed", "-o", "crashed.yaml"])
        #expect(machine.status == 0 && machine.errors.contains("those of the report at line 1"), "\(machine.errors)")
        #expect(try tool.run(["import", "machine", log, "-o", "file.yaml"]).status == 0)
        #expect(try tool.run(["run", "a.trace", "--machine", "crashed.yaml", "-o", "y.sqlite"]).status == 0)
    }

    /// Arguments, then what standard error must contain.
    @Test(arguments: [
        (["explain-log", "none.txt"], "none.txt"), (["explain-log", "a.trace"], "has no report about memory"),
        (["explain-log", "LOG", "--report", "2"], "a number from 1 to 1"),
        (["explain-log", "LOG", "--with-memory", "much"], "a size such as 64M"),
        (["explain-log", "LOG", "--with-memory", "0"], "a size such as 64M"),
        (["import", "machine", "a.trace"], "has no report about memory"),
        (["run", "a.trace", "--state", "MEMCG", "-o", "x.sqlite"], "does not tell of zones"),
    ])
    func wrongInputIsReported(_ arguments: [String], _ needle: String) throws {
        let words = arguments.map { $0 == "LOG" ? log : $0 == "MEMCG" ? "\(traces)/cases/oom-6.1-memcg.txt" : $0 }
        let outcome = try tool.run(words)
        #expect(outcome.status == 2 && outcome.errors.contains(needle), "\(outcome.errors)")
        #expect(try tool.files.filter { $0.hasSuffix(".sqlite") }.isEmpty)
    }
}
