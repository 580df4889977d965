import ArgumentParser
import Foundation
import ReplayAnalysis
import ReplayStore
import Testing
import TraceFormat

@testable import ReplayModel
@testable import replay_tool

@Suite struct AnalysisCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("analysis-\(UUID().uuidString)")

    /// A run with one zone, a mark and a figure.
    private func makeRun(_ name: String, used: Int64 = 10) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent(name).path
        let writer = try PageTransitionWriter(path: path)
        var (log, summary) = (TransitionLog(), RunSummary())
        log.begin(step: Step(1))
        log.append(EventRow(time: 5, eventClass: .trace, event: TraceEvent(.mark)))
        log.append(MarkRow(text: summary.names.intern("half-way")))
        log.append(
            ZoneFreeRow(
                zone: ZoneIndex(0), blocks: InlineArray { $0 == 0 ? 3 : $0 == 10 ? 1 : 0 }, free: 1027, perCPU: 0))
        summary.zones = [
            ZoneSummary(
                name: "DMA", startFrame: 0, spanned: 2048, present: 2048, managed: 2048, min: 1, low: 2, high: 3, protection: [0])
        ]
        summary.metrics = [MetricSummary(name: "memory.used", unit: "pages", end: used)]
        try writer.take(&log)
        try writer.finish(summary)
        return path
    }

    @Test func showPrintsTheViewAtTheMoment() throws {
        let run = try makeRun("a.sqlite")
        defer { try? FileManager.default.removeItem(at: folder) }
        let expected = "Node 0, zone      DMA      3      0      0      0      0      0      0      0      0      0      1 \n"
        #expect(try ShowCommand.parse([run, "buddyinfo"]).answer() == expected)
        #expect(try ShowCommand.parse([run, "buddyinfo", "--at", "half-way"]).answer() == expected)
    }

    @Test func showRefusesWhatItCannotShow() throws {
        let run = try makeRun("a.sqlite")
        defer { try? FileManager.default.removeItem(at: folder) }
        let refused: [([String], String)] = [
            ([run, "budyinfo"], "one of buddyinfo, pagetypeinfo, zoneinfo"), ([run, "statm"], "show RUN statm PID"),
            ([run, "translate", "1"], "PID ADDRESS"), ([run, "buddyinfo", "7"], "show RUN buddyinfo"),
            ([run, "statm", "x"], "a number"), ([run, "slabtop", "--sort", "z"], "one of a, b, c"),
            ([run, "buddyinfo", "--sort", "c"], "show RUN slabtop"), ([run, "buddyinfo", "--at", "nowhere"], "the marks half-way"),
        ]
        for (arguments, expected) in refused {
            let error = #expect(throws: AnalysisError.self) { try ShowCommand.parse(arguments).answer() }
            #expect(error?.expected.contains(expected) == true, "\(arguments)")
            #expect(throws: ExitCode.badInput) { try ShowCommand.parse(arguments).run() }
        }
        #expect(throws: ExitCode.badInput) { try ShowCommand.parse(["/nonexistent.sqlite", "buddyinfo"]).run() }
    }

    @Test func compareEndsWithOneWhenRunsDifferOrABudgetBreaks() throws {
        let (a, b) = (try makeRun("a.sqlite"), try makeRun("b.sqlite", used: 12))
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try !CompareCommand.parse([a, a]).comparison().isFailure)
        #expect(throws: ExitCode.differs) { try CompareCommand.parse([a, b, "--format", "json"]).run() }
        #expect(try CompareCommand.parse([a, b, "--fail-on", "end.memory.used>10%"]).comparison().isFailure)
        #expect(try !CompareCommand.parse([a, b, "--fail-on", "end.memory.used>20%"]).comparison().isFailure)
        #expect(throws: ExitCode.badInput) { try CompareCommand.parse([a, b, "--fail-on", "end.memory>20%"]).run() }
        #expect(throws: ExitCode.badInput) { try CompareCommand.parse([a, b, "--fail-on", "nonsense"]).run() }
    }

    @Test func explainTakesAStepATimeOrAMark() throws {
        let run = try makeRun("a.sqlite")
        defer { try? FileManager.default.removeItem(at: folder) }
        let explanation = try ExplainCommand.parse([run, "1"]).answer()
        #expect(explanation.hasPrefix("Step 1: mark.\n"))
        #expect(try ExplainCommand.parse([run, "5ns"]).answer() == explanation)
        #expect(try ExplainCommand.parse([run, "mark:half-way"]).answer() == explanation)
        #expect(throws: ExitCode.badInput) { try ExplainCommand.parse([run, "2"]).run() }
    }
}
