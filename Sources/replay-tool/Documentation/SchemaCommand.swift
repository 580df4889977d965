import ArgumentParser
import ReplayStore

/// `replay-tool schema`: prints docs/schema.md and docs/oddities.md. For those who change the schema; hidden from the help.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the documentation of a run's tables and views (docs/schema.md).",
        shouldDisplay: false)

    @Flag(help: "Print the list of what a run may count as odd instead (docs/oddities.md).")
    var oddities = false

    func run() throws { try StandardOutput.write(oddities ? OddityDocument.markdown : SchemaDocument.markdown, isRaw: true) }
}
