/// Reads the binary form. Every block's checksum and the totals at the end are checked: damaged or cut input is an error.
///
/// After an error the reader must not be asked again.
public final class BinaryTraceReader: TraceReader {
    public let header: TraceHeader
    /// The binary form has no odd lines.
    public var counters: OddityCounts { OddityCounts() }
    private var decoder: BinaryDecoder

    /// Reads the header. Throws where the input is no binary trace or its header is damaged.
    public init(_ bytes: consuming ByteSource, source: UInt16 = 0) throws(TraceError) {
        decoder = try BinaryDecoder(bytes, source: source)
        header = decoder.header
    }

    public func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        try decoder.read(into: &batch, limit: limit, names: &names)
    }
}

extension TraceFormatSniffer {
    static let binary = TraceFormatSniffer(name: "replay-trace binary") {
        $0.starts(with: BinaryForm.magic)
    } open: { (bytes, source, _) throws(TraceError) in
        try BinaryTraceReader(bytes, source: source)
    }
}
