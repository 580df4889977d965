import Replay
import TraceFormat

/// A file of a state, unpacked, under the name that messages use.
struct StateBytes {
    var path: String
    var bytes: [UInt8]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a file, plain or zstd-compressed.
    init(path: String) throws(TraceError) {
        self.path = path
        var source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        while try source.fill(1) > 0 {
            bytes.append(contentsOf: source.bytes)
            source.consume(source.count)
        }
        self.bytes = bytes
    }

    /// 64-bit xxHash of the unpacked bytes.
    var digest: UInt64 { bytes.withUnsafeBytes { XXHash64.hash($0) } }

    /// The name without folders.
    var name: String { String(path.split(separator: "/").last ?? Substring(path)) }
}

/// A text file's lines, cut into words.
struct WordLines {
    /// A line: its number from 1, and its words.
    struct Line {
        var number: UInt32
        var words: [String]
    }

    let file: String
    let lines: [Line]

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        var lines: [Line] = []
        for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d })
            guard !words.isEmpty else { continue }
            lines.append(Line(number: UInt32(clamping: index + 1), words: words.map { String(decoding: $0, as: UTF8.self) }))
        }
        self.lines = lines
    }

    func error(_ line: Line, _ expected: String) -> TraceError {
        TraceError(file: file, line: line.number, problem: "cannot read \"\(line.words.joined(separator: " "))\"", expected: expected)
    }

    /// A number of a line. Errors: no such word, or no number.
    func number(_ line: Line, _ index: Int, _ expected: String) throws(TraceError) -> UInt64 {
        guard index < line.words.count, let number = UInt64(line.words[index]) else { throw error(line, expected) }
        return number
    }

    /// The zone of a line that begins with `Node 0, zone NAME`; nil for a zone that we do not model (Device).
    func zone(_ line: Line) throws(TraceError) -> ZoneKind? {
        guard line.words.count >= 4, line.words[0] == "Node", line.words[2] == "zone" else { throw error(line, "Node 0, zone NAME") }
        guard line.words[1] == "0," else { throw error(line, "one memory node, node 0") }
        let name = line.words[3].hasSuffix(",") ? String(line.words[3].dropLast()) : line.words[3]
        if let kind = ZoneKind(title: name) { return kind }
        guard name == "Device" else { throw error(line, "the zone DMA, DMA32, Normal, HighMem, Movable or Device") }
        return nil
    }
}
