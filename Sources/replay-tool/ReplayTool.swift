import ArgumentParser

/// The command line: one file per command in `Commands/`.
@main
struct ReplayTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay-tool",
        abstract: "Replays memory-allocation traces through a model of Linux memory management, into SQLite.",
        version: "0.1.0",
        subcommands: [TraceCommand.self, ImportCommand.self]
    )
}
