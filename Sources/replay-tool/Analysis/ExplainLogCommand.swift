import ArgumentParser
import Checks
import Platform
import ReplayAnalysis
import TraceFormat

/// `explain-log`: the explanation of a kernel log's report about memory.
struct ExplainLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain-log",
        abstract: "Tells from a kernel log alone why memory ran out.",
        discussion: """
            LOG is what dmesg, journalctl -k, a syslog or a console printed: a report of the OOM killer, of a failed page request or of \
            SysRq-M, of Linux 2.6.32 to 6.18, with or without times, hosts, levels and quote marks before its lines. The answer: which \
            request failed, each zone's arithmetic, whether memory was short or in pieces too small, every candidate of the OOM killer with \
            the terms of its score beside the log's own choice, and the smallest changes (free memory, vm.min_free_kbytes, zone, order) \
            with which the page allocator would have met it. These are found by trying, each alone.

            Of several reports the last whole one is explained; all are listed. The log may be compressed with zstd or gzip.

            EXAMPLES
              replay-tool explain-log dmesg.txt
              replay-tool explain-log dmesg.txt --with-memory 64M
              replay-tool explain-log /var/log/kern.log --report 2 --format json
              replay-tool explain-log -
            """)

    @Argument(help: ArgumentHelp("The kernel's log; - is standard input.", valueName: "log"), completion: .file())
    var path: String

    @Option(help: "Which report of the log, from 1. Default: the last whole one.")
    var report: Int?

    @Option(help: ArgumentHelp("Ask whether so much more free memory would have helped: 64M, 1G, 512K.", valueName: "size"))
    var withMemory: String?

    @Option(help: "text or json.")
    var format = ExplanationFormat.text

    @OptionGroup var names: RawOption

    func run() throws { try failing { try StandardOutput.write(try answer(), isRaw: names.raw || format == .json) } }

    /// The explanation.
    func answer() throws -> String {
        let more = try withMemory.map(bytes)
        let source = try ByteSource.whole(path)
        let explanation = try LogExplanation(source.bytes, file: source.name, report: report, withMemory: more)
        return format == .json ? explanation.json : explanation.text
    }

    private func bytes(_ text: String) throws -> UInt64 {
        let units: [Character: UInt64] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let shift = text.dropFirst(digits.count).first.map { units[Character($0.uppercased())] } ?? 0
        let rest = text.dropFirst(digits.count + 1).lowercased()
        guard let number = UInt64(digits), number > 0, let shift, ["", "b", "ib"].contains(rest), number < 1 << (60 - shift) else {
            throw TraceError(file: "--with-memory", problem: "cannot be \"\(text)\"", expected: "a size such as 64M or 1G")
        }
        return number << shift
    }
}
