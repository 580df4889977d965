import Pages
import ReplayModel
import ReplayStore

extension Run {
    /// The kernel's report for a decision of the OOM killer in `rows`, the rows of its step; nil when the rows belong to no
    /// such decision (the lowmemorykiller and recorded kills print none).
    func oomReport(_ decision: StoredRow, among rows: [StoredRow]) throws -> OomReport? {
        guard decision.word("trigger") == "oom_killer" else { return nil }
        let next = rows.first { $0.table == .oom && $0.seq > decision.seq }?.seq ?? .max
        let own = rows.filter { $0.seq > decision.seq && $0.seq < next }
        let zoneRows = own.filter { $0.table == .oomZone }
        guard !zoneRows.isEmpty else { return nil }
        let facts = try processes(at: Moment(step: decision.step, time: 0))
        let candidates = own.filter { $0.table == .oomCandidate }
        var report = OomReport()
        let invoker = decision["invoker"] ?? 0
        report.invoker = facts.first { $0.pid == invoker }?.comm ?? report.invoker
        report.invokerAdj = candidates.first { $0["pid"] == invoker }?["oom_score_adj"] ?? 0
        report.gfp = UInt32(truncatingIfNeeded: decision["gfp"] ?? 0)
        report.order = decision["ord"] ?? 0
        try fillMachine(&report)
        report.zones = try zoneRows.map(reportedZone)
        report.fillCounts(zoneRows, decision)
        let tasks = candidates.filter { $0.word("eligibility") != "init" && $0.word("eligibility") != "kernel_thread" }
        report.tasks = tasks.map { row in Self.task(row, facts.first { $0.pid == row["pid"] }) }
        report.verdict = try verdict(decision, report.tasks)
        return report
    }

    private func fillMachine(_ report: inout OomReport) throws {
        let zones = try self.zones()
        let architecture = try self.architecture()
        report.namesNodes = try countsNodes()
        report.ramPages = zones.reduce(0) { $0 + $1.present }
        report.reservedPages = zones.reduce(0) { $0 + $1.present - $1.managed }
        report.highMemPages = zones.first { $0.name == "HighMem" }?.present
        report.swapKilobytes = try swapPages() << 2
        // One entry above the last level maps it; 32-bit ARM has none without LPAE.
        report.hugePageKilobytes = architecture.kind == .arm32 ? nil : 4 << architecture.shape(level: 1).bits
    }

    private func reportedZone(_ row: StoredRow) throws -> OomReport.Zone {
        func pages(_ column: String) -> UInt64 { UInt64(bitPattern: row[column] ?? 0) }
        let known = try zones().first { $0.id == row["zone"] }
        var zone = OomReport.Zone(name: known?.name ?? "zone \(row["zone"] ?? 0)")
        (zone.free, zone.min, zone.low, zone.high) = (pages("free"), pages("min"), pages("low"), pages("high"))
        zone.reservedHighAtomic = pages("highatomic")
        (zone.present, zone.managed) = (known?.present ?? 0, known?.managed ?? 0)
        zone.reserves = known?.protection ?? []
        let lockedFile = pages("locked") - pages("locked_anon")
        // Since 5.9 a new anonymous page begins on the inactive list; before, on the active one.
        let evictable = pages("anon") - min(pages("anon"), pages("locked_anon"))
        let startsInactive = try generation() == .v61 || generation() == .v618
        (zone.activeAnon, zone.inactiveAnon) = startsInactive ? (0, evictable) : (evictable, 0)
        zone.inactiveFile = pages("file") - min(pages("file"), lockedFile)
        (zone.unevictable, zone.mlocked) = (pages("locked"), pages("locked"))
        (zone.freePCP, zone.localPCP) = (pages("pcp"), pages("local_pcp"))
        zone.blocks = (0...10).map { pages("o\($0)") }
        zone.types = (0...10).map { UInt8(truncatingIfNeeded: row["t\($0)"] ?? 0) }
        return zone
    }

    private static func task(_ row: StoredRow, _ facts: ProcessFacts?) -> OomReport.Task {
        func pages(_ column: String) -> UInt64 { UInt64(bitPattern: row[column] ?? 0) }
        var task = OomReport.Task(pid: row["pid"] ?? 0, uid: facts?.uid ?? 0, comm: facts?.comm ?? "")
        (task.total, task.resident, task.anonymous) = (pages("vss"), pages("rss"), pages("anon"))
        task.file = task.resident - min(task.resident, task.anonymous)
        task.tableBytes = pages("page_tables") * pageSize
        task.swap = pages("swap")
        task.adj = row["oom_score_adj"] ?? 0
        return task
    }

    private func verdict(_ decision: StoredRow, _ tasks: [OomReport.Task]) throws -> OomReport.Verdict {
        let before = Moment(step: decision.step, time: 0)
        if let victim = tasks.first(where: { $0.pid == decision["victim"] }) {
            let isAllocating = try setting("vm.oom_kill_allocating_task", at: before) ?? 0 > 0 && victim.pid == decision["invoker"]
            return isAllocating ? .killedAllocating(victim) : .killed(victim)
        }
        let panics = try setting("vm.panic_on_oom", at: before) ?? 0
        return panics > 0 ? .panic(isCompulsory: panics == 2) : .nobody
    }
}

extension OomReport {
    /// The totals, as sums over the zones.
    fileprivate mutating func fillCounts(_ rows: [StoredRow], _ decision: StoredRow) {
        func sum(_ value: (Zone) -> UInt64) -> UInt64 { zones.reduce(0) { $0 + value($1) } }
        (counts.activeAnon, counts.inactiveAnon) = (sum(\.activeAnon), sum(\.inactiveAnon))
        counts.inactiveFile = sum(\.inactiveFile)
        counts.unevictable = sum(\.unevictable)
        (counts.free, counts.freePCP) = (sum(\.free), sum(\.freePCP))
        counts.slabReclaimable = UInt64(bitPattern: decision["slab_reclaimable"] ?? 0)
        counts.slabUnreclaimable = UInt64(bitPattern: decision["slab_unreclaimable"] ?? 0)
        counts.pageTables = UInt64(bitPattern: decision["page_tables"] ?? 0)
        pageCachePages = rows.reduce(0) { $0 + UInt64(bitPattern: $1["file"] ?? 0) }
        // Pages of files here are all mapped: the model keeps no others.
        counts.mapped = pageCachePages
        // kswapd gives up on a node on which it can reclaim nothing.
        allUnreclaimable = pageCachePages == 0 && swapKilobytes == 0
    }
}
