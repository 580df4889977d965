/// Reads a trace of another program through its `LineImporter`.
final class ImportReader<Importer: LineImporter>: TraceReader {
    /// An input that has no valid line among its first so many is not of the format.
    static var patience: UInt32 { 1000 }

    private var lines: LineReader
    private var importer: Importer
    private var hasEnded = false

    init(_ bytes: consuming ByteSource, source: UInt16) {
        lines = LineReader(bytes)
        importer = Importer(source: source)
    }

    var header: TraceHeader { importer.header }

    var counters: [(name: String, count: UInt64)] { importer.counters }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        precondition(limit > 0, "reads no events")
        while importer.queue.available < limit, !hasEnded { try takeLine(&names) }
        guard importer.queue.available > 0 else { return false }
        importer.queue.read(into: &batch, limit: limit)
        return true
    }

    @inline(__always)
    private func takeLine(_ names: inout NameTable) throws(TraceError) {
        guard let line = try lines.next() else {
            importer.finish(names: &names)
            hasEnded = true
            if importer.validLines == 0 { throw foreign() }
            return
        }
        // The window begins with this line: it has more bytes exactly where the line has an end.
        if lines.source.count > line.bytes.count {
            importer.take(line.bytes, number: line.number, names: &names)
        } else {
            importer.takeCut(line.bytes, number: line.number, names: &names)
        }
        if line.number == Self.patience, importer.validLines == 0 { throw foreign() }
    }

    private func foreign() -> TraceError {
        TraceError(
            file: lines.name, line: 1, problem: "no line is of the format \(Importer.format.rawValue)",
            expected: ImportFormat.known)
    }
}
