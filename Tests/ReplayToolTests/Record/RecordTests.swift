import Foundation
import Testing

/// `record --malloc` on a program made for it.
@Suite(.enabled(if: RecordedProgram.compiler != nil)) struct RecordTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        try RecordedProgram.build(in: tool)
    }

    /// Records the program in a mode; the trace's event lines without their times.
    private func record(_ mode: String, _ options: String..., status: Int32 = 0) throws -> [String] {
        let outcome = try tool.run(["record", "--malloc", "-o", "a.trace"] + options + ["--", "./program", mode])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(" 0 lost"), "\(outcome.errors)")
        #expect(try !tool.files.contains("a.trace.parts"))
        let lines = String(decoding: try tool.data("a.trace"), as: UTF8.self).split(separator: "\n")
        return lines.drop { !$0.contains(" - ") }.map { String($0.drop { $0 != "-" }.dropFirst(2)) }
    }

    private func count(_ lines: [String], _ text: String) -> Int { lines.count { $0.contains(text) } }

    /// How many addresses the replay chose otherwise; nil: it compared none.
    private func different(_ condition: String = "scope NOT LIKE 'pid % %'") throws -> String {
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0)
        let query = "SELECT sum(compared) > 100, sum(different) FROM placement_check WHERE \(condition)"
        return try tool.run(["query", "a.sqlite", query, "--format", "csv"]).output.split(whereSeparator: \.isNewline).last.map(String.init)
            ?? ""
    }

    @Test func theHeapLiesAsItDoesWithoutARecorder() throws {
        let plain = Process()
        let pipe = Pipe()
        plain.executableURL = tool.folder.url.appending(path: "program")
        plain.arguments = ["layout"]
        plain.standardOutput = pipe
        try plain.run()
        let expected = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        plain.waitUntilExit()
        let outcome = try tool.run(["record", "--malloc", "-o", "a.trace", "--", "./program", "layout"])
        #expect(outcome.output == expected)
        #expect(expected.count > 10)
        #expect(try different() == "1,0")
    }

    @Test func noCallOfAThreadIsLost() throws {
        let lines = try record("threads")
        #expect(count(lines, " malloc size=777 ") == 20_000)
        #expect(count(lines, "thread_create") == 4)
        #expect(count(lines, "thread_exit") == 4)
    }

    @Test func callsMadeOneAtATimeReplayToTheSamePlaces() throws {
        _ = try record("threads", "--exact-order")
        #expect(try different("scope NOT LIKE '%mapped chunks'") == "1,0")
    }

    @Test func recordingGoesOnThroughForkAndExecUntilAbort() throws {
        let lines = try record("life", status: 134)
        for size in [777, 778, 779] { #expect(count(lines, " malloc size=\(size) ") == 1000) }
        #expect(count(lines, " fork child=") == 1)
        #expect(count(lines, " exec name=") == 1)
        #expect(count(lines, " exit value=7") == 1)
        #expect(lines.last?.hasSuffix(" exit value=134") == true)
        #expect(try different() == "1,0")
    }

    @Test func theStatusIsThePrograms() throws {
        #expect(count(try record("stop", status: 5), " malloc size=777 ") == 1)
        #expect(try tool.run(["record", "--malloc", "-o", "b.trace", "--", "./nothing"]).status == 127)
        #expect(try tool.run(["record", "--malloc", "-o", "b.trace", "--", "./program.c"]).status == 126)
        #expect(try tool.files.allSatisfy { !$0.hasPrefix("b.trace") })
    }

    @Test(arguments: [
        (["record", "-o", "a.trace", "--", "true"], "expected one of --malloc and --kernel"),
        (["record", "--malloc", "-o", "a.txt", "--", "true"], "does not say its form"),
        (["record", "--malloc", "-o", "a.trace"], "expected -- COMMAND"),
        (["record", "--malloc", "-o", "no/a.trace", "--", "true"], "no/a.trace.parts"),
    ])
    func whatIsWrongIsReportedAndNothingIsLeft(_ arguments: [String], _ message: String) throws {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try tool.files.allSatisfy { $0.hasPrefix("program") })
    }
}
