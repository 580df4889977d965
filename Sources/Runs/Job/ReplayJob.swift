import Notation
import Pages
import Replay
import ReplayModel
import ReplayStore
import TraceFormat

/// One run from readers to a finished file: a pure function of traces, profile, placement and stop point.
public struct ReplayJob {
    public var profile: MachineProfile
    public var placement: Placement
    /// The part of the traces that is replayed; nil: from their begin, to their end.
    public var from: StartPoint?
    public var until: StopPoint?
    /// What a first reading of the traces told (`survey(_:)`); nil: they were not read before.
    public var survey: TraceSurvey?
    /// Whether a first reading would have been of use and was not possible; counted (`recording.not_surveyed`).
    public var isSurveyMissing = false
    /// What the machine begins with; nil: the state after boot.
    public var start: StartState?
    /// What was odd about the files of `start`; joins the run's counters.
    public var startCounters: [OddityCount] = []
    /// A name that the user wants in the file; nothing else of the outside world goes in.
    public var label: String?
    /// Check every invariant of the machine after every so many steps (1 is slow), and at the end; nil: at the end only.
    public var auditInterval: UInt64?

    /// Steps between two keyframes (`Machine+Keyframe.swift`); another number gives other bytes, so only tests change it.
    public var keyframeInterval = Keyframes.interval

    /// Told where the job is.
    public var probe: StepProbe?

    /// Whether the first odd event that has a line ends the job.
    public var isStrict = false

    /// Steps between two batches for the store: one of its windows, so that it writes each batch from where it is.
    private static let batchSteps = Int(StepWindows.steps)

    public init(profile: MachineProfile, placement: Placement, until: StopPoint? = nil) {
        self.profile = profile
        self.placement = placement
        self.until = until
    }

    /// Replays `traces` (a name without folders and a reader each) into `sink`.
    ///
    /// `progress` is called after every batch with the steps so far. Errors: `TraceError` of a trace, `StoreError` of the file,
    /// `JobError` of a mark that was not met, or of odd input where the job is strict;
    /// then the caller discards the sink.
    public func run(
        _ traces: [(name: String, reader: any TraceReader)], names: NameTable, into sink: some TransitionSink,
        progress: (UInt64) -> Void = { _ in }
    ) throws -> RunReport {
        var sink = sink
        let readers = traces.map { PrefetchingReader(SortingReader(DigestingReader($0.reader))) }
        let isRecording = readers.contains { $0.header.first("placement") == "recorded" }
        var machine = Machine(profile: profile, placement: placement, isRecording: isRecording, survey: survey, names: names)
        if let start { try machine.adopt(start) }
        var engine = Engine(machine: machine, readers: readers, sourceNames: traces.map(\.name), from: from, until: until)
        engine.keyframeInterval = keyframeInterval
        engine.probe = probe
        let zones = zoneSummaries(engine.machine.kernel.memory)
        let begin = engine.machine.kernel.memory.snapshot()
        let stride = auditInterval.map { Int(min($0, UInt64(Self.batchSteps))) } ?? Self.batchSteps
        var (taken, audited) = (UInt64(0), UInt64(0))
        while try engine.run(steps: stride) {
            if let auditInterval, engine.step - audited >= auditInterval {
                engine.machine.checkInvariants()
                audited = engine.step
            }
            if isStrict { try refuseOddInput(&engine.machine) }
            guard engine.step - taken >= UInt64(Self.batchSteps) else { continue }
            taken = engine.step
            try sink.take(&engine.machine.log)
            progress(engine.step)
        }
        engine.machine.checkInvariants()
        if isStrict { try refuseOddInput(&engine.machine) }
        if let from, !engine.hasBegun { throw JobError.startNotMet(from) }
        if case .mark(let text) = until, !engine.hasMetMark { throw JobError.markNotMet(text) }
        try sink.take(&engine.machine.log)
        var summary = summary(&engine, zip(traces, readers).map { ($0.name, $1.digest) }, zones)
        summary.moments = RunMoments(
            begin: engine.machine.traceState ?? begin, end: engine.machine.kernel.memory.snapshot(),
            slabs: start?.slabs == nil ? nil : engine.machine.kernel.slab.slubSnapshot())
        try sink.finish(summary)
        return RunReport(&engine, counters: summary.counters)
    }

