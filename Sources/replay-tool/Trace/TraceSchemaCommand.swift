import ArgumentParser
import TraceFormat

/// `trace schema`: prints the event table of `docs/trace-format.md`, which a test keeps up to date.
struct TraceSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the events and their fields as a Markdown table.", shouldDisplay: false)

    func run() throws { try StandardOutput.write(TraceSchemaTable.markdown, isRaw: true) }
}
