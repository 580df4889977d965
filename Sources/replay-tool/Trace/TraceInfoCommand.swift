import ArgumentParser
import TraceFormat

/// `trace info`: what a trace holds.
struct TraceInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Shows what a trace holds.",
        discussion: """
            EXAMPLES
              replay-tool trace info traces/s18-oom-demo.trace
              replay-tool trace info build.rtrace --format json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @Argument(help: "The trace to read; - is standard input.") var input: String
    @Option(help: "table or json.") var format: Format = .table

    @OptionGroup var names: RawOption

    func run() throws {
        try failing {
            let summary = try TraceSummary(of: input)
            switch format {
            case .table: try StandardOutput.write(summary.table(isRaw: names.raw), isRaw: names.raw)
            case .json: try StandardOutput.write(summary.json + "\n", isRaw: true)
            }
        }
    }
}
