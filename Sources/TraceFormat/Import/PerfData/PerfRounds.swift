/// Records on their way from the order of perf's buffers to the order of their times.
///
/// perf reads the buffer of each processor in turn and writes a record FINISHED_ROUND when it has read all: what comes after the end of a
/// round is not earlier than the newest record at the end of the round before it (tools/perf/util/ordered-events.c of 6.1). A few records
/// break that rule, so records wait for one round more than the rule asks for.
///
/// Invariants:
/// - `ready[next...]` is in order of time, records of one time in the order of the file;
/// - the records of `waiting` and `ready[next...]` are those that live in `chunks`.
struct PerfRounds: ~Copyable {
    /// One record: where its bytes are, and of which event it is.
    struct Entry {
        var time: UInt64
        var offset: UInt32
        var chunk: UInt16
        /// Index of the attribute; `noAttribute`: the record is no sample.
        var attribute: UInt16
    }

    static let noAttribute = UInt16.max
    /// How many bytes wait at most, where a file has no rounds; then the earlier half goes on.
    static let limit = 256 << 20

    private var chunks = RecordChunks()
    private var waiting: [Entry] = []
    private(set) var ready: [Entry] = []
    private var next = 0
    /// The newest time, now and at the ends of the last two rounds.
    private(set) var newest: UInt64 = 0
    private var ends: (last: UInt64, before: UInt64) = (0, 0)
    /// Records that broke perf's rule.
    private(set) var late: UInt64 = 0

    /// Keeps a copy of a record.
    @inline(__always)
    mutating func add(_ record: UnsafeRawBufferPointer, time: UInt64, attribute: UInt16) {
        if time < ends.before { late += 1 }
        newest = max(newest, time)
        let place = chunks.add(record)
        waiting.append(Entry(time: time, offset: place.offset, chunk: place.chunk, attribute: attribute))
        if chunks.used > Self.limit { release(upTo: nil) }
    }

    /// A round has ended: what cannot have anything before it any more becomes ready.
    mutating func finishRound() {
        let limit = ends.before
        ends = (newest, ends.last)
        release(upTo: limit)
    }

    /// The file has ended: all becomes ready.
    mutating func finish() { release(upTo: .max) }

    /// How many bytes wait.
    var size: Int { chunks.used }

    /// Whether `pop` has something to give.
    var hasReady: Bool { next < ready.count }

    /// The next record in order of time, valid until the next call of any function here; nil: none is ready.
    @inline(__always)
    mutating func pop() -> (entry: Entry, record: UnsafeRawPointer)? {
        guard next < ready.count else { return nil }
        let entry = ready[next]
        next += 1
        return (entry, chunks.take(entry.chunk, entry.offset))
    }

    /// All records that are here, in order of time, without taking them.
    mutating func forEach(_ body: (Entry, UnsafeRawPointer) -> Void) {
        NaturalMerge.sort(&waiting)
        for entry in ready[next...] { body(entry, chunks.peek(entry.chunk, entry.offset)) }
        for entry in waiting { body(entry, chunks.peek(entry.chunk, entry.offset)) }
    }

    /// Moves what is not after `limit` to `ready`; nil: the earlier half.
    private mutating func release(upTo limit: UInt64?) {
        NaturalMerge.sort(&waiting)
        if next == ready.count {
            ready.removeAll(keepingCapacity: true)
            next = 0
        }
        let limit = limit ?? (waiting.isEmpty ? 0 : waiting[waiting.count / 2].time)
        var (low, high) = (0, waiting.count)
        while low < high {
            let middle = (low + high) / 2
            if waiting[middle].time <= limit { low = middle + 1 } else { high = middle }
        }
        ready.append(contentsOf: waiting[..<low])
        waiting.removeFirst(low)
    }
}
