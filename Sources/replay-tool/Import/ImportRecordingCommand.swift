import ArgumentParser
import TraceFormat

/// `replay-tool import [recording]`: a recording of another program becomes a trace.
struct ImportRecordingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recording",
        abstract: "Turns a recording (perf.data, trace.dat, perf script, ftrace, a malloc log) into a trace.",
        usage: "replay-tool import [recording] [FORMAT] INPUT [--output TRACE] [--profile NAME] [--kernel VERSION] [--levels]",
        discussion: """
            FORMAT is \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")); it is told by the input's first bytes \
            where it is not given. INPUT is a file or - for standard input; zstd is unpacked. TRACE's name tells the form: \
            .trace is text, .rtrace is binary, and a further .zst packs it. Without --output nothing is written. A summary goes to \
            standard error: events by kind, and odd lines by counter. TRACE appears when it is complete; on an error nothing \
            stays.

            EXAMPLES
              replay-tool import traces/real/perf-build.txt.zst -o build.rtrace
              replay-tool import recording traces/real/ftrace-vmalloc.txt.zst
              replay-tool import glibc-log traces/real/glibc-cc1.txt.zst
              replay-tool import traces/real/trace-dat/local.dat -o local.trace
              perf script | replay-tool import - -o now.trace --profile x86_64-24g
            """)

    @Argument(help: "The format, which may be left out, and the recording.", completion: .file()) var arguments: [String]
    @Option(name: .shortAndLong, help: "The trace to write.") var output: String?
    @Option(help: "The machine profile that the trace is meant for; goes into its header.", completion: Completions.machines)
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The kernel that it was recorded on, such as 3.10: what its numbers of migrate types and GFP flags mean, where the recording "
                + "does not show it.", valueName: "version"))
    var kernel: String?

    @Flag(help: "Tell also what the recorded pages and objects belong to.") var levels = false

    func validate() throws {
        guard arguments.count <= 2 else { throw ValidationError("expected [FORMAT] INPUT") }
        guard arguments.count == 1 || ImportFormat(rawValue: arguments[0]) != nil else {
            throw ValidationError(
                "unknown format \(arguments[0]); expected \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard kernel == nil || version != nil else {
            throw ValidationError("\(kernel ?? "") is no kernel's version; expected numbers such as 3.10 or 6.1.55")
        }
        guard output == nil || destination != nil else {
            throw ValidationError("\(output ?? "") does not say its form; expected .trace or .rtrace, and .zst after it to pack it")
        }
    }

    func run() throws {
        try failing {
            let (reader, format) = try open()
            var header = reader.header
            if let profile { header.setFirst("profile", profile) }
            var summary = ImportSummary(format: format, input: input, joins: levels)
            switch destination {
            case nil:
                try forEachBatch(of: reader) { batch, _ in
                    summary.add(batch)
                    progress.show(summary.total, "events")
                    return true
                }
            case .text(let packs):
                let sink = try sink(packs)
                try copy(reader, to: TextTraceWriter(sink, header: header), &summary)
            case .binary(let packs):
                let sink = try sink(packs)
                try copy(reader, to: BinaryTraceWriter(sink, header: header, zstdLevel: packs ? nil : 3), &summary)
            }
            progress.clear()
            inform(summary.text(counters: reader.counters))
        }
    }

    private func sink(_ packs: Bool) throws(TraceError) -> ByteSink {
        let sink = try ByteSink(path: output!, zstdLevel: packs ? 3 : nil)
        Interruption.removeOnSignal(output! + ".partial")
        return sink
    }

    private func copy(_ reader: any TraceReader, to writer: consuming some TraceWriter & ~Copyable, _ summary: inout ImportSummary) throws {
        var writer = writer
        try forEachBatch(of: reader) { batch, names in
            summary.add(batch)
            progress.show(summary.total, "events")
            try blaming(input) { () throws(TraceError) in for event in batch { try writer.write(event, names: names) } }
            return true
        }
        try writer.finish()
    }

    private var progress: Progress { Progress(isQuiet: false) }

    private var version: RecordedKernel? { kernel.flatMap { RecordedKernel($0) } }

    private var input: String { arguments[arguments.count - 1] }

    /// The recording's reader, by the format given or told by the first lines.
    private func open() throws(TraceError) -> (any TraceReader, ImportFormat) {
        var bytes = try ByteSource(path: input)
        try bytes.fillForSniffing()
        if arguments.count == 2, let format = ImportFormat(rawValue: arguments[0]) {
            return (try format.open(bytes, kernel: version), format)
        }
        guard let format = ImportFormat(sniffing: bytes.sniffed) else { throw ImportFormat.refusal(of: bytes) }
        return (try format.open(bytes, kernel: version), format)
    }

    /// How the output is written, by its name.
    private enum Destination {
        case text(packs: Bool)
        case binary(packs: Bool)
    }

    private var destination: Destination? {
        guard let output else { return nil }
        let form = TraceForm(fileName: output)
        return form.kind.map { $0 == .text ? .text(packs: form.isPacked) : .binary(packs: form.isPacked) }
    }
}

extension TraceHeader {
    /// Sets the first entry of `key`, or adds one.
    fileprivate mutating func setFirst(_ key: String, _ value: String) {
        if let index = entries.firstIndex(where: { $0.key == key }) { entries[index].value = value } else { entries.append((key, value)) }
    }
}
