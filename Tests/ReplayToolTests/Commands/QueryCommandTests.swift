import ArgumentParser
import Foundation
import ReplayStore
import Testing

@testable import replay_tool

@Suite struct QueryCommandTests {
    /// A run with two zones and no transitions.
    private func withRun(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("query-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try PageTransitionWriter(path: path)
        var summary = RunSummary()
        for (name, start) in [("DMA", 0), ("Normal", 4096)] as [(String, UInt64)] {
            summary.zones.append(
                ZoneSummary(
                    name: name, startFrame: start, spanned: 1, present: 1, managed: 1, min: 0, low: 0, high: 0, protection: []))
        }
        try writer.finish(summary)
        try body(path)
    }

    private func output(_ arguments: String...) throws -> String {
        var text = ""
        try QueryCommand.parse(arguments).perform { text += $0 }
        return text
    }

    @Test func sqlIsAnsweredInTheFormatAskedFor() throws {
        try withRun { (run: String) throws in
            let sql = "SELECT name, start_pfn FROM zone ORDER BY id"
            #expect(try output(run, sql) == "name    start_pfn\n------  ---------\nDMA             0\nNormal       4096\n")
            #expect(try output(run, sql, "--format", "csv") == "name,start_pfn\nDMA,0\nNormal,4096\n")
        }
    }

    @Test func parametersAreBoundByName() throws {
        try withRun { (run: String) throws in
            let sql = "SELECT name FROM zone WHERE start_pfn = :start"
            #expect(try output(run, sql, "--param", "start=0x1000", "--format", "csv") == "name\nNormal\n")
            #expect(throws: ExitCode.badInput) { try output(run, sql, "--param", "other=1") }
        }
    }

    @Test func everyNamedQueryIsListedAndRuns() throws {
        let list = try output("--list")
        try withRun { (run: String) throws in
            for query in NamedQuery.all {
                #expect(list.contains("@\(query.name) "))
                #expect(try output(run, "@\(query.name)").contains("---"))
                #expect(try output(run, "@\(query.name)", "--sql") == query.sql)
            }
        }
    }

    @Test func whatIsWrongEndsWithStatusTwo() throws {
        try withRun { (run: String) throws in
            #expect(throws: ExitCode.badInput) { try output(run, "SELEC 1") }
            #expect(throws: ExitCode.badInput) { try output(run, "SELECT 1; SELECT 2") }
            #expect(throws: ExitCode.badInput) { try output(run, "") }
            #expect(throws: ExitCode.badInput) { try output(run, "DELETE FROM zone") }
            #expect(throws: ExitCode.badInput) { try output(run, "@nothing") }
            #expect(throws: ExitCode.badInput) { try output(run + ".missing", "SELECT 1") }
        }
        #expect(throws: (any Error).self) { try QueryCommand.parse(["run.sqlite"]) }
    }
}
