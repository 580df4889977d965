import TraceFormat

/// Several traces as one stream in order of time.
///
/// Each source is sorted within a window (`SortingReader`); an event that comes later than its whole window allows is handed out as it
/// stands and counted (`engine.late_events`).
///
/// Order: (time, source, position in the source). Memory: a batch of events per source, besides its reader's.
///
/// Each source has a name table of its own; names get their numbers in the run's table when their event is handed out, so the
/// numbers depend on the events alone, not on a file's form or on how far a reader looks ahead.
public struct TraceMerger {
    /// Events that are asked for at once.
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

/// One trace in order of time.
///
/// Invariant: `buffer[position...]` has what comes next.
private struct Source: ~Copyable {
    var reader: any TraceReader
    private var buffer: [TraceEvent] = []
    private var position = 0
    private var isAtEnd = false
    /// The reader's names, and the run's numbers of those that were handed out.
    private var names = NameTable()
    private var numbers: [UInt32] = []

    /// No number of a name.
    private static var unknown: UInt32 { .max }

    init(reader: any TraceReader) { self.reader = reader.isSorted ? reader : Self.sorting(reader) }

    private static func sorting(_ reader: some TraceReader) -> any TraceReader { SortingReader(reader) }

    var nextTime: UInt64? { position < buffer.count ? buffer[position].time : nil }

    @inline(__always)
    mutating func take(names table: inout NameTable) -> TraceEvent {
        var event = buffer[position]
        position += 1
        var rest = event.named
        while rest != 0 {
            let slot = rest.trailingZeroBitCount
            rest &= rest - 1
            event.slots[slot] = UInt64(number(Int(truncatingIfNeeded: event.slots[slot]), in: &table))
        }
        return event
    }

    /// The run's number of a name of the reader's.
    @inline(__always)
    private mutating func number(_ name: Int, in table: inout NameTable) -> UInt32 {
        if name < numbers.count, numbers[name] != Self.unknown { return numbers[name] }
        return intern(name, in: &table)
    }

    private mutating func intern(_ name: Int, in table: inout NameTable) -> UInt32 {
        while numbers.count < names.count { numbers.append(Self.unknown) }
        let number = names.withBytes(of: NameID(UInt32(name))) { table.intern(bytes: $0) }.rawValue
        numbers[name] = number
        return number
    }

    @inline(__always)
    mutating func fill() throws(TraceError) {
        if position == buffer.count { try read() }
    }

    private mutating func read() throws(TraceError) {
        buffer.removeAll(keepingCapacity: true)
        position = 0
        while !isAtEnd && buffer.isEmpty {
            isAtEnd = try !reader.read(into: &buffer, limit: TraceMerger.window, names: &names)
        }
    }
}
