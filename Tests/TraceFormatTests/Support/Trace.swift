@testable import TraceFormat

/// A whole trace in memory, for tests.
struct Trace: Equatable {
    var header = TraceHeader()
    var events: [TraceEvent] = []
    var names = NameTable()

    init(header: TraceHeader = TraceHeader(), events: [TraceEvent] = [], names: NameTable = NameTable()) {
        self.header = header
        self.events = events
        self.names = names
    }

    /// Reads all of `bytes`, `limit` events at a time.
    init(reading bytes: [UInt8], name: String = "t", limit: Int = 100) throws(TraceError) {
        let source = try ByteSource(name: name, bytes: bytes)
        var reader = try TraceFile.open(source)
        header = reader.header
        while try reader.read(into: &events, limit: limit, names: &names) {}
    }

    init(text: String) throws(TraceError) { try self.init(reading: Array(text.utf8)) }

    /// Equal where the events are, with names compared by their bytes.
    static func == (a: Trace, b: Trace) -> Bool {
        a.header == b.header && a.events.count == b.events.count && zip(a.events, b.events).allSatisfy { a.resolved($0) == b.resolved($1) }
    }

    /// The event with each name's number replaced by its hash.
    private func resolved(_ event: TraceEvent) -> TraceEvent {
        var event = event
        for slot in 0..<TraceEvent.slotCount where event.named & (1 << slot) != 0 {
            event.slots[slot] = names.hash(of: NameID(UInt32(event.slots[slot])))
        }
        return event
    }

    /// The trace in the text form.
    func text() throws(TraceError) -> [UInt8] {
        var writer = try TextTraceWriter(ByteSink(), header: header)
        for event in events { try writer.write(event, names: names) }
        try writer.finish()
        return writer.memory
    }

    /// The lines that the text form numbers from `first` on.
    mutating func renumber(from first: UInt32) {
        for index in events.indices { events[index].line = first + UInt32(index) }
    }
}

extension Trace {
    /// The trace in the binary form.
    func binary(zstdLevel: Int? = nil) throws(TraceError) -> [UInt8] {
        var writer = try BinaryTraceWriter(ByteSink(), header: header, zstdLevel: zstdLevel)
        for event in events { try writer.write(event, names: names) }
        try writer.finish()
        return writer.memory
    }

    /// Every event of every kind and `count` random ones.
    static func sample(seed: UInt64, count: Int) -> Trace {
        var maker = EventMaker(seed: seed)
        let events = maker.events(count)
        var trace = Trace(events: events, names: maker.names)
        trace.header.entries = [("title", "sample \(seed)"), ("set", "a=b")]
        return trace
    }
}
