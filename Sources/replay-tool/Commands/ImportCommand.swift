import ArgumentParser
import TraceFormat

/// `replay-tool import`: a recording of another program becomes a trace.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turns a recording (perf script, ftrace, a glibc malloc log) into a trace.",
        discussion: """
            The format is one of \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")); it is told by the input's first \
            lines where it is not given. zstd is unpacked. Without --output nothing is written: the summary tells what is in \
            the recording.
            """)

    @Argument(help: ArgumentHelp("The format, which may be left out, and the input (- is standard input).", valueName: "format] [input"))
    var arguments: [String]

    @Option(name: .shortAndLong, help: "The trace to write; its suffix says whether it is text or binary.")
    var output: String?

    func run() throws {
        do throws(TraceError) { try importRecording() } catch {
            Console.complain("\(error)")
            throw ExitCode.badInput
        }
    }

    private func importRecording() throws(TraceError) {
        let (format, input) = try parseArguments()
        var bytes = try ByteSource(path: input)
        let found: ImportFormat
        if let format { found = format } else { found = try sniff(&bytes) }
        var reader = found.open(bytes)
        var summary = ImportSummary(format: found, input: input)
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 4096, names: &names) {
            summary.add(batch)
            batch.removeAll(keepingCapacity: true)
        }
        Console.tell(summary.text(counters: reader.counters))
    }

    private func parseArguments() throws(TraceError) -> (ImportFormat?, String) {
        if arguments.count == 1 { return (nil, arguments[0]) }
        guard arguments.count == 2, let format = ImportFormat(rawValue: arguments[0]) else {
            throw TraceError(
                file: "import", problem: "unknown format \(arguments.first ?? "")",
                expected: "[\(ImportFormat.allCases.map(\.rawValue).joined(separator: " | "))] INPUT")
        }
        return (format, arguments[1])
    }

    private func sniff(_ bytes: inout ByteSource) throws(TraceError) -> ImportFormat {
        _ = try bytes.fill(TraceFormatSniffer.sniffLength)
        guard let format = ImportFormat(sniffing: bytes.bytes) else {
            throw TraceError(file: bytes.name, line: 1, problem: "not a recording of a known format", expected: ImportFormat.known)
        }
        return format
    }
}
