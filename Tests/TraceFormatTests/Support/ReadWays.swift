import Testing

@testable import TraceFormat

/// All that a reader gave up to its end or its error.
struct WholeReading: Equatable {
    var events: [TraceEvent] = []
    var names: [String] = []
    var counters: [String] = []
    var error: TraceError?

    init(_ open: () throws(TraceError) -> any TraceReader, limit: Int) {
        var table = NameTable()
        do throws(TraceError) {
            var reader = try open()
            do throws(TraceError) { while try reader.read(into: &events, limit: limit, names: &table) {} } catch { self.error = error }
            counters = reader.counters.entries.map { "\($0.name) \($0.count)" }
        } catch { self.error = error }
        names = table.texts
    }
}

/// Reads `bytes` on the fast path and without it, and expects the same events, names, counters and error.
func expectEqualWays(_ bytes: [UInt8], as format: ImportFormat?, limit: Int = 100, _ comment: Comment? = nil) -> WholeReading {
    let readings = [true, false].map { isFast in
        WholeReading({ () throws(TraceError) in try reader(bytes, format, isFast) }, limit: limit)
    }
    #expect(readings[0].error == readings[1].error, comment)
    #expect(readings[0].counters == readings[1].counters, comment)
    #expect(readings[0].names == readings[1].names, comment)
    #expect(readings[0].events.count == readings[1].events.count, comment)
    let other = zip(readings[0].events, readings[1].events).first { $0 != $1 }
    #expect(other == nil, comment)
    return readings[0]
}

private func reader(_ bytes: [UInt8], _ format: ImportFormat?, _ isFast: Bool) throws(TraceError) -> any TraceReader {
    let source = try ByteSource(name: "t", bytes: bytes)
    guard let format else { return try TextTraceReader(source, source: 3, usesFastPath: isFast) }
    guard let importer = format.importer else { return try format.open(source, source: 3) }
    return importer.reader(source, source: 3, kernel: nil, usesFastPath: isFast)
}

/// Changes a few bytes of a line.
func damage(_ line: inout [UInt8], _ random: inout SeededGenerator) {
    let odd = Array(" :=-[]()./0fx+|,\"#\t\r\u{1}\u{7f}B~9".utf8)
    for _ in 0...Int.random(in: 0..<3, using: &random) where !line.isEmpty {
        let at = Int.random(in: 0..<line.count, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: line.remove(at: at)
        case 1: line[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: line.insert(odd.randomElement(using: &random)!, at: at)
        case 3: line.removeLast(line.count - at)
        case 4: line[at] = odd.randomElement(using: &random)!
        case 5: line.insert(contentsOf: line[at..<min(line.count, at + Int.random(in: 1..<9, using: &random))], at: at)
        default: line.swapAt(at, Int.random(in: 0..<line.count, using: &random))
        }
    }
}