    /// Throws for the first `anomaly` row with a line that the store has not taken yet.
    private func refuseOddInput(_ machine: inout Machine) throws(JobError) {
        let rows = machine.log.tables[Int(TransitionTable.anomaly.rawValue)]
        for index in 0..<rows.rowCount {
            let row: AnomalyRow = rows.row(index)
            guard let line = row.line, line > 0 else { continue }
            throw .odd(source: Int(row.source ?? 0), line: line, kind: machine.names[row.kind])
        }
    }

    private func summary(
        _ engine: inout Engine, _ sources: [(name: String, digest: UInt64)], _ zones: [ZoneSummary]
    ) -> RunSummary {
        var summary = RunSummary()
        summary.identity = [
            ("tool", .text("replay-tool")), ("tool_version", .text(ToolVersion.current)),
            ("trace_digest", .text(sources.map { $0.digest.sixteenDigits }.joined(separator: " "))),
            ("placement", .text("\(placement)")), ("steps", .integer(Int64(engine.step))),
            ("trace_events", .integer(Int64(engine.traceEvents))), ("end_time", .integer(Int64(clamping: engine.machine.kernel.clock))),
        ]
        if let from { summary.identity.append(("from", .text(from.text))) }
        if let until { summary.identity.append(("until", .text(until.text))) }
        if engine.machine.isRecording { summary.identity.append(("page_requests", .text("\(engine.machine.pageRequests)"))) }
        if let start, !start.sources.isEmpty {
            summary.identity.append(("state", .text(start.sources.map(\.name).joined(separator: " "))))
            summary.identity.append(("state_digest", .text(start.sources.map { $0.digest.sixteenDigits }.joined(separator: " "))))
        }
        if let label { summary.identity.append(("label", .text(label))) }
        summary.profile = profile.description.map { ($0.key, .text($0.value)) }
        summary.pointerSize = profile.architecture.pointerSize
        summary.names = engine.machine.names
        summary.sources = sources.map { SourceSummary(name: $0.name, digest: $0.digest.sixteenDigits) }
        summary.zones = zones
        if engine.skippedEvents > 0 { summary.identity.append(("skipped_events", .integer(Int64(engine.skippedEvents)))) }
        var counts = engine.machine.log.counters
        counts.add(engine.machine.joinCounters)
        counts.add(engine.inputCounters)
        if isSurveyMissing { counts.add(.recordingNotSurveyed) }
        if engine.machine.isRecording, !engine.machine.kernel.isInMidLife { counts.add(.recordingWithoutState) }
        let idle = Setting.withoutEffect(profile, isRecorded: placement == .recorded && engine.machine.isRecording)
        summary.counters = startCounters + idle + counts.entries
        summary.metrics = engine.machine.metrics.map {
            MetricSummary(name: $0.name, unit: $0.unit, end: $0.end, peak: $0.peak, peakStep: $0.peakStep)
        }
        return summary
    }

    private func zoneSummaries(_ memory: borrowing PhysicalMemory) -> [ZoneSummary] {
        memory.zoneIndices.map { index in
            let zone = memory.report(index)
            return ZoneSummary(
                name: profile.zones[Int(index.rawValue)].title, startFrame: UInt64(zone.start.rawValue), spanned: zone.spanned,
                present: zone.present,
                managed: zone.managed, min: zone.min, low: zone.low, high: zone.high, protection: protection(zone))
        }
    }

    /// One value for each zone kind that the architecture builds in, as /proc/zoneinfo prints them: DMA32 is 64 bit's alone, and
    /// HighMem 32 bit's.
    private func protection(_ zone: ZoneReport) -> [UInt64] {
        let kinds = ZoneKind.allCases.filter { kind in
            switch kind {
            case .dma: profile.zones.contains { $0.kind == .dma }
            case .dma32: profile.architecture.pointerSize == 8
            case .normal, .highMem, .movable: true
            }
        }
        return kinds.map { zone.protection[Int($0.rawValue)] }
    }
}

/// What a run came to, for its last words on the terminal.
public struct RunReport: Sendable {
    public var steps: UInt64
    public var traceEvents: UInt64
    /// Rows of all transition tables.
    public var rows: Int
    public var counters: [OddityCount]
    public var metrics: [MetricTable.Entry]
    /// What the run's own indices took on the clock; whoever has the writer knows it.
    public var indexNanoseconds: UInt64 = 0

    init(_ engine: inout Engine, counters: [OddityCount]) {
        steps = engine.step
        traceEvents = engine.traceEvents
        rows = engine.machine.log.removedRows.reduce(0, +)
        self.counters = counters
        metrics = engine.machine.metrics
    }
}
