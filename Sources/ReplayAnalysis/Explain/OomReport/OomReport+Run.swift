import Pages
import ReplayModel
import ReplayStore

extension Run {
    /// The kernel's report for a decision of the OOM killer in `rows`, the rows of its step; nil when the rows belong to no
    /// such decision (the lowmemorykiller and recorded kills print none).
    func oomReport(_ decision: Placed<OomRow>, among rows: [StoredRow]) throws -> OomReport? {
        guard decision.trigger == .oomKiller else { return nil }
        let next = rows.first { $0.table == .oom && $0.seq > decision.seq }?.seq ?? .max
        let own = rows.filter { $0.seq > decision.seq && $0.seq < next }
        let zoneRows: [Placed<OomZoneRow>] = try own.typed()
        guard !zoneRows.isEmpty else { return nil }
        let facts = try processes.all(at: Moment(step: decision.step, time: 0))
        let candidates: [Placed<OomCandidateRow>] = try own.typed()
        var report = OomReport()
        report.invoker = facts.first { $0.pid == decision.invoker.word }?.comm ?? report.invoker
        report.invokerAdj = candidates.first { $0.process == decision.invoker }?.oomScoreAdj.word ?? 0
        report.gfp = decision.gfp
        report.order = Int64(decision.order)
        try fillMachine(&report)
        report.zones = try zoneRows.map { try reportedZone($0.row) }
        report.fillCounts(zoneRows.map(\.row), decision.row)
        let tasks = candidates.filter { $0.eligibility != .`init` && $0.eligibility != .kernelThread }
        report.tasks = tasks.map { task in Self.task(task.row, facts.first { $0.pid == task.process.word }) }
        report.verdict = try verdict(decision, report.tasks)
        return report
    }

    private func fillMachine(_ report: inout OomReport) throws {
        let zones = try machine.zones()
        let architecture = try machine.architecture()
        report.namesNodes = try machine.countsNodes()
        report.ramPages = zones.reduce(0) { $0 + $1.present }
        report.reservedPages = zones.reduce(0) { $0 + $1.present - $1.managed }
        report.highMemPages = zones.first { $0.name == "HighMem" }?.present
        report.swapKilobytes = try machine.swapPages() << 2
        // One entry above the last level maps it; 32-bit ARM has none without LPAE.
        report.hugePageKilobytes = architecture.kind == .arm32 ? nil : 4 << architecture.shape(level: 1).bits
    }

    private func reportedZone(_ row: OomZoneRow) throws -> OomReport.Zone {
        let known = try machine.zones().first { $0.id == row.zone.word }
        var zone = OomReport.Zone(name: known?.name ?? "zone \(row.zone.rawValue)")
        (zone.free, zone.min, zone.low, zone.high) = (row.free, row.min, row.low, row.high)
        (zone.boost, zone.freeCMA) = (row.boost, row.freeCMA)
        zone.reservedHighAtomic = row.reservedHighAtomic
        (zone.present, zone.managed) = (known?.present ?? 0, known?.managed ?? 0)
        zone.reserves = known?.protection ?? []
        let lockedFile = row.locked - row.lockedAnonymous
        // Since 5.9 a new anonymous page begins on the inactive list; before, on the active one.
        let evictable = row.anonymous - min(row.anonymous, row.lockedAnonymous)
        let startsInactive = try machine.generation() == .v61 || machine.generation() == .v618
        (zone.activeAnon, zone.inactiveAnon) = startsInactive ? (0, evictable) : (evictable, 0)
        zone.inactiveFile = row.file - min(row.file, lockedFile)
        (zone.unevictable, zone.mlocked) = (row.locked, row.locked)
        (zone.freePCP, zone.localPCP) = (row.perCPU, row.localPerCPU)
        zone.blocks = row.blocks.elements.map { UInt64($0) }
        zone.types = row.types.elements
        return zone
    }

    private static func task(_ row: OomCandidateRow, _ facts: ProcessFacts?) -> OomReport.Task {
        var task = OomReport.Task(pid: row.process.word, uid: facts?.uid ?? 0, comm: facts?.comm ?? "")
        (task.total, task.resident, task.anonymous) = (row.virtualPages, row.residentPages, row.anonymousPages)
        task.file = task.resident - min(task.resident, task.anonymous)
        task.tableBytes = row.pageTablePages * pageSize
        task.swap = row.swapPages
        task.adj = Int64(row.oomScoreAdj)
        return task
    }

    private func verdict(_ decision: Placed<OomRow>, _ tasks: [OomReport.Task]) throws -> OomReport.Verdict {
        let before = Moment(step: decision.step, time: 0)
        if let victim = tasks.first(where: { $0.pid == decision.victim?.word }) {
            let isAllocating =
                try machine.setting("vm.oom_kill_allocating_task", at: before) ?? 0 > 0 && decision.victim == decision.invoker
            return isAllocating ? .killedAllocating(victim) : .killed(victim)
        }
        let panics = try machine.setting("vm.panic_on_oom", at: before) ?? 0
        return panics > 0 ? .panic(isCompulsory: panics == 2) : .nobody
    }
}

extension OomReport {
    /// The totals, as sums over the zones.
    fileprivate mutating func fillCounts(_ rows: [OomZoneRow], _ decision: OomRow) {
        func sum(_ value: (Zone) -> UInt64) -> UInt64 { zones.reduce(0) { $0 + value($1) } }
        (counts.activeAnon, counts.inactiveAnon) = (sum(\.activeAnon), sum(\.inactiveAnon))
        counts.inactiveFile = sum(\.inactiveFile)
        counts.unevictable = sum(\.unevictable)
        (counts.free, counts.freePCP) = (sum(\.free), sum(\.freePCP))
        (counts.slabReclaimable, counts.slabUnreclaimable) = (decision.slabReclaimable, decision.slabUnreclaimable)
        counts.pageTables = decision.pageTables
        pageCachePages = rows.reduce(0) { $0 + $1.file }
        // Pages of files here are all mapped: the model keeps no others.
        counts.mapped = pageCachePages
        // kswapd gives up on a node on which it can reclaim nothing.
        allUnreclaimable = pageCachePages == 0 && swapKilobytes == 0
    }
}
