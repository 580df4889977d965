/// A time as a recorder writes it.
struct CallStamp: Sendable {
    enum Form: Sendable {
        /// `09:15:01.014632`, or with a colon as its point: since midnight.
        case timeOfDay
        /// `1796098141.526916` or `0.000012`.
        case seconds
    }

    var nanoseconds: UInt64
    var form: Form

    init(nanoseconds: UInt64, form: Form) {
        self.nanoseconds = nanoseconds
        self.form = form
    }

    /// nil where the range is none: digits with a point or colons.
    init?(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        var at = start
        var (whole, colons) = (0 as UInt64, 0)
        var hasPoint = false
        while at < end, let part = line.decimalPrefix(at), part.end <= end, part.value < 1 << 34 {
            whole = whole &* (colons > 0 ? 60 : 1) &+ part.value
            at = part.end
            guard at < end, line.byte(at) == Ascii.colon, colons < 2 else { break }
            colons += 1
            at += 1
        }
        guard at > start, whole < 1 << 33, at <= end else { return nil }
        var fraction: UInt64 = 0
        if at < end {
            guard line.byte(at) == Ascii.dot || (colons == 2 && line.byte(at) == Ascii.colon), end - at <= 10,
                let digits = line.decimal(at + 1, end)
            else { return nil }
            hasPoint = true
            fraction = digits
            for _ in 0..<(10 - (end - at)) { fraction *= 10 }
        }
        guard colons == 2 || (colons == 0 && hasPoint) else { return nil }
        nanoseconds = whole * 1_000_000_000 + fraction
        form = colons == 2 ? .timeOfDay : .seconds
    }
}

/// The time of events, in nanoseconds since the recording's first stamp.
///
/// Without stamps a call takes a microsecond. A stamp earlier than the one before it is taken for that one.
struct CallClock: Sendable {
    /// How a format's stamps are read.
    enum Stamps: Sendable {
        /// There are none.
        case none
        /// Since some moment, or of a day. A time of day that falls by more than twelve hours is the next day's.
        case absolute
        /// strace: seconds below 100,000,000 (three years) are since the line before (-r), others since 1970 (-ttt).
        case absoluteOrRelative
        /// perf trace's milliseconds since its start, as `0.010`.
        case milliseconds
        /// Nanoseconds, not in order of time: events are sorted later, and their times stay.
        case unordered
    }

    static let day: UInt64 = 86_400_000_000_000

    private(set) var now: UInt64 = 0
    private var origin: UInt64?
    private var midnights: UInt64 = 0
    private var last: UInt64 = 0

    /// Times stay as they are stamped: several logs are to be put together.
    mutating func keepStamps() { origin = 0 }

    /// A call without a stamp.
    mutating func tick() { now &+= GlibcLogImporter.callTime }

    /// Sets the clock; false where the time is out of range.
    mutating func take(_ stamp: CallStamp, as stamps: Stamps) {
        var time = stamp.nanoseconds
        switch stamps {
        case .none: return
        case .unordered:
            now = min(time, TraceEvent.latestTime)
            return
        case .milliseconds: time /= 1000
        case .absoluteOrRelative where stamp.form == .seconds && time < 100_000_000_000_000_000:
            now = min(now &+ time, TraceEvent.latestTime)
            return
        case .absolute, .absoluteOrRelative:
            if stamp.form == .timeOfDay {
                if time &+ Self.day / 2 < last { midnights &+= Self.day }
                last = time
                time &+= midnights
            }
        }
        let start = origin ?? time
        origin = start
        now = min(max(now, time < start ? 0 : time - start), TraceEvent.latestTime)
    }
}
