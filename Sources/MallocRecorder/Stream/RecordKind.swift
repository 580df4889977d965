import TraceFormat

/// What a record tells: `enum record_kind` in recorder.h.
enum RecordKind: UInt8 {
    case malloc = 1
    case calloc, realloc, memalign, free, mallopt, trim, breakMoved, statm, thread, threadEnd, end

    /// Words of a record, its time included.
    var words: Int {
        switch self {
        case .free, .threadEnd, .end: 2
        case .malloc, .mallopt, .trim, .breakMoved, .thread: 3
        case .calloc, .memalign, .statm: 4
        case .realloc: 5
        }
    }

    /// Whether the record's time is that before the call: what the call gives back was given back after it.
    var isTimedBefore: Bool { self == .free || self == .realloc }
}

/// One record.
struct Record {
    var time: UInt64
    var kind: RecordKind
    /// The 56 bits beside the kind.
    var value: UInt64
    var a: UInt64 = 0
    var b: UInt64 = 0
    var c: UInt64 = 0

    /// Whether its time is one, and the threads that it names are.
    var isPossible: Bool {
        let threads = kind == .thread ? max(value, a) : 0
        return time <= TraceEvent.latestTime && threads <= UInt64(Int32.max)
    }
}
