import ArgumentParser
import ReplayStore

/// `replay-tool schema`: prints docs/schema.md, docs/oddities.md, and the same for Datasette. Hidden from the help: few need it.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints what a run's tables, views and columns are.",
        discussion: """
            EXAMPLES
              replay-tool schema > schema.md
              replay-tool schema --datasette out > metadata.json
              datasette out.sqlite --metadata metadata.json
            """,
        shouldDisplay: false)

    @Flag(help: "Print the list of what a run may count as odd instead (docs/oddities.md).")
    var oddities = false

    @Option(
        help: ArgumentHelp(
            "Print metadata for Datasette instead, for the file NAME.sqlite: descriptions, and the named queries.", valueName: "name"))
    var datasette: String?

    func run() throws {
        let text = datasette.map(DatasetteMetadata.json) ?? (oddities ? OddityDocument.markdown : SchemaDocument.markdown)
        try StandardOutput.write(text, isRaw: true)
    }
}
