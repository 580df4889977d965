import ArgumentParser
import Glibc
import ReplayAnalysis

/// `explain`: the explanation of a step.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tells the story of one step in plain language.",
        discussion: """
            What the event was, what followed from it in order (pages, slabs, faults, page tables, kills), and what it changed. \
            A failed allocation comes with the free blocks before it; an OOM kill with every candidate, each term of its score, and \
            the report as the kernel prints it; a fault with its page-table entry bit by bit, why its page came from that zone, and \
            what it cost.

            STEP may also be a time or a mark, as --at of show takes it.

            EXAMPLES
              replay-tool explain run.sqlite 1200
              replay-tool explain run.sqlite 2.5ms
              replay-tool explain run.sqlite mark:killed
              replay-tool explain run.sqlite 1200 --format json
            """)

    @Argument(help: ArgumentHelp("The run's file.", valueName: "run"), completion: .file())
    var path: String

    @Argument(help: "The step.")
    var step: String

    @Option(help: "text or json.")
    var format = ExplanationFormat.text

    @OptionGroup var names: RawOption

    func run() throws {
        RunFault.install(for: [path])
        try failing {
            let text = try answer()
            let width = format == .text ? Terminal.width(of: STDOUT_FILENO) : nil
            try StandardOutput.write(width.map { Terminal.wrapped(text, $0) } ?? text, isRaw: names.raw || format == .json)
        }
    }

    /// The explanation.
    func answer() throws -> String {
        let run = try Run(path: path)
        run.showsRawNames = names.raw || format == .json
        let number = try run.moment(step).step
        return try format == .json ? run.explanationJSON(step: number) : run.explain(step: number)
    }
}

/// The forms that `explain` can take.
enum ExplanationFormat: String, CaseIterable, ExpressibleByArgument { case text, json }
