import OomKiller
import ProcFiles
import ReplayModel
import TraceFormat

/// Whom the OOM killer of the log's kernel would choose from the task table, by its rules.
struct LogVictim {
    struct Candidate {
        var task: MemoryReport.Task
        var eligibility: OomEligibility
        /// nil: it may not be killed.
        var score: OomScore?
        /// Pages of its page tables, as the rules count them.
        var tables: UInt64
    }

    /// In the log's order, which is that of the kernel's task list.
    var candidates: [Candidate]
    /// What scores are relative to, in pages.
    var totalPages: UInt64
    /// The place of the one that the rules choose; nil: nobody.
    var chosen: Int?
    var rules: OomRules
    /// What the log does not have and the rules ask for.
    var notes: [String] = []
    /// Swap of processes counts and is in use, but the table does not have it: the choice cannot be checked.
    var lacksSwap: Bool

    /// nil: the report has no task table.
    init?(_ report: MemoryReport) {
        guard !report.tasks.isEmpty else { return nil }
        rules = OomRules(report)
        let (total, note) = report.oomTotalPages
        totalPages = max(total, 1)
        if let note { notes.append(note) }
        lacksSwap = report.tasks.allSatisfy { $0.swap == nil } && (report.swapFree ?? 0) < (report.swapTotal ?? 0)
        let (rules, pages) = (rules, totalPages)
        candidates = report.tasks.map { Self.candidate($0, report, rules, pages) }
        if case .kill(_, let chosen) = rules.select(
            candidates.enumerated().map { place, candidate in
                OomCandidate(process: ProcessID(Int32(place)), parent: .kernel, eligibility: candidate.eligibility, score: candidate.score)
            })
        {
            self.chosen = chosen
        }
        if rules.base == .virtualSize {
            notes.append("2.6.32 also counts half of each child's size, processor time and age, which the log does not have")
        } else if rules.pageTables != .none, report.tasks.allSatisfy({ $0.tables.isEmpty && $0.tableBytes == nil }) {
            notes.append("the table has no page tables and no swap of processes, which count too")
        }
    }

    private static func candidate(
        _ task: MemoryReport.Task, _ report: MemoryReport, _ rules: OomRules, _ totalPages: UInt64
    ) -> Candidate {
        let all = task.tableBytes.map { $0 / (report.pageKilobytes << 10) } ?? task.tables.reduce(0, +)
        let last = task.tables.first ?? all
        let subject = OomSubject(
            virtualPages: task.total, residentPages: task.resident, swapPages: task.swap ?? 0, pageTablePages: all,
            lastLevelPages: last, oomScoreAdj: Int16(clamping: task.adj ?? 0), oomAdj: Int8(clamping: task.legacyAdj ?? 0),
            isRoot: task.uid == 0)
        let eligibility = rules.eligibility(isInit: task.pid == 1, isKernelThread: false, isDying: false, subject: subject)
        let score = eligibility == .eligible ? rules.score(subject, totalPages: totalPages) : nil
        return Candidate(task: task, eligibility: eligibility, score: score, tables: rules.pageTables == .lastLevel ? last : all)
    }
}

extension OomRules {
    /// The rules of a log's kernel: its release, and what its task table has. Vendors took the rules of later kernels into older ones, so the
    /// table's columns decide where the release says less. Sources: mm/oom_kill.c of 2.6.32, 2.6.36, 3.6, 3.10, 3.14, 4.4, 4.17, 5.1, 5.3, 5.9.
    init(_ report: MemoryReport) {
        let version = report.version.map { ($0.major, $0.minor) }
        let generation = report.version.map { KernelGeneration(nearestTo: $0.major, $0.minor) } ?? report.assumedGeneration
        let hasScoreAdj = report.taskColumns.contains("oom_score_adj")
        self.init(generation == .v2632 && hasScoreAdj ? .v310 : generation)
        if !hasScoreAdj, report.taskColumns.contains("oom_adj") {
            self = OomRules(.v2632)
        } else if report.taskColumns.contains("cpu"), hasScoreAdj {
            countsThousandths = version.map { $0 < (3, 6) } ?? true
        } else if report.taskColumns.contains("nr_pmds") {
            pageTables = .allButTop
        }
        if let version, version >= (3, 14), rootBonus == .thirtyPerMille { rootBonus = .threePercent }
        guard let version, version.0 >= 4 else { return }
        if version >= (4, 17) { rootBonus = .none }
        if version >= (5, 1) { sacrifice = .never }
        tieBreak = version >= (5, 3) ? .lastListed : .firstListed
        if version < (5, 9) { atLeastOnePoint = true }
    }
}

extension MemoryReport {
    /// What scores are relative to, in pages, and what is uncertain about it: a group's limit, the allowed nodes', or all memory with swap
    /// (constrained_alloc, mm/oom_kill.c).
    var oomTotalPages: (pages: UInt64, note: String?) {
        if isOfGroup, let limit = group?.limit {
            let swap = group?.bothLimit.map { $0 - Swift.min($0, limit) } ?? group?.swapLimit ?? 0
            let known = swap < 1 << 40
            let pages = (limit + (known ? swap : 0)) / pageKilobytes
            return (pages, known ? nil : "the group may use all swap, and the report does not say how much there is: it is left out")
        }
        if constraint?.kind == "CONSTRAINT_CPUSET" || constraint?.kind == "CONSTRAINT_MEMORY_POLICY", let nodes = constraint?.nodes {
            let own = zones.filter { nodes.contains($0.node) }
            return (own.reduce(0) { $0 + $1.present } + swapPages, nil)
        }
        guard let managed = managedPages else {
            let all = tasks.reduce(0) { $0 + $1.resident }
            return (all, "how much memory there is the report does not say: the processes' resident pages are taken")
        }
        return (managed + swapPages, nil)
    }
}
