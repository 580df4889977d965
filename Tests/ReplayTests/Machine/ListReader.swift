import TraceFormat

/// A trace that stands in memory.
struct ListReader: TraceReader {
    var header = TraceHeader()
    var counters: [(name: String, count: UInt64)] { [] }
    var events: [TraceEvent]
    private var position = 0

    init(_ events: [TraceEvent]) { self.events = events }

    mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        guard position < events.count else { return false }
        let end = min(events.count, position + limit)
        batch.append(contentsOf: events[position..<end])
        position = end
        return true
    }
}
