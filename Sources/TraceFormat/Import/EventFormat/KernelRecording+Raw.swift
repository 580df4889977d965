/// A raw record with what its recorder says of it.
struct RawEvent {
    var time: UInt64
    var cpu: Int16
    /// The thread; `noTask`: not recorded.
    var tid: Int32
    /// The process; nil: not recorded.
    var pid: Int32?
    /// The thread's command name; nil: not known.
    var comm: NameID?
    /// Which event of the recording it is, from 1 on.
    var number: UInt32
    /// The record, from its `common_type` on.
    var record: RecordBytes
    /// Whether `common_preempt_count` is the event's own: perf's has the recorder's part in it.
    var hasLockDepth = false
}

extension KernelRecording {
    /// Takes one record, whose plan has the index `plan`.
    @inline(__always)
    mutating func take(_ raw: RawEvent, plan index: Int, _ table: PlanTable.View, names: inout NameTable) {
        let plan = table.plans + index
        var event = begin(raw)
        guard let point = plan.pointee.point else { return takeUnknown(raw, event, index, table, &names) }
        let base = event
        event.kind = point.kind
        do throws(TracepointDecoder.Failure) {
            try fill(&event, raw.record, plan, table, &names)
            if raw.hasLockDepth, raw.record.isInterruptInsideLocks { event.noteInterrupt() }
            if case .pageAlloc = point.shape {
                if event.has(.migratetype) { renumberTypes(&event) }
                try takePageAlloc(event)
            } else if case .plain = point.shape {
                try put(point, NoDetails(), &event, &names)
            } else {
                let owner = table.owner.takeUnretainedValue()
                try put(point, RawDetails(raw.record, owner.formats[plan.pointee.format]), &event, &names)
            }
        } catch {
            keep(error == .missingField ? .missingField : .badField, raw, base, index, table, &names)
        }
        limitHolding()
    }

    /// What every event tells: when, where and of which task.
    @inline(__always)
    mutating func begin(_ raw: RawEvent) -> TraceEvent {
        if raw.time < now { count(.outOfOrder) } else { now = raw.time }
        evidence.highestCPU = max(evidence.highestCPU, raw.cpu)
        let event = TraceEvent(.unmatched, time: raw.time, cpu: raw.cpu, task: raw.tid, line: raw.number, source: sourceNumber)
        if raw.pid != nil { tasks.seesThreads = true }
        if raw.tid > 0 { name(raw.tid, pid: raw.pid, comm: raw.comm, event) }
        return event
    }

    @inline(__always)
    private mutating func fill(
        _ event: inout TraceEvent, _ record: RecordBytes, _ plan: UnsafePointer<EventPlan>, _ table: PlanTable.View,
        _ names: inout NameTable
    ) throws(TracepointDecoder.Failure) {
        guard record.count >= plan.pointee.fixedSize else { throw .badField }
        let first = table.steps + plan.pointee.firstStep
        for index in 0..<plan.pointee.stepCount {
            let step = first + index
            guard let value = value(step, record, table, &names) else { throw .badField }
            if step.pointee.omitsZero, value == 0 { continue }
            let slot = step.pointee.slot
            if step.pointee.isName {
                event.named |= 1 &<< slot
            } else {
                guard step.pointee.range.contains(value, isSigned: step.pointee.range.lower < 0) else { throw .badField }
            }
            event.slots[Int(slot)] = value
            event.present |= 1 &<< slot
        }
        guard let required = plan.pointee.point?.required, event.present & required == required else { throw .missingField }
    }

    @inline(__always)
    private mutating func value(
        _ step: UnsafePointer<PlanStep>, _ record: RecordBytes, _ table: PlanTable.View, _ names: inout NameTable
    ) -> UInt64? {
        switch step.pointee.way {
        case .located, .relativelyLocated:
            return record.located(step.pointee.offset, isRelative: step.pointee.way == .relativelyLocated).map { intern($0, table, &names) }
        case .fixedText: return record.text(step.pointee.field).map { intern($0, table, &names) }
        case .number, .truth, .address, .computed: break
        }
        let number = record.number(step.pointee.offset, size: Int(step.pointee.size), isSigned: step.pointee.isSigned)
        switch step.pointee.way {
        case .truth: return number == 0 ? 0 : 1
        case .address:
            return table.addresses.value(number) ?? UInt64(table.owner.takeUnretainedValue().name(ofAddress: number, &names).rawValue)
        case .computed:
            let cache = step.pointee.cache
            return table.caches[cache].value(number) ?? table.owner.takeUnretainedValue().compute(cache, number, &decoder, &names)
        default: return number == step.pointee.absent ? 0 : number
        }
    }

    @inline(__always)
    private func intern(_ text: UnsafeRawBufferPointer, _ table: PlanTable.View, _ names: inout NameTable) -> UInt64 {
        guard text.count > 0 else { return 0 }
        let start = text.baseAddress.unsafelyUnwrapped
        if let id = table.words.value(start, start + text.count) { return UInt64(id) }
        let id = names.intern(bytes: text).rawValue
        table.words.set(start, start + text.count, id)
        return UInt64(id)
    }
}
