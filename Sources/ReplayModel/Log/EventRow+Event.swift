import TraceFormat

extension EventRow {
    /// The event that was replayed at `time` (nanoseconds).
    @inlinable @inline(__always)
    public init(time: UInt64, eventClass: EventClass, event: TraceEvent) {
        self.init(
            time: time, eventClass: eventClass, kind: event.kind, cpu: event.cpu == TraceEvent.noCPU ? nil : event.cpu,
            task: event.task == TraceEvent.noTask ? nil : event.task, source: event.source, line: event.line, named: event.named,
            arguments: InlineArray { event.present & (1 << UInt8($0)) == 0 ? nil : event.slots[$0] })
    }
}
