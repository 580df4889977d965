/// Reads a trace of another program through its `LineImporter`.
final class ImportReader<Importer: LineImporter>: TraceReader {
    /// An input that has no valid line among its first so many is not of the format.
    static var patience: UInt32 { 1000 }

    private var lines: LineReader
    private var importer: Importer
    private var hasEnded = false
    /// Tests compare the two ways.
    private let usesFastPath: Bool
    /// What went wrong before anybody asked for events.
    private var earlyError: TraceError?
    /// A 32-bit machine's: none that the importer would name.
    private let isNarrow: Bool

    /// `kernel`: on which the input was recorded, where the user named one.
    init(_ bytes: consuming ByteSource, source: UInt16, kernel: RecordedKernel? = nil, usesFastPath: Bool = true) {
        self.usesFastPath = usesFastPath
        isNarrow = PointerWidth.isNarrow(bytes.bytes)
        lines = LineReader(bytes)
        importer = Importer(source: source)
        importer.begin(file: lines.name)
        guard Importer.scoutLength > 0 else { return }
        do throws(TraceError) {
            let scout = try Self.scout(lines.beginning(Importer.scoutLength))
            importer.begin(knowing: scout, kernel: kernel)
        } catch { earlyError = error }
    }

    /// An importer that has taken the whole lines of the input's beginning.
    private static func scout(_ beginning: UnsafeRawBufferPointer) -> Importer {
        var scout = Importer(source: 0)
        var (names, events) = (NameTable(), [TraceEvent]())
        var (start, number) = (0, 0 as UInt32)
        while let end = beginning.firstIndex(of: 0x0a, in: start..<beginning.count) {
            number += 1
            let hasReturn = end > start && beginning.byte(end - 1) == 0x0d
            scout.take(beginning.slice(start, hasReturn ? end - 1 : end), number: number, names: &names)
            scout.queue.read(into: &events, limit: .max)
            events.removeAll(keepingCapacity: true)
            start = end + 1
        }
        return scout
    }

    var header: TraceHeader {
        var header = importer.header
        if isNarrow { header.entries.removeAll { $0.key == "profile" } }
        return header
    }

    var counters: OddityCounts { importer.counters }

    func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        precondition(limit > 0, "reads no events")
        if let earlyError { throw earlyError }
        return try Self.read(&lines, &importer, &hasEnded, usesFastPath, into: &batch, limit: limit, &names)
    }

    /// The state's parts go by reference, so that exclusivity is checked once a batch and not once a line.
    private static func read(
        _ lines: inout LineReader, _ importer: inout Importer, _ hasEnded: inout Bool, _ usesFastPath: Bool,
        into batch: inout [TraceEvent], limit: Int, _ names: inout NameTable
    ) throws(TraceError) -> Bool {
        let start = batch.count
        while batch.count - start < limit {
            let left = limit - (batch.count - start)
            if importer.queue.available > 0 {
                importer.queue.read(into: &batch, limit: left)
            } else if hasEnded {
                break
            } else if !usesFastPath || !importer.queue.isEmpty || !takeOnFastPath(&lines, &importer, into: &batch, limit: left, &names) {
                hasEnded = try takeLine(&lines, &importer, &names)
            }
        }
        return batch.count > start
    }

    /// Takes as many of the window's lines as the fast path does; false where that takes none.
    private static func takeOnFastPath(
        _ lines: inout LineReader, _ importer: inout Importer, into batch: inout [TraceEvent], limit: Int, _ names: inout NameTable
    ) -> Bool {
        let text = lines.wholeLines
        guard !text.isEmpty else { return false }
        var result = FastPathResult()
        batch.append(addingCapacity: min(limit, LineReader.runLimit)) { room in
            room.withUnsafeMutableBufferPointer { room, count in
                result = importer.takeOnFastPath(text, number: lines.lineNumber, into: room, names: &names)
                count = result.lines
            }
        }
        lines.skip(result)
        return result.lines > 0
    }

    /// Takes one line; returns whether the input has ended.
    private static func takeLine(
        _ lines: inout LineReader, _ importer: inout Importer, _ names: inout NameTable
    ) throws(TraceError) -> Bool {
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
        return false
    }

    private static func foreign(_ lines: borrowing LineReader) -> TraceError {
        TraceError(
            file: lines.name, line: 1, problem: "no line is of the format \(Importer.format.rawValue)", expected: ImportFormat.known)
    }
}
