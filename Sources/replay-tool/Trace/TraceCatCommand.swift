import ArgumentParser
import TraceFormat

/// `trace cat`: prints a trace in the text form.
struct TraceCatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Prints a trace in the text form.",
        discussion: """
            EXAMPLES
              replay-tool trace cat build.rtrace --limit 20
              replay-tool trace cat traces/real/perf-build.txt.zst | grep ioremap
            """)

    @Argument(help: "The trace to read; - is standard input.") var input: String
    @Option(help: "Stop after this many events.") var limit: UInt64?

    func run() throws {
        try failing {
            let reader = try TraceFile.open(input)
            var writer = try TextTraceWriter(ByteSink(path: "-"), header: reader.header)
            var left = limit ?? .max
            do {
                if left > 0 { try forEachBatch(of: reader) { try print($0, $1, to: &writer, &left) } }
            } catch {
                // What came before the wrong line is shown all the same.
                try writer.finish()
                throw error
            }
            try writer.finish()
        }
    }

    private func print(
        _ batch: [TraceEvent], _ names: NameTable, to writer: inout TextTraceWriter, _ left: inout UInt64
    ) throws -> Bool {
        for event in batch.prefix(Int(clamping: left)) { try writer.write(event, names: names) }
        left -= min(left, UInt64(batch.count))
        return left > 0
    }
}
