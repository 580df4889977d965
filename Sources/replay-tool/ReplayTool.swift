import ArgumentParser
import ReplayStore

/// The command line: one file per command in `Commands/`.
@main
struct ReplayTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay-tool",
        abstract: "Replays memory-allocation traces through a model of Linux memory management, into SQLite.",
        version: ToolVersion.current,
        subcommands: [
            RunCommand.self, ImportCommand.self, QueryCommand.self, ShowCommand.self, ExplainCommand.self, CompareCommand.self,
            VerifyCommand.self, TraceCommand.self, SchemaCommand.self,
        ]
    )
}
