/// A trace.dat file on its way to events: the streams of all processors and buffers, merged by time.
///
/// Events of one time come in the order of buffers and processors.
struct TraceDatSession: ~Copyable {
    var recording: KernelRecording
    private var streams: [RingStream] = []
    private let table: PlanTable
    private var tasks: TaskNames
    /// Where records have their type and their task.
    private let type: FormatField?
    private let task: FormatField?
    private var number: UInt32 = 0
    private var odd = OddityCounts()
    private var current: RingStream?
    /// The least time of the other streams.
    private var limit: UInt64 = 0
    private var hasEnded = false

    init(_ file: TraceDatFile, recording: KernelRecording) {
        self.recording = recording
        table = PlanTable(file.tracing.formats, symbols: KernelSymbols(file.tracing.kallsyms))
        tasks = TaskNames(file.tracing.taskNames)
        type = file.tracing.formats.lazy.compactMap { $0.field("common_type") }.first { $0.size == 2 }
        task = file.tracing.formats.lazy.compactMap { $0.field("common_pid") }.first { $0.size == 4 }
        let layout = RingPageLayout(file.tracing.headerPage)
        for (index, buffer) in file.buffers.enumerated() where buffer.pageSize > layout.dataOffset + layout.commitSize {
            for part in buffer.parts where part.size > 0 { streams.append(RingStream(file, index, part, layout)) }
        }
    }

    var counters: OddityCounts {
        var counts = recording.counters
        counts.add(odd)
        return counts
    }

    /// Goes to the first event of each stream.
    mutating func begin(_ source: inout ByteSource) throws(TraceError) {
        for stream in streams { try stream.advance(&source) }
        choose()
    }

    /// The stream whose event is the earliest, and how far it may go.
    private mutating func choose() {
        (current, limit) = (nil, .max)
        for stream in streams {
            guard let time = stream.next?.time else { continue }
            if let least = current?.next?.time, time >= least {
                limit = min(limit, time)
            } else {
                limit = current?.next?.time ?? limit
                current = stream
            }
        }
    }

    /// Takes up to `count` events; false where there are no more.
    mutating func advance(_ count: Int, _ source: inout ByteSource, _ names: inout NameTable) throws(TraceError) -> Bool {
        for _ in 0..<count {
            guard let stream = current, let next = stream.next else { return try finish() }
            if let lost = stream.lost { reportLost(lost, next.time, stream) }
            take(stream, next.time, &names)
            try stream.advance(&source)
            if stream.next.map({ $0.time >= limit }) ?? true { choose() }
        }
        return true
    }

    private mutating func reportLost(_ count: UInt64, _ time: UInt64, _ stream: RingStream) {
        recording.now = max(recording.now, time)
        if count == 0 { odd.add(.traceDatUncountedLoss) }
        recording.lost(count, number, cpu: stream.cpu)
    }

    @inline(__always)
    private mutating func take(_ stream: RingStream, _ time: UInt64, _ names: inout NameTable) {
        number &+= 1
        stream.withNext { record in
            guard let type, let task, max(type.end, task.end) <= record.count,
                let plan = table.view.index(UInt16(truncatingIfNeeded: record.number(type)))
            else { return keep(record, time, stream, &names) }
            let tid = max(Int32(truncatingIfNeeded: Int64(bitPattern: record.number(task))), TraceEvent.noTask)
            let event = RawEvent(
                time: time, cpu: stream.cpu, tid: tid, pid: nil, comm: tasks.comm(tid, &names), number: number, record: record,
                hasLockDepth: true)
            recording.take(event, plan: plan, table.view, names: &names)
        }
    }

    /// A record of an event that the file does not describe.
    private mutating func keep(_ record: RecordBytes, _ time: UInt64, _ stream: RingStream, _ names: inout NameTable) {
        let event = RawEvent(
            time: time, cpu: stream.cpu, tid: TraceEvent.noTask, pid: nil, comm: nil, number: number, record: record)
        let isShort = record.count < 4
        let text = isShort ? "record of \(record.count) bytes" : "event of type \(type.map { record.number($0) } ?? 0)"
        let base = recording.begin(event)
        recording.keepText(isShort ? .malformedLine : .unknownEvent, text, short: text, base, &names)
    }

    private mutating func finish() throws(TraceError) -> Bool {
        guard !hasEnded else { return false }
        hasEnded = true
        if streams.contains(where: \.isCut) { recording.count(.cutLastLine) }
        recording.finish()
        return true
    }
}
