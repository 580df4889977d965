import ReplayModel

/// A process that the OOM killer looks at, in the order of the kernel's task list (order of creation).
public struct OomCandidate: Sendable, Equatable {
    public var process: ProcessID
    public var parent: ProcessID
    public var eligibility: OomEligibility
    /// Has an address space of its own.
    public var hasMemory: Bool
    /// nil where the process may not be killed.
    public var score: OomScore?

    public init(process: ProcessID, parent: ProcessID, eligibility: OomEligibility, hasMemory: Bool = true, score: OomScore?) {
        self.process = process
        self.parent = parent
        self.eligibility = eligibility
        self.hasMemory = hasMemory
        self.score = score
    }
}

/// What the OOM killer decided.
public enum OomDecision: Sendable, Equatable {
    /// This candidate dies. `chosen` is the one whose points won; another than `victim` where a child dies in its place.
    case kill(victim: Int, chosen: Int)
    /// A process is dying already; its memory is awaited and nobody else is killed.
    case wait
    /// Nobody may be killed: the kernel panics ("System is deadlocked on memory").
    case nobody
}

extension OomRules {
    /// Whether a process may be killed. `isDying`: killed already, its memory not yet back.
    public func eligibility(isInit: Bool, isKernelThread: Bool, isDying: Bool, subject: OomSubject) -> OomEligibility {
        if isInit { return .`init` }
        if isKernelThread { return .kernelThread }
        if isDying { return .dying }
        return isExempt(subject) ? .adjMinimum : .eligible
    }

    /// Picks the victim among `candidates`, which stand in the order of the task list (select_bad_process and
    /// oom_evaluate_task, mm/oom_kill.c).
    ///
    /// Most points win; among equals `tieBreak` decides: 6.1 passes over only those with fewer points than the best so far.
    ///
    /// `allocating`: the candidate that asked for memory, where vm.oom_kill_allocating_task is set.
    public func select(_ candidates: [OomCandidate], allocating: Int? = nil) -> OomDecision {
        if let allocating, candidates[allocating].eligibility == .eligible, candidates[allocating].hasMemory {
            return .kill(victim: sacrifice(for: allocating, candidates), chosen: allocating)
        }
        var chosen: Int?
        for (index, candidate) in candidates.enumerated() {
            if candidate.eligibility == .dying { return .wait }
            guard candidate.eligibility == .eligible, candidate.hasMemory, let points = candidate.score?.points else { continue }
            if let best = chosen.flatMap({ candidates[$0].score?.points }) {
                if points < best || (points == best && tieBreak == .firstListed) { continue }
            }
            chosen = index
        }
        guard let chosen else { return .nobody }
        return .kill(victim: sacrifice(for: chosen, candidates), chosen: chosen)
    }

    /// Who dies for `chosen`: itself, or a child with its own memory (oom_kill_process).
    private func sacrifice(for chosen: Int, _ candidates: [OomCandidate]) -> Int {
        var victim = chosen
        var most: Int64 = 0
        for (index, child) in candidates.enumerated() where child.parent == candidates[chosen].process && index != chosen {
            guard child.eligibility == .eligible, child.hasMemory, let points = child.score?.points else { continue }
            switch sacrifice {
            case .never: return chosen
            case .firstChild: return index
            case .worstChild:
                if points > most {
                    most = points
                    victim = index
                }
            }
        }
        return victim
    }
}
