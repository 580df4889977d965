import TraceFormat

/// A trace in order of time, whatever order its recorder wrote it in.
///
/// Recorders write each CPU's events in order but weave the CPUs together loosely, so lines may run backwards by a little. Events are
/// sorted (stably) within a sliding window; one that comes later than its whole window allows stays where it stands, for the merger to
/// count. Frees of lists of pages are marked on the way (`ListFrees`).
///
/// Memory: two windows, whatever the trace's length.
///
/// Invariant: `held` is sorted, and nothing read so far sorts before it (but for late events).
public struct SortingReader<Base: TraceReader>: TraceReader {
    /// Events that are sorted together.
    public static var window: Int { TraceMerger.window }

    public private(set) var base: Base
    /// The newest events, which wait for what may sort before them.
    private var held: [TraceEvent] = []
    private var incoming: [TraceEvent] = []
    private var isAtEnd = false

    public init(_ base: Base) { self.base = base }

    public var header: TraceHeader { base.header }
    public var counters: OddityCounts { base.counters }
    public var isSorted: Bool { true }

    /// Appends about a window of events, whatever `limit` says.
    public mutating func read(
        into batch: inout [TraceEvent], limit: Int, names: inout NameTable
    ) throws(TraceError) -> Bool {
        if isAtEnd && held.isEmpty { return false }
        while !isAtEnd && held.count + incoming.count < 2 * Self.window {
            isAtEnd = try !base.read(into: &incoming, limit: Self.window, names: &names)
        }
        if !isAtEnd, batch.isEmpty, incoming.count == Self.window, Self.areSorted(incoming, after: held.last?.time ?? 0) {
            // The usual case: nothing is copied.
            ListFrees.mark(&held, before: incoming)
            swap(&batch, &held)
            swap(&held, &incoming)
            return true
        }
        sort()
        let count = isAtEnd ? held.count : held.count - Self.window
        incoming.append(contentsOf: held[count...])
        held.removeSubrange(count...)
        ListFrees.mark(&held, before: incoming)
        batch.append(contentsOf: held)
        swap(&held, &incoming)
        incoming.removeAll(keepingCapacity: true)
        return true
    }

    /// All that was read, sorted, in `held`; `incoming` is empty.
    private mutating func sort() {
        held.append(contentsOf: incoming)
        incoming.removeAll(keepingCapacity: true)
        if Self.areSorted(held, after: 0) { return }
        // The standard library's sort is stable in practice but does not promise it: the position breaks ties.
        let order = held.indices.sorted { (held[$0].time, $0) < (held[$1].time, $1) }
        held = order.map { held[$0] }
    }

    /// Whether events are in order of time and none is before `time`.
    private static func areSorted(_ events: [TraceEvent], after time: UInt64) -> Bool {
        var last = time
        for index in events.indices {
            if events[index].time < last { return false }
            last = events[index].time
        }
        return true
    }
}

extension SortingReader: DigestedReader where Base: DigestedReader {
    public var digest: UInt64 { base.digest }
}
