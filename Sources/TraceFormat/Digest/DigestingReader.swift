/// A reader that digests what it reads (`TraceDigest`).
public protocol DigestedReader: TraceReader {
    /// Digest of all events read so far, in the order in which they were read.
    var digest: UInt64 { get }
}

/// Digests what another reader reads.
public struct DigestingReader: DigestedReader {
    private var base: any TraceReader
    private var state = TraceDigest()

    public init(_ base: any TraceReader) { self.base = base }

    public var header: TraceHeader { base.header }
    public var counters: OddityCounts { base.counters }
    public var isSorted: Bool { base.isSorted }
    public var digest: UInt64 { state.value }

    public mutating func read(
        into batch: inout [TraceEvent], limit: Int, names: inout NameTable
    ) throws(TraceError) -> Bool {
        let start = batch.count
        let goesOn = try base.read(into: &batch, limit: limit, names: &names)
        state.update(batch, from: start, names: names)
        return goesOn
    }
}
