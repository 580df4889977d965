import TraceFormat

/// Several traces as one stream in order of time.
///
/// Recorders write each CPU's events in order but weave the CPUs together loosely, so lines may run backwards by a little.
/// Each source is sorted (stably) within a sliding window; an event that comes later than its whole window allows is
/// handed out as it stands and counted (`engine.late_events`).
///
/// Order: (time, source, position in the source). Memory: two windows per source, whatever the trace's length.
public struct TraceMerger {
    /// Events per source that are sorted together.
    static let window = 16_384

    private var sources: [Source]
    /// The source of the next event, once it has been looked for.
    private var chosen: Int?
    public private(set) var lateEvents: UInt64 = 0
    private var lastTime: UInt64 = 0

    public init(_ readers: [any TraceReader]) {
        sources = readers.map { Source(reader: $0) }
    }

    /// The headers, one a source.
    public var headers: [TraceHeader] { sources.map(\.reader.header) }

    /// The readers' counters of odd lines, one list a source.
    public var counters: [[(name: String, count: UInt64)]] { sources.map(\.reader.counters) }

    /// The next event in order, or nil at the end of all traces.
    public mutating func next(names: inout NameTable) throws(TraceError) -> TraceEvent? {
        guard let best = try earliest(names: &names) else { return nil }
        chosen = nil
        var event = sources[best].take()
        event.source = UInt16(truncatingIfNeeded: best)
        if event.time < lastTime { lateEvents += 1 }
        lastTime = max(lastTime, event.time)
        return event
    }

    /// The time of the next event, or nil at the end.
    public mutating func peekTime(names: inout NameTable) throws(TraceError) -> UInt64? {
        guard let best = try earliest(names: &names) else { return nil }
        return sources[best].nextTime
    }

    private mutating func earliest(names: inout NameTable) throws(TraceError) -> Int? {
        if chosen != nil { return chosen }
        var least = UInt64.max
        for index in sources.indices {
            try sources[index].fill(names: &names)
            guard let time = sources[index].nextTime, chosen == nil || time < least else { continue }
            chosen = index
            least = time
        }
        return chosen
    }
}

/// One trace with its window.
///
/// Invariant: `buffer[position ..< sortedEnd]` is sorted by time and nothing read so far sorts before it (but for late events).
private struct Source {
    var reader: any TraceReader
    var buffer: [TraceEvent] = []
    var position = 0
    var sortedEnd = 0
    var isAtEnd = false

    var nextTime: UInt64? { position < sortedEnd ? buffer[position].time : nil }

    mutating func take() -> TraceEvent {
        position += 1
        return buffer[position - 1]
    }

    mutating func fill(names: inout NameTable) throws(TraceError) {
        if position < sortedEnd { return }
        buffer.removeFirst(position)
        position = 0
        while !isAtEnd && buffer.count < 2 * TraceMerger.window {
            isAtEnd = try !reader.read(into: &buffer, limit: TraceMerger.window, names: &names)
        }
        sort()
        sortedEnd = isAtEnd ? buffer.count : buffer.count - TraceMerger.window
    }

    private mutating func sort() {
        let isSorted = zip(buffer.indices, buffer.indices.dropFirst()).allSatisfy { buffer[$0].time <= buffer[$1].time }
        if isSorted { return }
        // The standard library's sort is stable in practice but does not promise it: the position breaks ties.
        let order = buffer.indices.sorted { (buffer[$0].time, $0) < (buffer[$1].time, $1) }
        buffer = order.map { buffer[$0] }
    }
}
