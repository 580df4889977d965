/// A perf recording on its way to events: what its records have told so far.
struct PerfSession: ~Copyable {
    var recording: KernelRecording
    private(set) var events = PerfEvents()
    private(set) var tracing: TracingData?
    private var table: PlanTable?
    private var tasks = PerfTasks()
    var rounds = PerfRounds()
    private var losses = PerfLosses()
    /// Samples so far.
    private var number: UInt32 = 0
    /// What only perf.data has of oddities.
    private var odd = OddityCounts()
    private var isFinished = false

    init(source: UInt16) { recording = KernelRecording(oddities: .perfDataMalformedRecord, source: source) }

    var counters: OddityCounts {
        var counts = recording.counters
        counts.add(odd)
        counts.add(.perfDataLateRecord, rounds.late)
        return counts
    }

    /// A machine with 32 bits.
    var isNarrow: Bool { tracing.map { $0.longSize == 4 } ?? false }

    /// Whether the formats of tracepoints are missing.
    var lacksFormats: Bool { table == nil }

    // MARK: What the file says of itself

    mutating func add(_ event: PerfAttribute) {
        events.add(event)
        if let table { events.connect(table) }
    }

    mutating func take(_ data: TracingData) {
        let table = PlanTable(data.formats, symbols: nil)
        (tracing, self.table) = (data, table)
        events.connect(table)
    }

    /// A feature section: the kernel's release is a text with its length before it, the processors are those that there are and those that
    /// are online (tools/perf/util/header.c).
    mutating func take(feature: Int, _ bytes: RecordBytes) {
        switch feature {
        case PerfFeature.release where bytes.count >= 4:
            let end = min(UInt64(bytes.count), 4 + UInt64(bytes.u32(0)))
            let text = bytes.bytes.slice(4, bytes.bytes.find(0, 4, Int(end)))
            recording.evidence.name(RecordedKernel(text.text))
        case PerfFeature.processors where bytes.count >= 8:
            let online = bytes.u32(4)
            if (1...UInt32(Int16.max)).contains(online) { recording.evidence.declaredCPUs = UInt16(online) }
        default: break
        }
    }

    // MARK: Records

    /// Takes a record in the order of the file: samples and what depends on the time wait for their place. Returns the newest time.
    @inline(__always)
    mutating func take(_ record: RecordBytes) -> UInt64 {
        let type = record.u32(0)
        if type == PerfRecord.sample { takeSample(record) } else { takeOther(record, type) }
        return rounds.newest
    }

    @inline(__always)
    private mutating func takeSample(_ record: RecordBytes) {
        guard let index = events.index(record) else { return odd.add(.perfDataUnknownId) }
        let place = events.layouts[index].time
        var time = place >= 0 && place + 8 <= record.count ? record.u64(place) : rounds.newest
        if time > TraceEvent.latestTime { time = rounds.newest }
        rounds.add(record.bytes, time: time, attribute: UInt16(truncatingIfNeeded: index))
    }

    @inline(never)
    private mutating func takeOther(_ record: RecordBytes, _ type: UInt32) {
        switch type {
        case PerfRecord.comm, PerfRecord.fork, PerfRecord.lost, PerfRecord.throttle:
            let time = trailer(record, \.trailingTime).map { record.u64($0) } ?? 0
            // What perf made up at the beginning has no time.
            guard time != 0, time <= TraceEvent.latestTime else { return takeTimed(record, type) }
            rounds.add(record.bytes, time: time, attribute: PerfRounds.noAttribute)
        case PerfRecord.lostSamples: losses.take(lostSamples: record)
        case PerfRecord.finishedRound: finishRound()
        default: if !PerfRecord.isKnown(type) { odd.add(.perfDataUnknownRecord) }
        }
    }

    /// Nothing follows that is earlier than the newest record at the end of the round before this one.
    mutating func finishRound() { rounds.finishRound() }

    /// Where a part of the trailer stands; nil: the record has none.
    private func trailer(_ record: RecordBytes, _ part: KeyPath<PerfSampleLayout, Int>) -> Int? {
        guard let place = events.trailer(record)?[keyPath: part], place > 0, record.count >= PerfRecord.headerSize + place else {
            return nil
        }
        return record.count - place
    }

