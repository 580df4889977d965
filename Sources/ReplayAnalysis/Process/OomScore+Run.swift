import OomKiller

extension RunProcesses {
    /// Scoring rules and the pages that scores are relative to.
    func oomRules() throws -> (rules: OomRules, totalPages: UInt64) {
        let rules = OomRules(try run.machine.generation(), pointerSize: try run.machine.architecture().pointerSize)
        return (rules, try run.machine.managedPages() + run.machine.swapPages())
    }

    /// /proc/PID/oom_score after a moment. `all`: every process at that moment, for the children.
    func oomScore(_ process: ProcessFacts, among all: [ProcessFacts], at moment: Moment) throws -> Int64 {
        let (rules, totalPages) = try oomRules()
        // init is never chosen, and since 2.6.36 that shows in its score (oom_unkillable_task). Who has no memory, as kernel threads, scores 0
        // in every generation (badness, oom_badness).
        if process.pid == 1 && rules.base == .resident || process.virtualPages == 0 { return 0 }
        var subject = OomSubject(
            virtualPages: process.virtualPages, residentPages: process.resident, pageTablePages: process.pageTables,
            lastLevelPages: process.pageTables, oomScoreAdj: Int16(clamping: process.oomScoreAdj),
            oomAdj: Int8(clamping: process.oomAdj), isRoot: process.uid == 0)
        if rules.pageTables == .lastLevel { subject.lastLevelPages = try lastLevelTables(process.pid, at: moment) }
        for child in all where child.parent == process.pid && child.pid != process.pid && child.exited == nil && child.virtualPages > 0 {
            subject.childPages += child.virtualPages / 2 + 1
        }
        subject.runSeconds = try seconds(moment.time) - min(seconds(moment.time), seconds(run.time(ofStep: process.born)))
        guard totalPages > 0 else { return 0 }
        return rules.score(subject, totalPages: totalPages)?.score ?? 0
    }

    private func seconds(_ time: UInt64) -> UInt64 { time / 1_000_000_000 }

    private func lastLevelTables(_ pid: Int64, at moment: Moment) throws -> UInt64 {
        UInt64(try run.addressSpaces.tables(of: pid, at: moment).count { $0.level == 1 })
    }
}
