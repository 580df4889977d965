import Glibc
import Pages
import RealMachines
import Replay
import ReplayModel
import ReplayStore
import Runs
import TraceFormat

/// Opens traces and replays them into a file: what `run` and `verify` have in common.
struct Replaying {
    var traces: [String]
    var options: MachineOptions
    var from: StartPoint?
    var until: StopPoint?
    var label: String?
    var audit = Audit.atEnd
    /// Bytes of memory that the replay may take.
    var memoryLimit = MemoryGuard.standard
    var isStrict = false
    /// Replace a file that is no run of ours.
    var isForced = false
    var writer = WriterChoice.direct

    /// Replays into `output`, which appears when it is complete; on an error nothing stays.
    func run(to output: String, progress: (UInt64) -> Void = { _ in }) throws -> (report: RunReport, profile: MachineProfile) {
        try RunOutput.check(output, inputs: traces + options.state + [options.machine].compactMap(\.self), isForced: isForced)
        let (readers, machine, placement) = try open()
        let profile = machine.profile
        var job = ReplayJob(profile: profile, placement: placement, until: until)
        job.from = from
        job.start = machine.start
        job.startCounters = readers.flatMap(\.reader.header.unknownKeys) + machine.counters
        job.label = label
        job.auditInterval = audit.interval(on: profile)
        job.isStrict = isStrict
        let probe = StepProbe()
        job.probe = probe
        watchMemory(probe)
        try survey(&job, readers.map(\.reader.header))
        let writer = try writer.open(output)
        if output != RunOutput.nowhere { Interruption.removeOnSignal(output + RunFile.partialSuffix) }
        do {
            var report = try job.run(readers, names: NameTable(), into: writer, progress: progress)
            report.indexNanoseconds = writer.indexNanoseconds
            return (report, profile)
        } catch {
            writer.discard()
            if let error = error as? InitialPageStateError { throw described(error) }
            throw (error as? JobError).map(described) ?? error
        }
    }

    private func watchMemory(_ probe: StepProbe) {
        let names = files
        MemoryGuard(limit: memoryLimit).start {
            let (step, source, line) = probe.place
            return step == 0 ? names.joined(separator: ", ") + ": beginning the replay" : "\(names[source]):\(line): step \(step)"
        }
    }

    /// A state that the machine cannot be in.
    private func described(_ error: InitialPageStateError) -> TraceError {
        TraceError(
            file: options.state.joined(separator: ", "), problem: "frame \(error.frame.rawValue) cannot be free: \(error.problem)",
            expected: "aligned blocks of the machine's RAM, each named once")
    }

    /// The machine to replay on, and what it begins with.
    private struct Prepared {
        var profile: MachineProfile
        var start: StartState?
        var counters: [OddityCount] = []
    }

    /// The traces as messages name them.
    private var files: [String] { traces.map(name(of:)) }

    private func prepare(_ headers: [TraceHeader], _ placement: Placement) throws -> Prepared {
        guard !options.state.isEmpty else { return Prepared(profile: try options.profile(for: headers, files: files)) }
        let state = try StateReader.read(options.state)
        let named = try options.profile(for: headers, files: files, nearest: state.nearestProfile)
        // Who recorded a trace need not have known the machine: its state does.
        let isReplaced = options.machine == nil && !state.fits(named)
        let base =
            isReplaced ? try options.profile(for: headers, files: files, nearest: state.nearestProfile, ignoringHeaders: true) : named
        let isNearest = isReplaced || !options.isMachineNamed(headers)
        let plan = try StatePlan(state, base: base, placement: placement, isNearest: isNearest)
        try plan.profile.validate()
        var counters = plan.counters
        if isReplaced { counters.add(.stateHeaderMachineReplaced, detail: named.name) }
        return Prepared(profile: plan.profile, start: plan.start, counters: counters)
    }

    /// A job's error as the user should read it.
    private func described(_ error: JobError) -> TraceError {
        switch error {
        case .markNotMet(let text):
            TraceError(
                file: traces.map(name(of:)).joined(separator: ", "), problem: "ended without the mark \"\(text)\"",
                expected: "--until to name a mark of the trace, a step or a time")
        case .startNotMet(.mark(let text)):
            TraceError(
                file: traces.map(name(of:)).joined(separator: ", "), problem: "has no mark \"\(text)\"",
                expected: "--from to name a mark of the trace or a time")
        case .startNotMet(.time(let time)):
            TraceError(
                file: traces.map(name(of:)).joined(separator: ", "), problem: "ended before the time \(time) ns",
                expected: "--from to name a mark of the trace or a time")
        case .odd(let source, let line, let kind):
            TraceError(
                file: name(of: traces[source]), line: line, problem: kind,
                expected: "nothing odd with --strict")
        }
    }

    private func name(of path: String) -> String { path == "-" ? "<stdin>" : path }

    /// The first of two readings of a recording. Standard input can be read once only: then a replay knows less, and says so.
    private func survey(_ job: inout ReplayJob, _ headers: [TraceHeader]) throws {
        guard job.needsSurvey(headers) else { return }
        guard !traces.contains("-") else {
            job.isSurveyMissing = true
            return
        }
        var readers: [any TraceReader] = []
        let kernel = try options.recordedKernel()
        for (index, path) in traces.enumerated() {
            readers.append(try TraceFile.open(path, source: UInt16(truncatingIfNeeded: index), kernel: kernel))
        }
        try job.survey(readers)
    }

    private func open() throws -> (readers: [(name: String, reader: any TraceReader)], Prepared, Placement) {
        var readers: [(name: String, reader: any TraceReader)] = []
        let kernel = try options.recordedKernel()
        for (index, path) in traces.enumerated() {
            let name = path == "-" ? "<stdin>" : String(path.split(separator: "/").last ?? Substring(path))
            readers.append((name, try TraceFile.open(path, source: UInt16(truncatingIfNeeded: index), kernel: kernel)))
        }
        let headers = readers.map(\.reader.header)
        let placement = try options.placement(for: headers, files: files)
        return (readers, try prepare(headers, placement), placement)
    }
}

/// Says on a terminal how far the replay has come; silent anywhere else.
struct Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let isQuiet: Bool

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ steps: UInt64) {
        guard isTerminal, !isQuiet, steps % 65_536 == 0 else { return }
        note("\r\(steps) steps")
    }

    /// The same for something counted by batches.
    func show(_ count: UInt64, _ what: String) {
        guard isTerminal, !isQuiet else { return }
        note("\r\(count) \(what)")
    }

    func clear() {
        guard isTerminal, !isQuiet else { return }
        note("\r\u{1b}[K")
    }
}
