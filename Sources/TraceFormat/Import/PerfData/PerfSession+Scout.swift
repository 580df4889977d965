extension PerfSession {
    /// Learns what the records that are here show of the machine, before the first of them is taken.
    mutating func scout(isSwapped: Bool, kernel: RecordedKernel?) {
        var scout = recording
        var names = NameTable()
        var dropped: [TraceEvent] = []
        let events = events
        // Its caches hold numbers of the names that are dropped here.
        let table = tracing.map { PlanTable($0.formats, symbols: nil) }
        rounds.forEach { entry, start in
            guard entry.attribute != PerfRounds.noAttribute, let table else { return }
            let index = Int(entry.attribute)
            let record = Self.record(start, isSwapped)
            guard events.plans[index] != PlanTable.noPlan, let sample = PerfSample(record, events.layouts[index]), let raw = sample.raw
            else { return }
            let event = RawEvent(
                time: entry.time, cpu: sample.cpu, tid: sample.tid, pid: sample.pid, comm: nil, number: 0, record: raw)
            scout.take(event, plan: Int(events.plans[index]), table.view, names: &names)
            scout.queue.read(into: &dropped, limit: .max)
            dropped.removeAll(keepingCapacity: true)
        }
        recording.begin(knowing: scout, kernel: kernel)
    }
}
