import ArgumentParser
import Checks
import RealMachines
import ReplayAnalysis

/// `check`: whether a run ended where the real machine did.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compares a run's end state with that of the real machine.",
        discussion: """
            The state is free lists as JSON, /proc/kpageflags, other files of /proc \
            (buddyinfo, pagetypeinfo, zoneinfo, meminfo, slabinfo, vmallocinfo), a directory of these, or DIRECTORY/PREFIX where \
            their names begin alike, such as T1.buddyinfo. Files may be compressed with zstd. \
            Each line of the answer is one kind of thing in one zone.

            Exit status: 0 all is equal, 1 something differs, 2 bad input.

            EXAMPLES
              replay-tool check run.sqlite --against T1.freelists_pcp.json.zst
              replay-tool check run.sqlite --against window/T1.
              replay-tool check run.sqlite --against after --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    enum Which: String, ExpressibleByArgument, CaseIterable { case begin, end }

    @Argument(help: ArgumentHelp("The run's file.", valueName: "run"), completion: .file())
    var path: String

    @Option(
        help: ArgumentHelp("The real state (repeatable: what the first does not tell the next may).", valueName: "file|dir"),
        completion: .file())
    var against: [String] = []

    @Option(help: "How to print.")
    var format = Format.table

    @Option(help: "Which moment of the run to compare: its begin shows how a starting state was entered.")
    var moment = Which.end

    func validate() throws {
        guard !against.isEmpty else { throw ValidationError("nothing to check against; expected --against FILE or DIRECTORY") }
    }

    func run() throws {
        RunFault.install(for: [path])
        let check = try failing {
            let state = try StateReader.read(against)
            return try StateCheck(Run(path: path), against: state, moment: moment.rawValue)
        }
        try StandardOutput.write(format == .json ? check.json : check.text, isRaw: format == .json)
        if !check.isSame { throw ExitCode.differs }
    }
}
