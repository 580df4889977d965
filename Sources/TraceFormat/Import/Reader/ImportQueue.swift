/// Events made and not yet read. An importer may hold back the newest until a later line tells what an event was.
///
/// Invariants:
/// - `head <= (held ?? events.count) <= events.count`;
/// - events before `head` have been read.
struct ImportQueue: Sendable {
    private(set) var events: [TraceEvent] = []
    private var head = 0
    private var dropped = 0
    /// Position of the first event that may not be read yet.
    private var held: Int?

    /// The position that the next event gets; positions are kept while events are read.
    var end: Int { dropped + events.count }

    /// How many events may be read.
    var available: Int { (held.map { $0 - dropped } ?? events.count) - head }

    /// Whether all events have been read.
    var isEmpty: Bool { head == events.count }

    @inline(__always)
    mutating func append(_ event: TraceEvent) { events.append(event) }

    /// Holds back everything from `position` on, or nothing.
    mutating func hold(from position: Int?) { held = position }

    /// Replaces a held event.
    mutating func replace(at position: Int, with event: TraceEvent) { events[position - dropped] = event }

    /// An event that has not been read yet.
    subscript(position: Int) -> TraceEvent { events[position - dropped] }

    /// Moves up to `limit` events to `batch`.
    mutating func read(into batch: inout [TraceEvent], limit: Int) {
        let count = min(limit, available)
        batch.append(contentsOf: events[head..<head + count])
        head += count
        guard head == events.count || head > 1 << 14 else { return }
        if head == events.count { events.removeAll(keepingCapacity: true) } else { events.removeFirst(head) }
        dropped += head
        head = 0
    }
}
