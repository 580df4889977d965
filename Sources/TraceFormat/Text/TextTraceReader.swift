/// Reads the text form.
///
/// Times may go backwards from line to line: recordings are slightly out of order, and whoever replays them sorts.
/// After an error the reader must not be asked again.
public final class TextTraceReader: TraceReader {
    public let header: TraceHeader
    /// What the text form does not know is an error; only a last line without its end is odd.
    public var counters: OddityCounts {
        var counts = OddityCounts()
        if parser.lacksLineEnd { counts.add(.traceCutLastLine) }
        return counts
    }
    private var parser: TextParser

    /// Reads the header. Throws where the first line or a header line is wrong.
    public convenience init(_ bytes: consuming ByteSource, source: UInt16 = 0) throws(TraceError) {
        try self.init(bytes, source: source, usesFastPath: true)
    }

    /// Tests compare the two ways.
    init(_ bytes: consuming ByteSource, source: UInt16, usesFastPath: Bool) throws(TraceError) {
        parser = try TextParser(bytes, source: source, usesFastPath: usesFastPath)
        header = parser.header
    }

    public func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        try parser.read(into: &batch, limit: limit, names: &names)
    }
}

extension TraceFormatSniffer {
    static let text = TraceFormatSniffer(name: "replay-trace text") {
        $0.starts(with: "replay-trace".utf8)
    } open: { (bytes, source, _) throws(TraceError) in
        try TextTraceReader(bytes, source: source)
    }
}
