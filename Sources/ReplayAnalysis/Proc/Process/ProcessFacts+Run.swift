import Replay
import ReplayStore

extension Run {
    /// Every process that began up to a moment, by pid; a pid used again is the latest one.
    public func processes(at moment: Moment) throws -> [ProcessFacts] {
        var processes: [Int64: ProcessFacts] = [:]
        try forEachProcessRow(at: moment) { operation, pid, row in
            let step = row.address(0)
            switch operation {
            case "start", "fork":
                processes[pid] = ProcessFacts(
                    pid: pid, parent: row.optionalInteger(3) ?? 0, uid: row.integer(4), comm: row.text(5), born: step)
            case "exec":
                processes[pid]?.comm = row.text(5)
                processes[pid]?.imageStep = step
            case "rename":
                processes[pid]?.comm = row.text(5)
                processes[pid]?.uid = row.integer(4)
            case "thread_start": processes[pid]?.threads += 1
            case "thread_end": processes[pid]?.threads -= 1
            case "exit": processes[pid]?.exited = step
            default: break
            }
        }
        let states = try lastRows(of: "process_state", by: "pid", ProcessFacts.columns, at: moment, subjects: processes.count)
        for state in states { processes[state.subject]?.take(state.values) }
        return processes.values.sorted { $0.pid < $1.pid }
    }

    private func forEachProcessRow(
        at moment: Moment, _ body: (String, Int64, Statement) throws(StoreError) -> Void
    ) throws(StoreError) {
        try database.forEachRow(
            """
            SELECT p.step, k.word, p.pid, p.parent, p.uid, n.text FROM process p
            JOIN code k ON k.table_name = 'process' AND k.column_name = 'op' AND k.code = p.op
            LEFT JOIN name n ON n.id = p.comm WHERE p.step <= ? ORDER BY p.step, p.seq
            """, [SQLValue(moment.step)]
        ) { row throws(StoreError) in try body(row.text(1), row.integer(2), row) }
    }

    /// A process that lives at a moment. Errors: there is none, or it has exited.
    public func process(_ pid: Int64, at moment: Moment) throws -> ProcessFacts {
        let all = try processes(at: moment)
        if let found = all.first(where: { $0.pid == pid }) {
            guard let exited = found.exited else { return found }
            throw AnalysisError(
                "process \(pid) (\(found.comm)) exited at step \(exited)", expected: "--at with an earlier step, or a living process")
        }
        let living = all.filter { $0.exited == nil }.map { "\($0.pid) (\($0.comm))" }
        throw AnalysisError(
            "no process \(pid) at step \(moment.step)",
            expected: living.isEmpty ? "a moment at which there are processes" : "one of " + living.joined(separator: ", "))
    }

    /// Scoring rules and the pages that scores are relative to.
    func oomRules() throws -> (rules: OomRules, totalPages: UInt64) {
        let rules = OomRules(try generation(), pointerSize: try architecture().pointerSize)
        return (rules, try managedPages() + swapPages())
    }

    /// /proc/PID/oom_score after a moment. `all`: every process at that moment, for the children.
    func oomScore(_ process: ProcessFacts, among all: [ProcessFacts], at moment: Moment) throws -> Int64 {
        let (rules, totalPages) = try oomRules()
        // init is never chosen, and since 2.6.36 that shows in its score.
        if process.pid == 1 && rules.base == .resident { return 0 }
        var subject = OomSubject(
            virtualPages: process.virtualPages, residentPages: process.resident, pageTablePages: process.pageTables,
            lastLevelPages: process.pageTables, oomScoreAdj: Int16(clamping: process.oomScoreAdj),
            oomAdj: Int8(clamping: process.oomAdj), isRoot: process.uid == 0)
        if rules.pageTables == .lastLevel { subject.lastLevelPages = try lastLevelTables(process.pid, at: moment) }
        for child in all where child.parent == process.pid && child.pid != process.pid && child.exited == nil {
            subject.childPages += child.virtualPages / 2 + 1
        }
        guard totalPages > 0 else { return 0 }
        return rules.score(subject, totalPages: totalPages)?.score ?? 0
    }

    private func lastLevelTables(_ pid: Int64, at moment: Moment) throws -> UInt64 {
        UInt64(try liveTables(of: pid, at: moment).count { $0.level == 1 })
    }
}
