import ReplayModel
import TraceFormat

// What every step begins and ends with.
extension Machine {
    /// Whether the machine waits for a killed process to go.
    var isAwaitingExit: Bool { !kernel.dying.isEmpty }

    /// Begins a step. The clock never runs backwards.
    mutating func begin(_ step: Step, at time: UInt64) {
        kernel.clock = max(kernel.clock, time)
        kernel.virtual.clock = kernel.clock
        log.begin(step: step)
        kernel.virtual.reclaimableSlabPages = kernel.slab.reclaimablePages
        if kernel.slab.heedsTime { kernel.slab.advance(to: kernel.clock, memory: &kernel.memory, log: &log) }
    }

    /// The machine's first step, stored as the mark "boot".
    mutating func boot() {
        var event = TraceEvent(.mark)
        event.set(.text, names.intern("boot"))
        store(event, .model)
        mark(event)
        kernel.boot(slabs: startSlabs, names: &names, log: &log)
        if startSlabs != nil { joinSlabs() }
        startSlabs = nil
    }

    /// From here on SLUB predicts the objects of a recording whose page events ask for pages.
    private mutating func joinSlabs() {
        guard isRecording, kernel.isRecorded, kernel.slab.algorithm == .slub else { return }
        var join = SlabJoin()
        for site in recording.survey?.callSites.found ?? [] {
            guard let cache = kernel.slab.cache(named: names.intern(site.cache)) else { continue }
            join.callSites[.init(caller: names.intern(site.caller), size: site.size)] = kernel.slab.common[cache].target
        }
        recording.slabs = join
    }

    /// Stores the event itself.
    @inline(__always)
    mutating func store(_ event: TraceEvent, _ eventClass: EventClass) {
        log.append(EventRow(time: kernel.clock, eventClass: eventClass, event: event))
    }

    /// Does the next of the model's own events, which is stored as the trace event that it is like.
    mutating func performNextScheduled() {
        let action = kernel.schedule.removeNext().action
        var event = TraceEvent(action.kind)
        if case .exit(let process) = action { event.task = process.rawValue }
        store(event, .model)
        perform(action)
    }

    /// Writes the state rows of whatever the step changed.
    mutating func endStep() {
        kernel.memory.endStep(log: &log)
        kernel.slab.endStep(log: &log)
        recording.caches.endStep(log: &log)
        heaps.endStep(log: &log)
        kernel.virtual.endStep(log: &log)
        kernel.update(&figures, log: &log)
        if heaps.totalsChanged {
            heaps.totalsChanged = false
            figures.update(heaps.totals, step: log.step)
        }
    }

    /// Counts an oddity and stores it with its line.
    mutating func odd(_ oddity: Oddity, _ event: TraceEvent, value: UInt64? = nil, text: NameID? = nil) {
        log.count(oddity)
        log.append(
            AnomalyRow(kind: names.intern(oddity.name), source: event.source, line: event.line, value: value, text: text))
    }
}

extension ScheduledAction {
    /// The trace event that the action is like.
    var kind: EventKind {
        switch self {
        case .exit: .exit
        case .purgeAreas: .areaPurge
        }
    }
}
