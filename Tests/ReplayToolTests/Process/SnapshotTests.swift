import Foundation
import ReplayAnalysis
import Testing

@testable import replay_tool

/// What commands print is what stands in `Snapshots/`. After a wanted change: `UPDATE_SNAPSHOTS=1 swift test --filter SnapshotTests`, and
/// read the difference before it is committed.
@Suite struct SnapshotTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = tests.appending(path: "Snapshots")
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1"

    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".txt") }
        .sorted()

    @Test(arguments: names) func commandsPrintWhatTheyPrinted(_ name: String) throws {
        let file = Self.folder.appending(path: name)
        let expected = Transcript(try String(contentsOf: file, encoding: .utf8))
        let tool = try Tool()
        let traces = Self.tests.appending(path: "../../traces").standardized
        try FileManager.default.createSymbolicLink(at: tool.folder.url.appending(path: "traces"), withDestinationURL: traces)
        let now = try expected.replayed(in: tool)
        if Self.isUpdating { return try now.text.write(to: file, atomically: true, encoding: .utf8) }
        for (old, new) in zip(expected.entries, now.entries) where old != new {
            Issue.record("Snapshots/\(name): $ \(old.command)\n\(Self.difference(old.printed, new.printed))")
        }
    }

    @Test func everyCommandHasItsHelpAndAnExampleHere() throws {
        let commands = try Self.commands()
        let missing = ManualPage.visible(ReplayTool.self, prefix: "").map(\.name).filter { name in
            let isGroup = ["import", "trace"].contains(name)
            return !commands.contains("replay-tool \(name) --help")
                || !isGroup && !commands.contains { $0.hasPrefix("replay-tool \(name) ") && !$0.hasSuffix("--help") }
        }
        #expect(missing.isEmpty, "Snapshots/: add `$ replay-tool NAME …` of these, and their --help: \(missing.joined(separator: ", "))")
    }

    @Test func everyViewIsShownHere() throws {
        let commands = try Self.commands()
        let missing = ProcView.allCases.map(\.rawValue).filter { view in
            !commands.contains { $0.hasPrefix("replay-tool show ") && $0.split(separator: " ").contains(Substring(view)) }
        }
        #expect(missing.isEmpty, "Snapshots/show.txt: add `$ replay-tool show RUN VIEW` of \(missing.joined(separator: ", "))")
    }

    @Test func aTranscriptIsItsText() throws {
        let text = "A comment.\n$ replay-tool query --list | head\n@a\n\n$ replay-tool x 'a b' c\n2> wrong\n[2]\n"
        let transcript = Transcript(text)
        #expect(transcript.text == text)
        #expect(transcript.entries.map(\.printed) == ["@a\n\n", "2> wrong\n[2]\n"])
        #expect(transcript.entries.map { Transcript.words(of: $0.command) } == [["query", "--list"], ["x", "a b", "c"]])
        #expect(Self.difference("a\nb\nc\n", "a\nx\nc\n") == "-b\n+x")
    }

    private static func commands() throws -> [String] {
        try names.flatMap { try Transcript(String(contentsOf: folder.appending(path: $0), encoding: .utf8)).entries.map(\.command) }
    }

    /// The lines that went and those that came, in order.
    private static func difference(_ old: String, _ new: String) -> String {
        let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
        let changes = new.difference(from: old)
        return changes.map { change in
            switch change {
            case .remove(_, let line, _): "-\(line)"
            case .insert(_, let line, _): "+\(line)"
            }
        }.joined(separator: "\n")
    }
}
