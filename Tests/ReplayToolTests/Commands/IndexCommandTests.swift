import ArgumentParser
import Foundation
import ReplayAnalysis
import ReplayStore
import Testing

@testable import replay_tool

@Suite struct IndexCommandTests {
    private func output(_ arguments: String...) throws -> [String] {
        var lines: [String] = []
        try IndexCommand.parse(arguments).perform { lines.append($0) }
        return lines
    }

    @Test func everyPartIsReportedOnceThenIsThereAndGoes() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("index-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PageTransitionWriter(path: path).finish(RunSummary())
        #expect(try output(path, "@callers", "@leaks").map { String($0.prefix(14)) } == ["@callers      ", "@leaks        "])
        let lines = try output(path)
        #expect(lines.count == RunIndex.parts.count)
        #expect(lines.filter { $0.hasSuffix("is there") }.count == 2)
        #expect(try output(path, "--quiet").isEmpty)
        var answer = ""
        try QueryCommand.parse([path, "@callers", "--format", "csv"]).perform { answer += $0 }
        #expect(answer == "caller,objects,requested,given,wasted,wasted_permille\n")
        #expect(try output(path, "--drop").first?.contains("are free in the file now") == true)
    }

    @Test func whatIsWrongIsRefused() throws {
        #expect(throws: (any Error).self) { try IndexCommand.parse(["run.sqlite", "@nothing"]) }
        #expect(throws: (any Error).self) { try IndexCommand.parse(["run.sqlite", "pages", "--drop"]) }
        #expect(throws: ExitCode.badInput) { try IndexCommand.parse(["/nowhere/run.sqlite"]).perform { _ in } }
    }
}
