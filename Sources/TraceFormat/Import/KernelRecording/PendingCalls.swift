/// System calls, and kprobes of functions, that have begun and not returned: at most one of each sort for each task.
struct PendingCalls: Sendable {
    /// What a task may be in at the same time.
    enum Slot: Int32, Sendable { case call, area, purge }

    private var waiting: [Int64: TraceEvent] = [:]

    private static func key(_ task: Int32, _ slot: Slot) -> Int64 { Int64(task) << 2 | Int64(slot.rawValue) }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func begin(_ event: TraceEvent, _ slot: Slot) -> TraceEvent? {
        waiting.updateValue(event, forKey: Self.key(event.task, slot))
    }

    mutating func end(_ task: Int32, _ slot: Slot) -> TraceEvent? { waiting.removeValue(forKey: Self.key(task, slot)) }

    /// Everything that waits, by line.
    mutating func removeAll() -> [TraceEvent] {
        let all = waiting.values.sorted { $0.line < $1.line }
        waiting = [:]
        return all
    }
}
