/// The files of one perf recording: `perf record --threads` makes a folder with a file `data`, which has the header, and `data.N` with the
/// records of each thread.
struct PerfInput: ~Copyable {
    var main: PerfStream
    private var parts: [PerfPart]
    private var current = 0
    /// Records of `current` since it was chosen, and of all since the last round.
    private var taken = 0
    private var inRound = 0
    private var hasEndedMain = false

    /// Records that are read of a file before another may be chosen.
    private static let piece = 256
    /// Records after which a round ends: more than what the kernel's buffers hold, mostly, since such files have no rounds of their own.
    private static let round = 1 << 16

    init(main: consuming PerfStream, parts: [PerfPart] = []) {
        self.main = main
        self.parts = parts
    }

    /// The files beside `file`, which is the folder or its `data`.
    static func parts(of file: String, isSwapped: Bool) throws(TraceError) -> [PerfPart] {
        let path = RawInput.canOpen(file + "/data") ? file + "/data" : file
        var parts: [PerfPart] = []
        while RawInput.canOpen("\(path).\(parts.count)") {
            parts.append(PerfPart(try PerfStream(ByteSource(path: "\(path).\(parts.count)"), end: nil, isSwapped: isSwapped)))
        }
        return parts
    }

    /// Whether a file ended in the middle of a record.
    var isCut: Bool { main.isCut || parts.contains { $0.stream.isCut } }

    /// The next record; those of the other files after those of the first.
    @inline(__always)
    mutating func next() throws(TraceError) -> RecordBytes? {
        if !hasEndedMain {
            if let record = try main.next() { return record }
            hasEndedMain = true
        }
        return parts.isEmpty ? nil : try nextOfParts()
    }

    /// Notes the time of the record given last; whether a round ends with it.
    @inline(__always)
    mutating func endsRound(at newest: UInt64) -> Bool {
        guard hasEndedMain, !parts.isEmpty else { return false }
        parts[current].newest = newest
        inRound += 1
        guard inRound == Self.round else { return false }
        inRound = 0
        return true
    }

    /// The file that is behind the others goes on.
    @inline(never)
    private mutating func nextOfParts() throws(TraceError) -> RecordBytes? {
        while let least = parts.indices.filter({ !parts[$0].hasEnded }).min(by: { parts[$0].newest < parts[$1].newest }) {
            if taken == Self.piece || parts[current].hasEnded { (current, taken) = (least, 0) }
            if let record = try parts[current].stream.next() {
                taken += 1
                return record
            }
            parts[current].hasEnded = true
        }
        return nil
    }
}

/// One of the files.
final class PerfPart {
    fileprivate(set) var stream: PerfStream
    fileprivate var newest: UInt64 = 0
    fileprivate var hasEnded = false

    init(_ stream: consuming PerfStream) { self.stream = stream }
}
