/// A run of a malloc log's calls on the fast path: `LETTER NUMBER …` with one space between. Every other line is left to
/// `GlibcLogImporter.take`.
struct FastLogRun {
    /// The fields of one letter's call, in the order in which they stand.
    struct Call {
        var kind: EventKind
        var count: Int
        /// The slot of each number, and whether it is hexadecimal.
        var slots: (UInt8, UInt8, UInt8)
        var isHexadecimal: (Bool, Bool, Bool)

        init(_ kind: EventKind, _ fields: (Field, isHexadecimal: Bool)...) {
            precondition((1...3).contains(fields.count))
            self.kind = kind
            count = fields.count
            let slots = (fields + fields + fields).map { kind.slot(of: $0.0)! }
            self.slots = (slots[0], slots[1], slots[2])
            let shapes = (fields + fields + fields).map(\.isHexadecimal)
            isHexadecimal = (shapes[0], shapes[1], shapes[2])
        }
    }

    static let free = Call(.free, (.ptr, true))
    static let malloc = Call(.malloc, (.size, false), (.ptr, true))
    static let calloc = Call(.calloc, (.count, false), (.size, false), (.ptr, true))
    static let realloc = Call(.realloc, (.old, true), (.size, false), (.ptr, true))
    static let memalign = Call(.memalign, (.align, false), (.size, false), (.ptr, true))

    let calls = (free: free, malloc: malloc, calloc: calloc, realloc: realloc, memalign: memalign)
    let source: UInt16
    var now: UInt64
    var line: UInt32

    /// Reads one line; false where it is not one for this path.
    @inline(__always)
    mutating func event(_ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>) -> Bool {
        switch cursor.byte {
        case UInt8(ascii: "f"): take(calls.free, &cursor, event)
        case UInt8(ascii: "m"): take(calls.malloc, &cursor, event)
        case UInt8(ascii: "c"): take(calls.calloc, &cursor, event)
        case UInt8(ascii: "r"): take(calls.realloc, &cursor, event)
        case UInt8(ascii: "a"): take(calls.memalign, &cursor, event)
        default: false
        }
    }

    @inline(__always)
    private mutating func take(_ call: Call, _ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>) -> Bool {
        cursor.at += 1
        event.initialize(
            to: TraceEvent(call.kind, time: now &+ GlibcLogImporter.callTime, task: GlibcLogImporter.task, line: line, source: source))
        guard number(&cursor, event, call.slots.0, call.isHexadecimal.0) else { return false }
        if call.count > 1, !number(&cursor, event, call.slots.1, call.isHexadecimal.1) { return false }
        if call.count > 2, !number(&cursor, event, call.slots.2, call.isHexadecimal.2) { return false }
        guard cursor.take(0x0a) else { return false }
        now &+= GlibcLogImporter.callTime
        line &+= 1
        return true
    }

    @inline(__always)
    private func number(
        _ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>, _ slot: UInt8, _ isHexadecimal: Bool
    ) -> Bool {
        guard cursor.take(Ascii.space), let number = isHexadecimal ? cursor.hexadecimal() : cursor.decimal() else { return false }
        event.pointee.slots[Int(slot)] = number
        event.pointee.present |= 1 &<< slot
        return true
    }
}

extension GlibcLogImporter {
    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult {
        var result = FastPathResult()
        // The first valid line names the process.
        guard validLines > 0, let base = text.baseAddress, var event = room.baseAddress else { return result }
        var run = FastLogRun(source: source, now: now, line: number &+ 1)
        var cursor = FastCursor(base)
        var start = base
        while cursor.at < base + text.count, result.lines < room.count, run.event(&cursor, event) {
            start = cursor.at
            event += 1
            result.lines &+= 1
        }
        now = run.now
        validLines += UInt64(result.lines)
        result.bytes = start - base
        return result
    }
}
