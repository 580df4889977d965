import ArgumentParser
import ReplayStore

/// `replay-tool schema`: prints docs/schema.md. For those who change the schema; hidden from the help.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the documentation of a run's tables and views (docs/schema.md).",
        shouldDisplay: false)

    func run() { print(SchemaDocument.markdown, terminator: "") }
}
