import Platform

/// The records of one stream (a thread's, and after it those of a thread that took its place), segment after segment. A segment is
/// read when the one before has ended.
///
/// Invariant: `next` is the record at `position` less its words, nil where the stream has ended.
struct RecordStream {
    /// Place of its image in the recording.
    let image: Int
    private var segments: ArraySlice<String>
    private var words: [UInt64] = []
    private var position = 0
    private(set) var next: Record?
    /// Segments that end in a record with an impossible time; what comes after it is not read.
    private(set) var damagedSegments: UInt64 = 0

    /// The thread whose records come now; 0: not told yet.
    var thread: UInt32 = 0
    /// Whether the thread's routine has returned.
    var isEnding = false
    /// The last time used.
    var lastTime: UInt64 = 0

    /// `segments` in their order.
    init(image: Int, segments: [String]) {
        self.image = image
        self.segments = segments[...]
        advance()
    }

    /// Goes to the next record.
    mutating func advance() {
        next = nil
        while true {
            let here = recordHere()
            if let record = here, record.isPossible {
                next = record
                position += record.kind.words
                return
            }
            if here != nil { damagedSegments += 1 }
            guard let path = segments.popFirst() else { return words = [] }
            load(path)
        }
    }

    /// The words behind a segment's header; none where it cannot be read.
    private mutating func load(_ path: String) {
        words = []
        position = 0
        guard let bytes = try? WholeFile.bytes(path), bytes.count > SegmentHeader.size else { return }
        words = bytes.withUnsafeBytes { Array(UnsafeRawBufferPointer(rebasing: $0[SegmentHeader.size...]).bindMemory(to: UInt64.self)) }
    }

    /// The record at `position`; nil: the segment ends here, or the process did in the middle of writing it.
    private func recordHere() -> Record? {
        guard position + 1 < words.count, words[position] != 0, let kind = RecordKind(rawValue: UInt8(words[position + 1] >> 56)),
            position + kind.words <= words.count
        else { return nil }
        var record = Record(time: words[position], kind: kind, value: words[position + 1] & ((1 << 56) - 1))
        if kind.words > 2 { record.a = words[position + 2] }
        if kind.words > 3 { record.b = words[position + 3] }
        if kind.words > 4 { record.c = words[position + 4] }
        return record
    }
}
