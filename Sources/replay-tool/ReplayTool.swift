import ArgumentParser
import ReplayStore
import Runs

/// The command line: one file per command in `Commands/`.
@main
struct ReplayTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay-tool",
        abstract: "Replays memory-allocation traces through a model of Linux memory management, into SQLite.",
        discussion: """
            A trace goes in, a SQLite file with every state transition comes out; the other commands read that file.

            EXIT STATUS
              0  all went well; two things compared are the same
              1  compare and verify: they differ, or a budget is broken
              2  the arguments or the input are wrong; nothing was written

            EXAMPLES
              replay-tool run traces/s18-oom-demo.trace -o demo.sqlite
              replay-tool query demo.sqlite @oom
              replay-tool show demo.sqlite buddyinfo --at mark:after-500MiB
              replay-tool compare before.sqlite after.sqlite
            """,
        version: ToolVersion.current,
        subcommands: [
            RunCommand.self, ImportCommand.self, RecordCommand.self, QueryCommand.self, ShowCommand.self, ExplainCommand.self,
            ExplainLogCommand.self, IndexCommand.self, CompareCommand.self, CheckCommand.self, VerifyCommand.self, TraceCommand.self,
            SettingsCommand.self, SchemaCommand.self, ManualCommand.self,
        ]
    )
}
