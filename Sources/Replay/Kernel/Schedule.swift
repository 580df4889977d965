import HeapModule
import ReplayModel

/// What the model does by itself, later.
public enum ScheduledAction: Equatable, Sendable {
    /// A killed process ends and gives its memory back.
    case exit(ProcessID)
    /// The lazily freed vmalloc areas are purged.
    case purgeAreas
}

/// The model's own future events, in the order (time, sequence).
///
/// Events of the trace at the same time come after them, so that memory given back at a time is there for whoever asks then.
public struct Schedule: Sendable {
    struct Entry: Comparable, Sendable {
        var time: UInt64
        var sequence: UInt64
        var action: ScheduledAction

        static func < (a: Entry, b: Entry) -> Bool { (a.time, a.sequence) < (b.time, b.sequence) }
    }

    private var heap = Heap<Entry>()
    private var sequence: UInt64 = 0

    public init() {}

    /// Adds an action; O(log n).
    public mutating func add(_ action: ScheduledAction, at time: UInt64) {
        heap.insert(Entry(time: time, sequence: sequence, action: action))
        sequence += 1
    }

    /// The time of the next action, or nil when there is none.
    public var nextTime: UInt64? { heap.min?.time }

    /// Takes the next action; O(log n). Precondition: there is one.
    mutating func removeNext() -> (time: UInt64, action: ScheduledAction) {
        let entry = heap.removeMin()
        return (entry.time, entry.action)
    }
}
