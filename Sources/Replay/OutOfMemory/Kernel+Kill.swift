import OomKiller
import Pages
import ReplayModel
import TraceFormat

// Signals that end a process, and Android's lowmemorykiller.
extension Kernel {
    /// Whether the process was killed and is not gone yet.
    func isDying(_ process: ProcessID) -> Bool { dying.contains(process) }

    /// Whether the process does nothing more: it was killed, or has exited.
    mutating func isGone(_ process: ProcessID) -> Bool {
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
        schedule.add(.exit(process), at: min(clock &+ delay, TraceEvent.latestTime))
    }

    /// The lowmemorykiller (lowmem_scan, drivers/staging/android/lowmemorykiller.c of Linux 3.10 and 4.4): where both the free
    /// pages beyond the reserves and the file pages are below a threshold, the process with the highest oom_score_adj at or above the
    /// threshold's own dies, the largest among equals and the first among those. Neither root nor init is spared; who has no
    /// resident memory is. Returns whether somebody was killed.
    mutating func runLowMemoryKiller(log: inout TransitionLog) -> Bool {
        guard dying.isEmpty, let threshold = lowMemoryThreshold() else { return false }
        let candidates = oomCandidates()
        var chosen: OomCandidate?
        var best: (adj: Int16, pages: UInt64) = (threshold, 0)
        for candidate in candidates {
            guard let process = virtual.processes.live(candidate.process), process.oomScoreAdj >= threshold else { continue }
            let size = process.counters.resident
            guard size > 0, chosen == nil || (process.oomScoreAdj, size) > best else { continue }
            best = (process.oomScoreAdj, size)
            chosen = candidate
        }
        guard let chosen else { return false }
        log.append(
            OomRow(
                trigger: .lowMemoryKiller, invoker: .kernel, order: 0, gfp: 0, totalPages: oomTotalPages,
                victim: chosen.process, points: chosen.score?.points ?? 0, candidates: UInt32(candidates.count)))
        for candidate in candidates { logCandidate(candidate, log: &log) }
        kill(chosen.process, signal: 9, after: profile.oom.exitDelay, log: &log)
        return true
    }

    /// The oom_score_adj from which on the lowmemorykiller may kill now; nil while there is memory enough.
    private mutating func lowMemoryThreshold() -> Int16? {
        let free = memory.freePages
        let beyond = free - min(free, memory.reservePages)
        let file = memory.pages(of: .file)
        return profile.oom.lowMemoryKiller.first { beyond < $0.pages && file < $0.pages }?.adj
    }
}
