import Pages
import TraceFormat

extension Machine {
    /// Applies one event of the trace. The transitions are in `log`, which the caller has begun the step in.
    public mutating func apply(_ event: TraceEvent) -> StepOutcome {
        if collectPageState(event) { return .done }
        current = process(of: event)
        joined = .nothing
        cpu = processor(of: event)
        if isRecording, leavesOut(event) { return .done }
        if current != .kernel, event.kind.origin != .kernel, kernel.isGone(current) {
            odd(.processEventAfterDeath, event, value: UInt64(current.rawValue))
            return .done
        }
        if event.kind.origin == .kernel, event.gfp(default: []).asksForTwoMobilities {
            odd(.pagesTwoMobilities, event, value: event.number(.gfp))
        }
        if isRecording { joined = recording.joiner.observe(event) }
        return recording.policies.isEmpty ? attempt(event) : attemptWithPolicy(event)
    }

    /// The process's memory policy holds for all pages that the event needs.
    private mutating func attemptWithPolicy(_ event: TraceEvent) -> StepOutcome {
        if !kernel.isRecorded { kernel.memory.policy = recording.policies[current.rawValue] }
        let outcome = attempt(event)
        if let policy = kernel.memory.policy { recording.policies[current.rawValue] = policy }
        kernel.memory.policy = nil
        return outcome
    }

    /// Goes on with what `apply` left waiting.
    public mutating func resume() -> StepOutcome {
        guard let event = suspended else { return kernel.runPending(log: &log) }
        suspended = nil
        return recording.policies.isEmpty ? attempt(event) : attemptWithPolicy(event)
    }

    /// Does what the model had planned for now.
    public mutating func perform(_ action: ScheduledAction) {
        switch action {
        case .exit(let process): finish(process)
        case .purgeAreas:
            kernel.isPurgeScheduled = false
            kernel.vmalloc.purge(log: &log)
        }
    }

    /// Runs the event's kernel part again until it succeeds, fails for good, or has to wait.
    private mutating func attempt(_ event: TraceEvent) -> StepOutcome {
        while true {
            do throws(OutOfMemory) {
                if !kernel.isRecorded || !applyRecorded(event) { try perform(event) }
                return kernel.runPending(log: &log)
            } catch {
                switch kernel.resolve(error.request, for: current, log: &log) {
                case .retry: continue
                case .wait:
                    suspended = event
                    return .waiting
                case .giveUp:
                    odd(.memoryAllocationFailed, event)
                    fail(.noMemory, event, error: event.kind.family == .systemCall || event.kind.family == .process ? 12 : nil)
                    nameNull(of: event)
                    return kernel.runPending(log: &log)
                }
            }
        }
    }

    /// The event's leaf, and what all events of its family have in common.
    private mutating func perform(_ event: TraceEvent) throws(OutOfMemory) {
        let family = event.kind.family
        if family == .heap || family == .systemCall { try prepareSpace() }
        try dispatch(event)
        if family == .area { kernel.schedulePurge() }
    }
}

extension Machine {
    /// The event's processor. One that the machine has not is counted and taken for one that it has; the first event of each has a row, which says by which it was served.
    @inline(__always)
    mutating func processor(of event: TraceEvent) -> UInt16 {
        let number = UInt16(max(event.cpu, 0))
        return number < kernel.profile.cpus ? number : substitute(for: number, event)
    }

    private mutating func substitute(for number: UInt16, _ event: TraceEvent) -> UInt16 {
        let served = number % kernel.profile.cpus
        if missingProcessors.insert(number).inserted {
            odd(.recordingCpuNotThere, event, value: UInt64(number), text: names.intern("served by CPU \(served)"))
        } else {
            log.count(.recordingCpuNotThere)
        }
        return served
    }
}
