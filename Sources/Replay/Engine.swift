import ReplayModel
import TraceFormat

/// A run: events in total order into the machine, a step at a time.
///
/// The order is (time, class, sequence): at one time the model's own events come first (a killed process's memory is there
/// for whoever asks then), then what waited for them, then the trace's. The traces' order is `TraceMerger`'s. No clock of
/// the real world, no thread, no hash order takes part.
///
/// While an event waits for a victim's memory, later events of the traces wait too; the model's clock goes on, so a step's
/// time is never before that of the step before it.
public struct Engine: ~Copyable {
    public var machine: Machine
    private var merger: TraceMerger
    private var window: ReplayWindow
    /// What is known about tasks from before the window, to be applied before its first event; last first.
    private var learned: [TraceEvent] = []
    /// What the traces are called in messages.
    private let sourceNames: [String]
    /// Steps done so far.
    public private(set) var step: UInt64 = 0
    /// Events of the traces among them.
    public private(set) var traceEvents: UInt64 = 0
    /// Whether the run came to the mark where it was to stop.
    public var hasMetMark: Bool { window.hasMetEndMark }
    /// Whether the run came to the point where it was to begin.
    public var hasBegun: Bool { window.isOpen }
    /// Events of the traces before that point.
    public private(set) var skippedEvents: UInt64 = 0
    /// The event that waits for a victim's memory.
    private var waiting: TraceEvent?

    /// Steps between two checkpoints.
    public static let checkpointInterval: UInt64 = 4096
    /// Told of every event of the traces before it is applied.
    public var probe: StepProbe?
    /// Steps between two keyframes.
    public var keyframeInterval = Keyframes.interval

    public init(
        machine: consuming Machine, readers: [any TraceReader], sourceNames: [String] = [], from: StartPoint? = nil,
        until: StopPoint? = nil
    ) {
        self.machine = machine
        window = ReplayWindow(from: from, until: until)
        self.sourceNames = sourceNames
        merger = TraceMerger(readers)
        self.machine.beginKeyframes()
    }

    /// Odd lines that the readers counted, and events too late for their window.
    public var inputCounters: OddityCounts { merger.allCounters }

    /// Replays up to `limit` steps; returns false when the run is over. The rows are in `machine.log`, which the
    /// caller empties.
    public mutating func run(steps limit: Int) throws(TraceError) -> Bool {
        var goesOn = true
        for _ in 0..<limit where goesOn {
            goesOn = try advance()
            if let refusal = machine.refusal { throw refusal.error(among: sourceNames) }
        }
        return goesOn
    }

    /// One step: whatever is next in order. Returns false when that was the last one, or there is none.
    private mutating func advance() throws(TraceError) -> Bool {
        if step == 0 { return boot() }
        let isWaiting = waiting != nil
        if isWaiting, !machine.isAwaitingExit { return step(waiting!, .resumed, at: machine.kernel.clock) }
        if !isWaiting, !learned.isEmpty { return step(learned.removeLast(), .trace) }
        let next = isWaiting ? nil : try merger.peekTime()
        if let time = machine.kernel.schedule.nextTime, time <= next ?? .max { return perform(at: time) }
        while let event = try merger.next(names: &machine.names) {
            if window.isWhole { return step(event, .trace) }
            switch window.judge(event, names: machine.names) {
            case .skip: skippedEvents += 1
            case .end: return finish()
            case .apply, .applyLast: return begin(with: event)
            }
        }
        return finish()
    }

    /// The next event of the window; before its first, what is known about tasks.
    private mutating func begin(with event: TraceEvent) -> Bool {
        learned = window.isOpen ? window.takeLearned() : []
        guard let first = learned.first else { return step(event, .trace) }
        learned.removeFirst()
        learned = [event] + learned.reversed()
        return step(first, .trace)
    }

    /// The traces are at their end, or at the run's.
    private mutating func finish() -> Bool {
        machine.adoptPageState()
        return false
    }

    /// An event of the traces.
    private mutating func step(_ event: TraceEvent, _ eventClass: EventClass) -> Bool {
        traceEvents += 1
        return step(event, eventClass, at: event.time)
    }

    /// The first step: what boot takes.
    private mutating func boot() -> Bool {
        begin(at: 0)
        machine.boot()
        end()
        return !isLastStep
    }

    private mutating func step(_ event: TraceEvent, _ eventClass: EventClass, at time: UInt64) -> Bool {
        begin(at: time)
        probe?.note(step, event)
        machine.store(event, eventClass)
        let outcome = eventClass == .trace ? machine.apply(event) : machine.resume()
        if outcome == .waiting { waiting = event } else if waiting != nil { waiting = nil }
        end()
        return !isLastStep && !(window.hasMetEndMark && learned.isEmpty)
    }

    /// The next of the model's own events.
    private mutating func perform(at time: UInt64) -> Bool {
        guard window.admits(time) else { return false }
        begin(at: time)
        machine.performNextScheduled()
        end()
        return !isLastStep
    }

    private mutating func begin(at time: UInt64) {
        step += 1
        machine.begin(Step(step), at: time)
    }

    private mutating func end() {
        let isKeyframe = step % keyframeInterval == 0
        if isKeyframe { machine.markAllChanged() }
        machine.endStep()
        if isKeyframe { machine.storeKeyframe() }
        guard step % Self.checkpointInterval == 0 else { return }
        machine.log.append(CheckpointRow())
    }

    /// The stop point is reached, or the kernel has panicked.
    private var isLastStep: Bool {
        mutating get { machine.kernel.hasPanicked || window.endsWith(step) }
    }
}
