// Signals that end a process, and Android's lowmemorykiller.
extension Kernel {
    /// Whether the process was killed and is not gone yet.
    func isDying(_ process: ProcessID) -> Bool { dying.contains(process) }

    /// Whether the process does nothing more: it was killed, or has exited.
    func isGone(_ process: ProcessID) -> Bool {
        isDying(process) || virtual.processes.slot(of: process).map { !virtual.processes[$0].isAlive } ?? false
    }

    /// Sends a deadly signal: the process does nothing more, and its memory comes back `delay` nanoseconds later.
    mutating func kill(_ process: ProcessID, signal: Int64, after delay: UInt64, log: inout TransitionLog) {
        guard !isDying(process), let victim = virtual.processes.live(process) else { return }
        dying.append(process)
        pending.removeAll(of: process)
        log.append(
            ProcessRow(
                operation: .kill, process: process, parent: victim.parent, uid: victim.uid, comm: victim.comm, value: signal))
        schedule.add(.exit(process), at: clock + delay)
    }

    /// The lowmemorykiller (drivers/staging/android/lowmemorykiller.c of Linux 3.10): below a threshold of free pages,
    /// the process with the highest oom_score_adj at or above the threshold's own dies, the largest among equals.
    /// Returns whether somebody was killed.
    mutating func runLowMemoryKiller(log: inout TransitionLog) -> Bool {
        guard dying.isEmpty else { return false }
        let free = memory.freePages
        guard let threshold = profile.oom.lowMemoryKiller.first(where: { free < $0.pages }) else { return false }
        var chosen: OomCandidate?
        for candidate in oomCandidates() where candidate.eligibility == .eligible {
            guard let process = virtual.processes.live(candidate.process), process.oomScoreAdj >= threshold.adj else { continue }
            if let best = chosen.flatMap({ virtual.processes.live($0.process) }) {
                let isWorse = (process.oomScoreAdj, process.counters.resident) > (best.oomScoreAdj, best.counters.resident)
                if !isWorse { continue }
            }
            chosen = candidate
        }
        guard let chosen else { return false }
        log.append(
            OomRow(
                trigger: .lowMemoryKiller, invoker: .kernel, order: 0, gfp: 0, totalPages: oomTotalPages,
                victim: chosen.process, points: chosen.score?.points ?? 0, candidates: 1))
        kill(chosen.process, signal: 9, after: profile.oom.exitDelay, log: &log)
        return true
    }
}
