/// The way in: opens any trace that this library can read.
public enum TraceFile {
    /// Opens the trace at `path` (`-` is standard input), whatever its form; `source` goes into each event's `source`.
    ///
    /// zstd is unpacked; the form is recognised by the first bytes. `kernel`: on which a recording was made, where the user named one.
    public static func open(_ path: String, source: UInt16 = 0, kernel: RecordedKernel? = nil) throws(TraceError) -> any TraceReader {
        try open(ByteSource(path: path), source: source, kernel: kernel)
    }

    /// Opens the trace in `bytes`.
    public static func open(
        _ bytes: consuming ByteSource, source: UInt16 = 0, kernel: RecordedKernel? = nil
    ) throws(TraceError) -> any TraceReader {
        var bytes = bytes
        try bytes.fillForSniffing()
        for format in formats where format.matches(bytes.sniffed) { return try format.open(bytes, source, kernel) }
        throw ImportFormat.knownRefusal(of: bytes) ?? unknown(bytes)
    }

    /// All forms, in the order in which they are asked.
    static let formats: [TraceFormatSniffer] = [.binary, .text] + TraceFormatSniffer.imported

    private static func unknown(_ bytes: borrowing ByteSource) -> TraceError {
        TraceError(
            file: bytes.name, line: bytes.count == 0 ? 1 : nil, offset: 0,
            problem: bytes.count == 0 ? "the trace is empty" : "not a trace of a known form",
            expected: "\(TextParser.firstLine) as the first line, or another of: " + formats.map(\.name).joined(separator: ", "))
    }
}
