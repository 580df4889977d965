import TraceFormat

/// Events that are in memory already, as a trace.
struct EventList: TraceReader {
    var header = TraceHeader()
    var counters: OddityCounts = OddityCounts()
    private let events: [TraceEvent]
    private var next = 0

    private let names: NameTable

    /// Reads the whole of a trace.
    init(of path: String) throws {
        var names = NameTable()
        var reader = try TraceFile.open(path, source: 0)
        var events: [TraceEvent] = []
        while try reader.read(into: &events, limit: 65536, names: &names) {}
        header = reader.header
        self.events = events
        self.names = names
    }

    var count: Int { events.count }

    mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) -> Bool {
        if next == 0 { names = self.names }
        let end = min(events.count, next + limit)
        batch.append(contentsOf: events[next..<end])
        defer { next = end }
        return next < end
    }
}