    private mutating func takeTimed(_ record: RecordBytes, _ type: UInt32) {
        switch type {
        case PerfRecord.comm: tasks.name(record)
        case PerfRecord.fork: tasks.fork(record)
        case PerfRecord.throttle:
            odd.add(.perfDataThrottled)
            recording.lost(0, number, cpu: cpu(record))
        default: if let count = losses.take(lost: record) { recording.lost(count, number, cpu: cpu(record)) }
        }
    }

    private func cpu(_ record: RecordBytes) -> Int16 {
        trailer(record, \.trailingCPU).flatMap { Int16(exactly: record.u32($0)) } ?? TraceEvent.noCPU
    }

    // MARK: In order of time

    /// Whether records wait to be taken by `advance`.
    var hasReady: Bool { rounds.hasReady }

    /// How many bytes wait for the end of their round.
    var waitingSize: Int { rounds.size }

    /// No record follows.
    mutating func finishRecords() { rounds.finish() }

    /// Takes up to `limit` records that are ready.
    mutating func advance(_ limit: Int, isSwapped: Bool, _ names: inout NameTable) {
        // Copies of what does not change here, so that no reference is counted for a record.
        let (layouts, plans, table) = (events.layouts, events.plans, table?.view)
        layouts.withUnsafeBufferPointer { layouts in
            plans.withUnsafeBufferPointer { plans in
                var left = limit
                while left > 0, let (entry, start) = rounds.pop() {
                    take(entry, Self.record(start, isSwapped), layouts, plans, table, &names)
                    left -= 1
                }
            }
        }
    }

    /// All has been taken: what waits is emitted. False where that was done already.
    mutating func finish() -> Bool {
        guard !isFinished else { return false }
        isFinished = true
        recording.finish()
        if losses.untold > 0 { recording.lost(losses.untold, number) }
        return true
    }

    static func record(_ start: UnsafeRawPointer, _ isSwapped: Bool) -> RecordBytes {
        let header = RecordBytes(UnsafeRawBufferPointer(start: start, count: PerfRecord.headerSize), isSwapped: isSwapped)
        return RecordBytes(UnsafeRawBufferPointer(start: start, count: Int(header.u16(6))), isSwapped: isSwapped)
    }

    @inline(__always)
    private mutating func take(
        _ entry: PerfRounds.Entry, _ record: RecordBytes, _ layouts: UnsafeBufferPointer<PerfSampleLayout>,
        _ plans: UnsafeBufferPointer<Int32>, _ table: PlanTable.View?, _ names: inout NameTable
    ) {
        guard entry.attribute != PerfRounds.noAttribute else { return takeTimed(record, record.u32(0)) }
        let index = Int(entry.attribute)
        number &+= 1
        guard let sample = PerfSample(record, layouts[index]) else {
            return keep(.malformedLine, index, PerfSample(), entry.time, &names)
        }
        if let chain = sample.chain, chain.count > 0 { recording.count(.callChainLine, UInt64(sample.depth)) }
        guard let raw = sample.raw, let table, plans[index] != PlanTable.noPlan else {
            return keep(.unknownEvent, index, sample, entry.time, &names)
        }
        let event = RawEvent(
            time: entry.time, cpu: sample.cpu, tid: sample.tid, pid: sample.pid, comm: tasks.comm(sample.tid, &names), number: number,
            record: raw)
        recording.take(event, plan: Int(plans[index]), table, names: &names)
    }

    /// Keeps a sample that is none of a tracepoint, or cannot be read.
    @inline(never)
    private mutating func keep(_ oddity: LineOddity, _ index: Int, _ sample: PerfSample, _ time: UInt64, _ names: inout NameTable) {
        let text = events.attributes[index].name + ":"
        let raw = RawEvent(
            time: time, cpu: sample.cpu, tid: sample.tid, pid: sample.pid, comm: tasks.comm(sample.tid, &names), number: number,
            record: RecordBytes(UnsafeRawBufferPointer(start: nil, count: 0), isSwapped: false))
        let base = recording.begin(raw)
        recording.keepText(oddity, text, short: text, base, &names)
    }
}
