import ArgumentParser
import TraceFormat

/// `trace convert`: writes a trace in the text or the binary form.
struct TraceConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes a trace in the text or the binary form.",
        discussion: """
            OUTPUT's name tells the form: .trace is text, .rtrace is binary, and a further .zst packs the file with zstd.
            --to and --zstd say it where the name does not. The binary form packs its blocks unless --no-zstd is given.
            The file appears when it is complete; on an error nothing stays.

            EXAMPLES
              replay-tool trace convert app.trace -o app.rtrace
              replay-tool trace convert app.rtrace -o app.trace.zst
              replay-tool trace convert traces/real/perf-build.txt.zst -o build.rtrace
            """
    )

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, binary
    }

    @Argument(help: "The trace to read; - is standard input.") var input: String
    @Option(name: .shortAndLong, help: "The file to write; - is standard output.") var output: String
    @Option(help: "The form to write: text or binary.") var to: Form?
    @Flag(inversion: .prefixedNo, help: "Whether to pack with zstd.") var zstd: Bool?

    func validate() throws {
        guard form != nil else {
            throw ValidationError("\(output) does not say its form; expected .trace or .rtrace (and .zst), or --to text|binary")
        }
        guard zstd != false || !isPackedName else { throw ValidationError("--no-zstd, but \(output) ends in .zst") }
    }

    func run() throws {
        try failing {
            let reader = try TraceFile.open(input)
            let packsFile = isPackedName || (form == .text && zstd == true)
            let sink = try ByteSink(path: output, zstdLevel: packsFile ? 3 : nil)
            if output != "-" { Interruption.removeOnSignal(output + ".partial") }
            if form == .text {
                try copy(reader, to: TextTraceWriter(sink, header: reader.header))
            } else {
                try copy(reader, to: BinaryTraceWriter(sink, header: reader.header, zstdLevel: packsFile || zstd == false ? nil : 3))
            }
        }
    }

    private func copy(_ reader: any TraceReader, to writer: consuming some TraceWriter & ~Copyable) throws {
        var writer = writer
        try forEachBatch(of: reader) { batch, names in
            try blaming(input) { () throws(TraceError) in for event in batch { try writer.write(event, names: names) } }
            return true
        }
        try writer.finish()
    }

    private var isPackedName: Bool { TraceForm(fileName: output).isPacked }

    /// The form asked for, or the name's.
    private var form: Form? {
        if let to { return to }
        return TraceForm(fileName: output).kind.map { $0 == .text ? .text : .binary }
    }
}

/// An event that cannot be written is the input's fault, where its line is; what has no line is the output's.
func blaming<T>(_ input: String, _ body: () throws(TraceError) -> T) throws(TraceError) -> T {
    do { return try body() } catch {
        guard error.line != nil else { throw error }
        var error = error
        error.file = input == "-" ? "<stdin>" : input
        throw error
    }
}

/// Reads all events, some thousand at a time; `body` says whether to go on. Where the trace is wrong, `body` gets what
/// came before.
func forEachBatch(of reader: any TraceReader, _ body: ([TraceEvent], NameTable) throws -> Bool) throws {
    var reader = reader
    var names = NameTable()
    var batch: [TraceEvent] = []
    while true {
        do throws(TraceError) {
            guard try reader.read(into: &batch, limit: 4096, names: &names) else { return }
        } catch {
            if !batch.isEmpty { _ = try body(batch, names) }
            throw error
        }
        guard try body(batch, names) else { return }
        batch.removeAll(keepingCapacity: true)
    }
}
