import Foundation
import Testing

/// Names of a trace may hold anything; people see escapes, programs what it is.
@Suite struct VisibleNameTests {
    private let tool: Tool
    /// Clears the screen, a line end, and an override of the order of letters.
    private static let quoted = #""=a\x1b[2J\nb\xe2\x80\xae""#
    private static let raw = "=a\u{1b}[2J\nb\u{202e}"
    private static let escaped = #"=a\u001b[2J\nb\u202e"#

    init() throws {
        tool = try Tool()
        let lines = ["header title \(Self.quoted)", "0 0 0 task pid=100 comm=\(Self.quoted)", "1 0 100 mark text=\(Self.quoted)"]
        try tool.write("a.trace", "replay-trace 1\n" + lines.joined(separator: "\n") + "\n")
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0)
    }

    @Test(arguments: [
        "explain a.sqlite 3", "trace info a.trace", "show a.sqlite ps", "query a.sqlite @marks", "explain a.sqlite 2",
        "show a.sqlite status 100",
    ])
    func peopleSeeEscapes(_ words: String) throws {
        let outcome = try tool.run(words.split(separator: " ").map(String.init))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!outcome.output.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e }, "\(outcome.output)")
        #expect(outcome.output.contains(#"=a\u001b[2J"#), "\(outcome.output)")
    }

    @Test(arguments: ["explain a.sqlite 3 --raw", "trace info a.trace --raw", "query a.sqlite @marks --raw"])
    func rawShowsThemAsTheyAre(_ words: String) throws {
        let outcome = try tool.run(words.split(separator: " ").map(String.init))
        #expect(outcome.output.contains(Self.raw), "\(outcome.output)")
    }

    @Test func jsonIsValidAndHasTheNameItself() throws {
        let output = try tool.run(["query", "a.sqlite", "SELECT text FROM name WHERE text LIKE '=a%'", "--format", "json"]).output
        let rows = try #require(try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: String]], "\(output)")
        #expect(rows == [["text": Self.raw]])
    }

    @Test func aFormulaGetsAQuoteMarkInSafeCSV() throws {
        let words = ["query", "a.sqlite", "SELECT '=1+1' AS a, '@x' AS b, -1 AS c, 'plain' AS d", "--format", "csv"]
        #expect(try tool.run(words).output == "a,b,c,d\n=1+1,@x,-1,plain\n")
        #expect(try tool.run(words + ["--csv-safe"]).output == "a,b,c,d\n'=1+1,'@x,-1,plain\n")
    }

    @Test(arguments: ["ATTACH 'other.sqlite' AS o", "VACUUM INTO 'other.sqlite'"]) func noOtherFileIsOpened(_ sql: String) throws {
        let outcome = try tool.run(["query", "a.sqlite", sql])
        #expect(outcome.status == 2)
        #expect(try tool.files == ["a.sqlite", "a.trace"])
    }

    @Test func messagesEscapeWhatAnInputSays() throws {
        try tool.write("b.trace", "replay-trace 1\n0 0 0 \u{1b}[2Jmark\n")
        let outcome = try tool.run(["run", "b.trace", "-o", "b.sqlite"])
        #expect(
            outcome.status == 2 && outcome.errors.contains(#"\u001b[2Jmark"#) && !outcome.errors.contains("\u{1b}"), "\(outcome.errors)")
    }
}
