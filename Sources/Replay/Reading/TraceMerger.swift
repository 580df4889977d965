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
    /// Events that are asked for, and sorted, at once.
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
    public var counters: [OddityCounts] { sources.indices.map { sources[$0].reader.counters } }

    /// The readers' counters, summed, and that of late events.
    var allCounters: OddityCounts {
        var counts = OddityCounts()
        for reader in counters { counts.add(reader) }
        counts.add(.engineLateEvents, lateEvents)
        return counts
    }

    /// The next event in order, or nil at the end of all traces.
    public mutating func next(names: inout NameTable) throws(TraceError) -> TraceEvent? {
        guard let best = try earliest() else { return nil }
        chosen = nil
        let event = sources[best].take(names: &names)
        if event.time < lastTime { lateEvents += 1 }
        lastTime = max(lastTime, event.time)
        return event
    }

    /// The time of the next event, or nil at the end.
    public mutating func peekTime() throws(TraceError) -> UInt64? {
        guard let best = try earliest() else { return nil }
        return sources[best].nextTime
    }

    @inline(__always)
    private mutating func earliest() throws(TraceError) -> Int? {
        guard sources.count == 1 else { return try earliestOfMany() }
        try sources[0].fill()
        return sources[0].isEmpty ? nil : 0
    }

    private mutating func earliestOfMany() throws(TraceError) -> Int? {
        if chosen != nil { return chosen }
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
        for (index, reader) in readers.enumerated() {
            (base + index).initialize(to: Source(reader: reader, number: UInt16(truncatingIfNeeded: index)))
        }
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
/// Invariant: `buffer[position...]` has what comes next; of it `buffer[..<preparedEnd]` has the run's numbers of names, and its source.
private struct Source: ~Copyable {
    var reader: any TraceReader
    private let number: UInt16
    private var buffer: [TraceEvent] = []
    private var position = 0
    private var preparedEnd = 0
    private var isAtEnd = false
    /// The reader's names, and the run's numbers of those that were handed out.
    private var names = NameTable()
    private var numbers: [UInt32] = []

    /// No number of a name.
    private static var unknown: UInt32 { .max }
    /// Events that are made ready together: long enough before they are taken that the stores are done by then.
    private static var stride: Int { 64 }

    init(reader: any TraceReader, number: UInt16) {
        self.reader = reader.isSorted ? reader : Self.sorting(reader)
        self.number = number
    }

    private static func sorting(_ reader: some TraceReader) -> any TraceReader { SortingReader(reader) }

    /// Whether there is no next event in the buffer.
    var isEmpty: Bool { position == buffer.count }
    var nextTime: UInt64? { isEmpty ? nil : buffer[position].time }

    @inline(__always)
    mutating func take(names table: inout NameTable) -> TraceEvent {
        if position == preparedEnd { prepare(&table) }
        position += 1
        return buffer[position - 1]
    }

    /// Makes the next event ready, and those after it whose names have numbers already.
    private mutating func prepare(_ table: inout NameTable) {
        meetNames(of: position, in: &table)
        let end = min(buffer.count, position + Self.stride)
        repeat {
            finish(preparedEnd)
            preparedEnd += 1
        } while preparedEnd < end && isKnown(preparedEnd)
    }

    /// Gives the names of an event numbers in the run's table.
    private mutating func meetNames(of index: Int, in table: inout NameTable) {
        while numbers.count < names.count { numbers.append(Self.unknown) }
        for slot in 0..<TraceEvent.slotCount where buffer[index].named & (1 << slot) != 0 {
            let name = Int(truncatingIfNeeded: buffer[index].slots[slot])
            guard numbers[name] == Self.unknown else { continue }
            numbers[name] = names.withBytes(of: NameID(UInt32(name))) { table.intern(bytes: $0) }.rawValue
        }
    }

    /// Whether all names of an event have numbers.
    @inline(__always)
    private func isKnown(_ index: Int) -> Bool {
        var rest = buffer[index].named
        while rest != 0 {
            let name = Int(truncatingIfNeeded: buffer[index].slots[rest.trailingZeroBitCount])
            if name >= numbers.count || numbers[name] == Self.unknown { return false }
            rest &= rest - 1
        }
        return true
    }

    @inline(__always)
    private mutating func finish(_ index: Int) {
        buffer[index].source = number
        var rest = buffer[index].named
        while rest != 0 {
            let slot = rest.trailingZeroBitCount
            buffer[index].slots[slot] = UInt64(numbers[Int(truncatingIfNeeded: buffer[index].slots[slot])])
            rest &= rest - 1
        }
    }

    @inline(__always)
    mutating func fill() throws(TraceError) {
        if isEmpty { try read() }
    }

    private mutating func read() throws(TraceError) {
        buffer.removeAll(keepingCapacity: true)
        (position, preparedEnd) = (0, 0)
        while !isAtEnd && buffer.isEmpty {
            isAtEnd = try !reader.read(into: &buffer, limit: TraceMerger.window, names: &names)
        }
    }
}
