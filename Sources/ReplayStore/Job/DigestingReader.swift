import TraceFormat

/// A reader that digests what passes through it: the digest names the trace whatever form its file has.
final class DigestingReader: TraceReader {
    private var reader: any TraceReader
    private var state = TraceDigest()

    init(_ reader: any TraceReader) { self.reader = reader }

    var header: TraceHeader { reader.header }
    var counters: [(name: String, count: UInt64)] { reader.counters }
    /// Digest of all events read so far.
    var digest: UInt64 { state.value }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        let start = batch.count
        let goesOn = try reader.read(into: &batch, limit: limit, names: &names)
        for index in start..<batch.count { state.update(batch[index], names: names) }
        return goesOn
    }
}
