/// The beginnings of lines seen before, up to the blanks before the time (`COMM PID/TID [CPU]`, with ftrace's flags), and what
/// they say: lines come in runs of few tasks, so most begin like one of the last.
///
/// A beginning is found by its first 32 bytes in one of two neighbouring entries, after the one found last, and compared whole.
///
/// Invariants:
/// - an entry is free (length 0) or holds a beginning of `shortest ... longest` bytes that ends with no blank;
/// - a line with that beginning shows that task, and nothing new about it while the tasks' generation is the entry's.
final class LineBeginnings {
    static let shortest = 8
    static let longest = 64

    struct Entry {
        fileprivate var words = InlineArray<8, UInt64>(repeating: 0)
        fileprivate var length = 0
        var tid = TraceEvent.noTask
        var cpu = TraceEvent.noCPU
        var interrupts = false
        /// Of `RecordedTasks`, when the line with this beginning was taken.
        var generation: UInt32 = 0
    }

    private static let count = 256
    private let entries: UnsafeMutablePointer<Entry>

    init() {
        entries = .allocate(capacity: Self.count)
        entries.initialize(repeating: Entry(), count: Self.count)
    }

    deinit { entries.deallocate() }

    /// The entries without their owner, for a loop that must not count references. Valid as long as the owner.
    var view: View { View(entries: entries, newest: entries) }

    /// See `view`.
    struct View {
        fileprivate let entries: UnsafeMutablePointer<Entry>
        fileprivate var newest: UnsafeMutablePointer<Entry>
    }

    /// Keeps what a line says whose time begins at `time`.
    func keep(_ line: UnsafeRawBufferPointer, _ parsed: KernelLine, time: Int, generation: UInt32) {
        let length = line.trimmedEnd(0, time)
        guard length >= Self.shortest, length <= Self.longest, line.count >= 32 else { return }
        var entry = Entry()
        withUnsafeMutableBytes(of: &entry.words) { $0.copyMemory(from: line.slice(0, length)) }
        entry.length = length
        entry.tid = parsed.tid
        entry.cpu = parsed.cpu
        entry.interrupts = parsed.interrupts
        entry.generation = generation
        let place = View.place(FastCursor(line.baseAddress!))
        let isNew = !view.holds(entries + place, FastCursor(line.baseAddress!))
        if isNew { entries[place ^ 1] = entries[place] }
        entries[place] = entry
    }
}

extension LineBeginnings.View {
    /// The entry with which a line begins, which moves the cursor behind it, or nil. Precondition: 64 bytes may be read.
    @inline(__always)
    mutating func find(_ cursor: inout FastCursor) -> UnsafeMutablePointer<LineBeginnings.Entry>? {
        if !holds(newest, cursor) {
            let place = Self.place(cursor)
            if holds(entries + place, cursor) {
                newest = entries + place
            } else if holds(entries + (place ^ 1), cursor) {
                newest = entries + (place ^ 1)
            } else {
                return nil
            }
        }
        cursor.at += newest.pointee.length
        return newest
    }

    /// Of the first 32 bytes.
    @inline(__always)
    fileprivate static func place(_ cursor: FastCursor) -> Int {
        let even = (cursor.word() ^ cursor.word(16) &* 0x9e37_79b1_85eb_ca87) &* 0xc2b2_ae3d_27d4_eb4f
        let odd = (cursor.word(8) ^ cursor.word(24) &* 0x1656_67b1_9e37_79f9) &* 0x85eb_ca77_c2b2_ae63
        let mixed = (even ^ odd ^ even &>> 31) &* 0x2745_4b2f_1656_67b1
        return Int(truncatingIfNeeded: mixed &>> 40) & (LineBeginnings.count - 1)
    }

    /// Whether the line begins with the entry's bytes and a blank.
    @inline(__always)
    fileprivate func holds(_ entry: UnsafeMutablePointer<LineBeginnings.Entry>, _ line: FastCursor) -> Bool {
        let stored = FastCursor(UnsafeRawPointer(entry))
        let length = entry.pointee.length
        guard length > 0 else { return false }
        // The last eight bytes overlap those before; they tell most beginnings apart.
        guard line.word(length &- 8) == stored.word(length &- 8) else { return false }
        var index = 0
        while index &+ 8 < length {
            guard line.word(index) == stored.word(index) else { return false }
            index &+= 8
        }
        return line.byte(length) == Ascii.space
    }
}
