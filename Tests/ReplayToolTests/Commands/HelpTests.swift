import ArgumentParser
import Foundation
import Testing

@testable import replay_tool

@Suite struct HelpTests {
    @Test func everyCommandShowsExamplesThatFitALine() {
        for entry in ManualPage.visible(ReplayTool.self, prefix: "") {
            let help = ReplayTool.helpMessage(for: entry.command, columns: 80)
            #expect(help.contains("\nEXAMPLES\n"), "\(entry.name)")
            #expect(help.contains("replay-tool \(entry.name)") || entry.name == "trace", "\(entry.name)")
            let discussion = entry.command.configuration.discussion
            for line in discussion.split(separator: "\n") where line.contains("replay-tool ") && line.hasPrefix("  ") {
                #expect(line.count <= 80, "\(line)")
            }
        }
    }

    @Test func everyExampleIsACommandLine() throws {
        for entry in ManualPage.visible(ReplayTool.self, prefix: "") {
            for line in entry.command.configuration.discussion.split(separator: "\n")
            where line.hasPrefix("  ") && line.contains("replay-tool ") {
                let words = try #require(Transcript.words(of: line))
                #expect(throws: Never.self, "\(line)") { _ = try ReplayTool.parseAsRoot(words) }
            }
        }
    }

    @Test func aWrongCommandIsReportedWithTheRightOnes() throws {
        #expect(try #require(ReplayTool.unknownCommand("rum")).contains("expected one of run, import"))
        for word in ["run", "help", "--help", "-h", "--version", "schema", "manual"] { #expect(ReplayTool.unknownCommand(word) == nil) }
    }

    @Test func theRootHelpSaysTheExitStatus() {
        let help = ReplayTool.helpMessage(columns: 80)
        #expect(help.contains("EXIT STATUS"))
        for status in ["  0  ", "  1  ", "  2  "] { #expect(help.contains(status)) }
    }

    @Test func theManualHoldsEveryCommandAndNoHiddenOne() {
        let page = ManualPage.troff
        let entries = ManualPage.visible(ReplayTool.self, prefix: "")
        #expect(entries.count >= 12)
        for entry in entries { #expect(page.contains(".SH \"COMMAND: \(entry.name)\"\n")) }
        #expect(!page.contains("COMMAND: manual"))
        #expect(!page.contains("COMMAND: schema"))
    }

    @Test func theManualHasNoLineThatTroffTakesForARequest() {
        var isText = false
        for line in ManualPage.troff.split(separator: "\n") {
            if line == ".nf" {
                isText = true
            } else if line == ".fi" {
                isText = false
            } else if isText {
                #expect(!line.hasPrefix(".") && !line.hasPrefix("'"), "\(line)")
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsKnowEveryCommand(shell: String) throws {
        let script = ReplayTool.completionScript(for: try #require(CompletionShell(rawValue: shell)))
        for name in ["run", "import", "query", "show", "explain", "compare", "verify", "trace", "settings"] {
            #expect(script.contains(name))
        }
    }
}
