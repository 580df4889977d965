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
        if !hasEnded { hasEnded = try Self.take(&lines, &importer, until: limit, &names) }
        guard importer.queue.available > 0 else { return false }
        importer.queue.read(into: &batch, limit: limit)
        return true
    }

    /// Takes lines until `limit` events may be read or the input has ended; returns whether it has.
    private static func take(
        _ lines: inout LineReader, _ importer: inout Importer, until limit: Int, _ names: inout NameTable
    ) throws(TraceError) -> Bool {
        while importer.queue.available < limit {
            guard let line = try lines.next() else {
                importer.finish(names: &names)
                if importer.validLines == 0 { throw foreign(lines) }
                return true
            }
            // The window begins with this line: it has more bytes exactly where the line has an end.
            if lines.source.count > line.bytes.count {
                importer.take(line.bytes, number: line.number, names: &names)
            } else {
                importer.takeCut(line.bytes, number: line.number, names: &names)
            }
            if line.number == patience, importer.validLines == 0 { throw foreign(lines) }
        }
        return false
    }

    private static func foreign(_ lines: borrowing LineReader) -> TraceError {
        TraceError(
            file: lines.name, line: 1, problem: "no line is of the format \(Importer.format.rawValue)", expected: ImportFormat.known)
    }
}
