import TraceFormat

/// Several traces as one stream in order of time.
///
/// Recorders write each CPU's events in order but weave the CPUs together loosely, so lines may run backwards by a little.
/// Each source is sorted (stably) within a sliding window; an event that comes later than its whole window allows is
/// handed out as it stands and counted (`engine.late_events`).
///
/// Order: (time, source, position in the source). Memory: two windows per source, whatever the trace's length.
///
/// Each source has a name table of its own; names get their numbers in the run's table when their event is handed out, so the
/// numbers depend on the events alone, not on a file's form or on how far a reader looks ahead.
public struct TraceMerger {
    /// Events per source that are sorted together.
    static let window = 16_384

    private let sources: SourceList
    /// The source of the next event, once it has been looked for.
    private var chosen: Int?
    public private(set) var lateEvents: UInt64 = 0
    private var lastTime: UInt64 = 0

    public init(_ readers: [any TraceReader]) {
        sources = SourceList(readers)
    }

    /// The readers' counters of odd lines, one list a source.
    public var counters: [[(name: String, count: UInt64)]] { sources.indices.map { sources[$0].reader.counters } }

    /// The next event in order, or nil at the end of all traces.
    public mutating func next(names: inout NameTable) throws(TraceError) -> TraceEvent? {
        guard let best = try earliest() else { return nil }
        chosen = nil
        var event = sources[best].take(names: &names)
        event.source = UInt16(truncatingIfNeeded: best)
        if event.time < lastTime { lateEvents += 1 }
        lastTime = max(lastTime, event.time)
        return event
    }

    /// The time of the next event, or nil at the end.
    public mutating func peekTime() throws(TraceError) -> UInt64? {
        guard let best = try earliest() else { return nil }
        return sources[best].nextTime
    }

    private mutating func earliest() throws(TraceError) -> Int? {
        if chosen != nil { return chosen }
        if sources.count == 1 {
            try sources[0].fill()
            chosen = sources[0].nextTime == nil ? nil : 0
            return chosen
        }
        var least = UInt64.max
        for index in sources.indices {
            try sources[index].fill()
            guard let time = sources[index].nextTime, chosen == nil || time < least else { continue }
            chosen = index
            least = time
        }
        return chosen
    }
}

/// The traces, in memory of their own so that an event is taken from one without any other being looked at.
private final class SourceList {
    private let base: UnsafeMutablePointer<Source>
    let count: Int

    init(_ readers: [any TraceReader]) {
        count = readers.count
        base = .allocate(capacity: count)
        for (index, reader) in readers.enumerated() { (base + index).initialize(to: Source(reader: reader)) }
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Source {
        @inline(__always) unsafeAddress { UnsafePointer(base + index) }
        @inline(__always) unsafeMutableAddress { base + index }
    }
}

/// One trace with its window.
///
/// Invariant: `buffer[position ..< sortedEnd]` is sorted by time and nothing read so far sorts before it (but for late events).
private struct Source: ~Copyable {
    var reader: any TraceReader
    var buffer: [TraceEvent] = []
    var position = 0
    var sortedEnd = 0
    var isAtEnd = false
    /// The reader's names, and the run's numbers of those that were handed out.
    private var names = NameTable()
    private var numbers: [UInt32?] = []

    init(reader: any TraceReader) { self.reader = reader }

    var nextTime: UInt64? { position < sortedEnd ? buffer[position].time : nil }

    mutating func take(names table: inout NameTable) -> TraceEvent {
        var event = buffer[position]
        position += 1
        for slot in 0..<TraceEvent.slotCount where event.named & (1 << slot) != 0 {
            event.slots[slot] = UInt64(number(Int(truncatingIfNeeded: event.slots[slot]), in: &table))
        }
        return event
    }

    /// The run's number of a name of the reader's.
    private mutating func number(_ name: Int, in table: inout NameTable) -> UInt32 {
        while numbers.count < names.count { numbers.append(nil) }
        if let known = numbers[name] { return known }
        let number = names.withBytes(of: NameID(UInt32(name))) { table.intern(bytes: $0) }.rawValue
        numbers[name] = number
        return number
    }

    mutating func fill() throws(TraceError) {
        if position < sortedEnd { return }
        buffer.removeFirst(position)
        position = 0
        while !isAtEnd && buffer.count < 2 * TraceMerger.window {
            isAtEnd = try !reader.read(into: &buffer, limit: TraceMerger.window, names: &names)
        }
        sort()
        sortedEnd = isAtEnd ? buffer.count : buffer.count - TraceMerger.window
        ListFrees.mark(&buffer, count: sortedEnd)
    }

    private mutating func sort() {
        let isSorted = zip(buffer.indices, buffer.indices.dropFirst()).allSatisfy { buffer[$0].time <= buffer[$1].time }
        if isSorted { return }
        // The standard library's sort is stable in practice but does not promise it: the position breaks ties.
        let order = buffer.indices.sorted { (buffer[$0].time, $0) < (buffer[$1].time, $1) }
        buffer = order.map { buffer[$0] }
    }
}
