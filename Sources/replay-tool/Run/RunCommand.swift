import ArgumentParser
import Glibc
import Replay
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Runs

/// `run`: replays traces into a SQLite file.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Replays traces through the model and stores every state transition in SQLite.",
        discussion: """
            Several traces are merged by time. The file appears under its name when it is complete; on an error nothing stays.
            The same traces, machine and settings give the same bytes.

            EXAMPLES
              replay-tool run traces/s18-oom-demo.trace -o demo.sqlite
              replay-tool run app.trace -o run.sqlite --machine x86_64-1g
              replay-tool run app.trace -o strict.sqlite --set vm.overcommit_memory=2
              replay-tool run recording.txt.zst -o run.sqlite --placement model
              replay-tool run app.trace -o run.sqlite --until mark:warmed-up
              replay-tool run app.trace -o oracle.sqlite --writer sqlite
              replay-tool run rec.txt -o run.sqlite --from 'mark:GT T0 resume'
              replay-tool run window.txt -o w.sqlite --state T0.freelists_pcp.json.zst
              replay-tool run app.trace -o /dev/null --audit
              ssh host cat big.rtrace | replay-tool run - -o run.sqlite
            """
    )

    @Argument(
        help: "Traces, in text or binary form or recordings that can be imported, or folders of record --kernel; - is standard input.",
        completion: .file())
    var traces: [String]

    @Option(name: .shortAndLong, help: "The run to write; /dev/null: replay without storing.", completion: .file())
    var output: String

    @OptionGroup var machine: MachineOptions

    @Option(
        help: ArgumentHelp(
            "Begin at a time (2.5ms) or a mark (mark:NAME or NAME, whole words of its beginning). Events before it are read for names only.",
            valueName: "mark|time"))
    var from: String?

    @Option(help: "Stop after a step (1200), before a time (2.5ms), or after a mark (mark:NAME or NAME).")
    var until: String?

    @Option(help: "A name to store in the run.")
    var label: String?

    @Flag(
        help:
            "Check every invariant of the machine after every step, and at the end; on a machine of n GiB after every n steps, because each check looks at all of its frames."
    )
    var audit = false

    @Option(help: ArgumentHelp("The same after every so many steps of any machine.", valueName: "steps"))
    var auditEvery: UInt64?

    @Option(
        help: ArgumentHelp(
            "End with 2, and tell the step, where the replay takes more memory, such as 4G. Default: half of the machine's RAM.",
            valueName: "size"))
    var maxMemory: String?

    @Flag(help: "Take the first odd event (an unknown pointer, a bad free, a line that nothing stands for) as an error.")
    var strict = false

    @Flag(help: "Replace the output even if it is no run of replay-tool.")
    var force = false

    @Option(help: "How rows are written: direct (pages in SQLite's file format) or sqlite (its own inserts, slower; the same rows).")
    var writer = WriterChoice.direct

    @Flag(name: .shortAndLong, help: "Say nothing on success.")
    var quiet = false

    func validate() throws {
        guard !traces.isEmpty else { throw ValidationError("no trace to replay") }
        guard traces.count <= 1 << 16 else { throw ValidationError("\(traces.count) traces; expected at most 65536") }
        guard traces.filter({ $0 == "-" }).count <= 1 else { throw ValidationError("- stands for one trace only") }
        guard maxMemory == nil || memoryLimit != nil else {
            throw ValidationError("--max-memory \(maxMemory ?? ""); expected a size such as 512M or 4G")
        }
        guard auditEvery != 0 else { throw ValidationError("--audit-every 0; expected at least 1") }
        guard output != "-" else { throw ValidationError("a run is a SQLite file and cannot go to standard output") }
    }

    private var memoryLimit: UInt64? { maxMemory.flatMap { Quantity.bytes($0) }.flatMap { $0 > 0 ? $0 : nil } }

    func run() throws {
        try failing {
            let progress = Progress(isQuiet: quiet)
            let bundles = KernelBundle.expand(traces, state: machine.state)
            var options = machine
            options.state = bundles.state
            let replaying = Replaying(
                traces: bundles.traces, options: options, from: from.map(StartPoint.init(argument:)),
                until: until.map(StopPoint.init(argument:)),
                label: label, audit: auditEvery.map(Audit.every) ?? (audit ? .bySize : .atEnd),
                memoryLimit: memoryLimit ?? MemoryGuard.standard, isStrict: strict, isForced: force, writer: writer)
            let watch = Stopwatch()
            let (report, profile) = try replaying.run(to: output, progress: progress.show)
            progress.clear()
            if !quiet { inform(summary(report, profile, watch)) }
        }
    }

    /// A run's last words.
    private func summary(_ report: RunReport, _ profile: MachineProfile, _ watch: Stopwatch) -> String {
        let indices = Stopwatch.seconds(report.indexNanoseconds, digits: 2)
        let time = isatty(STDERR_FILENO) == 1 ? ", \(watch.seconds) s (indices \(indices) s)" : ""
        var lines = [
            "\(output): \(report.traceEvents) events in \(report.steps) steps on \(profile.name); "
                + "\(report.rows) rows, \(output == RunOutput.nowhere ? "not stored" : RunOutput.size(of: output))\(time)"
        ]
        lines += OddityReport(report.counters).lines
        return lines.joined(separator: "\n")
    }
}

extension StartPoint {
    /// `2.5ms` is a time, anything else a mark, with or without `mark:` before it.
    init(argument text: String) {
        if let time = nanoseconds(text) {
            self = .time(time)
        } else {
            self = .mark(text.hasPrefix("mark:") ? String(text.dropFirst(5)) : text)
        }
    }
}

extension StopPoint {
    /// `1200` is a step, `2.5ms` a time, anything else a mark, with or without `mark:` before it.
    init(argument text: String) {
        if let step = UInt64(text) {
            self = .step(step)
        } else if let time = nanoseconds(text) {
            self = .time(time)
        } else {
            self = .mark(text.hasPrefix("mark:") ? String(text.dropFirst(5)) : text)
        }
    }
}
