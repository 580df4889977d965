import Foundation
import Testing

/// Each command on a small trace, as a process.
@Suite struct CommandTests {
    private let tool: Tool
    private let text = "replay-trace 1\n0 0 100 malloc size=200KiB ptr=a\n1 0 100 write ptr=a length=200KiB\n2 0 100 mark text=end\n"

    init() throws {
        tool = try Tool()
        try tool.write("a.trace", text)
    }

    @Test func everyCommandAnswers() throws {
        #expect(try tool.run(["--version"]).output.contains("."))
        let run = try tool.run(["run", "a.trace", "-o", "a.sqlite"])
        #expect(run.status == 0 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("a.sqlite: 3 events in "))
        let answers: [([String], String)] = [
            (["query", "a.sqlite", "SELECT count(*) AS n FROM mark", "--format", "csv"], "n\n2\n"),
            (["query", "--list"], "@"), (["show", "a.sqlite", "buddyinfo"], "Node 0, zone"),
            (["show", "a.sqlite", "status", "100", "--at", "mark:end"], "VmRSS"), (["explain", "a.sqlite", "3"], "write"),
            (["compare", "a.sqlite", "a.sqlite"], ""), (["trace", "info", "a.trace", "--format", "json"], "\"events\" : 3"),
            (["trace", "cat", "a.trace"], text), (["verify", "a.trace"], "same: "), (["verify", "a.sqlite"], "rows of"), (["schema"], "#"),
        ]
        for (arguments, needle) in answers {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
            #expect(needle.isEmpty || outcome.output.contains(needle), "\(arguments): \(outcome.output)")
        }
    }

    @Test func bothWritersStoreTheSameRows() throws {
        let digests = try ["direct", "sqlite"].map { writer in
            #expect(try tool.run(["run", "a.trace", "-o", "\(writer).sqlite", "-q", "--writer", writer]).status == 0)
            return try tool.run(["query", "\(writer).sqlite", "SELECT * FROM digest", "--format", "csv"]).output
        }
        #expect(digests[0].contains("total") && digests[0] == digests[1])
        #expect(try tool.run(["compare", "direct.sqlite", "sqlite.sqlite"]).status == 0)
        #expect(try tool.data("direct.sqlite") != tool.data("sqlite.sqlite"))
        #expect(try tool.run(["run", "a.trace", "-o", "x.sqlite", "--writer", "csv"]).status == 2)
    }

    @Test func budgetsDecideTheStatus() throws {
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0)
        try tool.write("b.trace", text.replacingOccurrences(of: "200KiB", with: "400KiB"))
        #expect(try tool.run(["run", "b.trace", "-o", "b.sqlite", "-q"]).status == 0)
        #expect(try tool.run(["compare", "a.sqlite", "b.sqlite"]).status == 1)
        let figures = try tool.run(["query", "a.sqlite", "SELECT name FROM metric WHERE peak_value > 0 LIMIT 1", "--format", "csv"]).output
        let figure = try #require(figures.split(whereSeparator: \.isNewline).last)
        #expect(try tool.run(["compare", "a.sqlite", "b.sqlite", "--fail-on", "peak.\(figure)>100000%"]).status == 0)
    }

    @Test func standardInputIsATrace() throws {
        #expect(try tool.run(["run", "-", "-o", "a.sqlite", "-q"], input: text).status == 0)
        #expect(try tool.run(["trace", "cat", "-"], input: text).output == text)
        #expect(try tool.run(["query", "a.sqlite", "-", "--format", "csv"], input: "SELECT 7 AS x").output == "x\n7\n")
        let refused = try tool.run(["run", "-", "-o", "b.sqlite"], input: text + "3 0 100 nonsense\n")
        #expect(refused.status == 2 && refused.errors.contains("<stdin>:5: "))
        #expect(try tool.files == ["a.sqlite", "a.trace"])
    }

    @Test func onlyRunsAreReplaced() throws {
        try tool.write("notes.txt", "mine")
        #expect(try tool.run(["run", "a.trace", "-o", "notes.txt"]).status == 2)
        #expect(try tool.data("notes.txt") == Data("mine".utf8))
        for _ in 0..<2 { #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0) }
        #expect(try tool.run(["run", "a.trace", "-o", "notes.txt", "--force", "-q"]).status == 0)
        #expect(try tool.data("notes.txt") == tool.data("a.sqlite"))
    }
}
