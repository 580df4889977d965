/// The fast path of the text form: lines as `trace convert` writes them, and most others.
///
/// It takes a line only where it is sure of what `TextParser` would make of it, and leaves every other line (comments, quotes,
/// units, damage) to that, from its beginning. So it knows no errors, and tests compare the two.
struct FastTextPath {
    let rules = FastTextRule.byCode
    /// Event names to raw values of `EventKind`.
    private let events = ByteCache(bits: 8)
    /// Words that are names: they hold no quote.
    private let names = ByteCache(bits: 11)
    /// Labels: names without a plus, that do not begin with a minus.
    private let labels = ByteCache(bits: 11)
    private let gfp = ByteCache(bits: 7)
    let source: UInt16

    init(source: UInt16) {
        self.source = source
    }

    /// What a run of lines needs, without anything to count references of.
    struct Run {
        let rules: UnsafeBufferPointer<FastTextRule>
        let events, names, labels, gfp: ByteCache.View
        let source: UInt16
        /// Time of the event read last.
        var time: UInt64
        var line: UInt32
    }

    /// Reads lines into `room` until it is full, `text` has ended or a line is not one for this path. `time` is that of the event
    /// read last, `line` the number of the line before the first.
    ///
    /// Preconditions: `text` ends with a line feed, with `ByteSource.padding` bytes after it; `room` is not initialized.
    func read(
        _ text: UnsafeRawBufferPointer, into room: UnsafeMutableBufferPointer<TraceEvent>, time: inout UInt64, line: UInt32,
        _ table: inout NameTable
    ) -> FastPathResult {
        var result = FastPathResult()
        guard let base = text.baseAddress, var event = room.baseAddress else { return result }
        var run = Run(
            rules: rules, events: events.view, names: names.view, labels: labels.view, gfp: gfp.view, source: source, time: time,
            line: line &+ 1)
        var cursor = FastCursor(base)
        let end = base + text.count
        var start = base
        while cursor.at < end, result.lines < room.count, run.event(&cursor, event, &table) {
            // The other way says what is wrong with a line that is too long.
            guard cursor.at - start <= LineReader.maximumLength else { break }
            start = cursor.at
            event += 1
            result.lines &+= 1
        }
        withExtendedLifetime(self) {}
        result.bytes = start - base
        time = run.time
        return result
    }
}
