import ArgumentParser
import ReplayAnalysis

/// `compare`: what differs between two runs, and whether that is too much.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares two runs: settings, the first step at which they go apart, end and peak figures.",
        discussion: """
            A is the run to compare with, B the one in question.

            Exit code: without --fail-on, 0 when settings, transitions and figures are the same and 1 when anything of these \
            differs. With --fail-on, 1 only when a budget is broken, so that runs of different traces or settings can be held to \
            limits. 2 when the input is wrong, and when a budget names a figure that the runs do not have.

            A budget is FIGURE>N% or FIGURE<N%, without % an amount in the figure's unit: the change from A to B. \
            peak.memory.anon>5% is broken when B's peak is more than 5 per cent above A's; end.memory.used<1000 when B has \
            over 1000 less. \
            The figures are those of the table, end.NAME and peak.NAME; any rise from 0 is above every percentage.

            EXAMPLES
              replay-tool compare before.sqlite after.sqlite
              replay-tool compare a.sqlite b.sqlite --fail-on 'peak.memory.used>5%'
              replay-tool compare slub.sqlite slab.sqlite --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "The run to compare with.")
    var a: String

    @Argument(help: "The run in question.")
    var b: String

    @Option(help: ArgumentHelp("A budget; may be given several times.", valueName: "figure>n%"))
    var failOn: [String] = []

    @Option(help: "How to print.")
    var format = Format.table

    func run() throws {
        RunFault.install(for: [a, b])
        let comparison = try failing { try self.comparison() }
        try StandardOutput.write(format == .json ? comparison.json : comparison.text, isRaw: format == .json)
        if comparison.isFailure { throw ExitCode.differs }
    }

    func comparison() throws -> RunComparison {
        let budgets = try failOn.map { try Budget($0) }
        return try RunComparison(Run(path: a), Run(path: b), budgets: budgets)
    }
}
