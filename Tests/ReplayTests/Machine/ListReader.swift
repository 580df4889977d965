import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A trace that stands in memory.
struct ListReader: TraceReader {
    var header = TraceHeader()
    var counters: OddityCounts { OddityCounts() }
    var events: [TraceEvent]
    /// The table that the events' names are in.
    private let texts: NameTable
    private var position = 0

    init(_ events: [TraceEvent], names: NameTable = NameTable()) {
        self.events = events
        texts = names
    }

    mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        guard position < events.count else { return false }
        // In the same order they get the same numbers.
        if position == 0 { for text in texts.texts { _ = names.intern(text) } }
        let end = min(events.count, position + limit)
        batch.append(contentsOf: events[position..<end])
        position = end
        return true
    }
}
