import ArgumentParser
import ReplayAnalysis

/// `index`: makes questions to a large run quick.
struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Keeps states and answers in a run's file, so that questions to a large run are quick.",
        discussion: """
            A run can be asked as it is; what looks at the whole history reads all of it then, which takes seconds from ten million \
            events on. This reads it once and keeps in the file, beside the run,

              pages    page-table entries now and then: show pagemap, smaps, smaps_rollup, translate
              heaps    the C library's chunks now and then: show heap, heap_bins, heap_pins, malloc_info
              @NAME    the answer of a named query: \(queries)

            Without PART, all of them. show and query use what is there and say the same as without. Each part is made as a whole or \
            not at all, and stays as it is when this is called again. The run's rows and digests do not change; its bytes do, so index a \
            run after comparing files byte by byte, not before.

            EXAMPLES
              replay-tool index run.sqlite
              replay-tool index run.sqlite pages heaps
              replay-tool index run.sqlite @callers @leaks
              replay-tool index run.sqlite --drop
            """)

    @Argument(help: ArgumentHelp("The run's file.", valueName: "run"), completion: .file())
    var file: String

    @Argument(help: "What to make, of the list above.", completion: Completions.indexParts)
    var part: [String] = []

    @Flag(help: "Take away all that was made. The room in the file is used by the next index; sqlite3 RUN VACUUM gives it back.")
    var drop = false

    @Flag(name: .shortAndLong, help: "Say nothing on success.")
    var quiet = false

    func validate() throws {
        if drop, !part.isEmpty { throw ValidationError("--drop takes away all parts; it takes no list") }
        for name in part where !RunIndex.parts.contains(name) {
            throw ValidationError("no part \(name); expected one of \(RunIndex.parts.joined(separator: ", "))")
        }
    }

    func run() throws {
        RunFault.install(for: [file])
        var output = StandardOutput()
        try perform { line throws(ExitCode) in
            try output.write(line + "\n")
            try output.flush()
        }
    }

    /// Does the work; a line for each part goes to `write`.
    func perform(_ write: (String) throws(ExitCode) -> Void) throws {
        try failing {
            let index = try RunIndex(path: file)
            if drop {
                let bytes = try index.drop()
                if !quiet { try write("\(file): \(RunOutput.size(bytes)) are free in the file now") }
                return
            }
            var watch = Stopwatch()
            var failure: ExitCode?
            let waiting = Waiting()
            index.whileReading { waiting.show() }
            try index.make(part.isEmpty ? RunIndex.parts : part) { report in
                waiting.clear()
                do throws(ExitCode) { if !quiet, failure == nil { try write(Self.line(report, watch.seconds)) } } catch { failure = error }
                watch = Stopwatch()
            }
            if let failure { throw failure }
        }
    }

    private static func line(_ report: RunIndex.Report, _ seconds: String) -> String {
        let name = report.part + String(repeating: " ", count: max(1, 20 - report.part.count))
        let cost = ", \(RunOutput.size(report.bytes)), \(seconds) s"
        return switch report.outcome {
        case .made(0, let rows): "\(name)\(rows) rows\(cost)"
        case .made(let states, let rows): "\(name)\(states) states, \(rows) rows\(cost)"
        case .present: "\(name)is there"
        case .nothing(let why): "\(name)not kept: \(why), \(seconds) s"
        }
    }

    private static var queries: String { RunIndex.parts.filter { $0.hasPrefix("@") }.joined(separator: ", ") }
}
