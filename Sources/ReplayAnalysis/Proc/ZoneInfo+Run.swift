import Pages
import ProcFiles
import ReplayModel

extension Run {
    /// /proc/zoneinfo after a moment, line for line as Linux 6.1 prints it (6.18: as 6.18 does; older kernels are shown as 6.1).
    ///
    /// Counted: nr_slab_reclaimable, nr_slab_unreclaimable, nr_anon_pages, nr_file_pages, nr_page_table_pages, nr_free_pages, nr_mlock (all
    /// of it in the highest zone), and numa_hit and numa_local, which count requests since the run began. All others are 0.
    package func zoneInfo(at moment: Moment) throws -> ZoneInfo {
        let state = try PageAllocatorState.lists(of: self, at: moment)
        let totals = try machine.memoryTotals(at: moment)
        let form = ZoneInfo.Form(
            isNew: try machine.generation() == .v618, isNUMA: try machine.countsNodes(),
            isHigh: try machine.zones().contains { $0.name == "HighMem" })
        let figures = try pages.zonesWithLimits(at: moment)
        let counts = try machine.nodeCounts(at: moment)
        var zones: [ZoneInfo.Zone] = []
        for (index, zone) in zip(state.memory.zoneIndices, figures) {
            if let last = zones.last, last.node != zone.node { zones += empty(form, on: last.node, figures) }
            let report = state.memory.report(index)
            var info = ZoneInfo.Zone(node: zone.node, name: zone.title, pages: form.pages(report), protection: zone.protection)
            if report.managed > 0 {
                // What a node's counters hold is known for the machine as a whole.
                if !zones.contains(where: { $0.start != nil && $0.node == zone.node }) {
                    info.nodeStatistics = form.nodeStatistics(zone.node == 0 ? totals.statistics : [:])
                }
                let requests = state.requestsServed[Int(index.rawValue)]
                var statistics = [
                    "nr_free_pages": report.free, "nr_free_pages_blocks": try hugeFree(report), "nr_mlock": locked(totals, index, figures),
                    "numa_hit": requests, "numa_local": requests,
                ]
                if let counts { statistics.merge(counts.first { $0.zone == index }?.statistics ?? [:]) { $1 } }
                info.statistics = form.statistics(statistics)
                info.pageSets = report.perCPU.enumerated().map { form.pageSet($1, cpu: $0, zone: report) }
                info.statThreshold = statThreshold(managed: report.managed, cpus: report.perCPU.count)
                info.unreclaimable = 0
                info.start = zone.start
            }
            zones.append(info)
        }
        zones += empty(form, on: zones.last?.node ?? 0, figures)
        return ZoneInfo(zones: zones)
    }

    /// Zones of a node that the kernel lists without having them.
    private func empty(_ form: ZoneInfo.Form, on node: Int, _ figures: [RunMachine.Zone]) -> [ZoneInfo.Zone] {
        let names = figures.filter { $0.node == node }.map(\.title)
        return form.emptyZones(besides: names, protections: figures.first?.protection.count ?? 0).map { zone in
            var zone = zone
            zone.node = node
            return zone
        }
    }

    /// nr_mlock by zone is not known; where one zone holds all user memory it is the machine's.
    private func locked(_ totals: MemoryStateRow, _ index: ZoneIndex, _ zones: [RunMachine.Zone]) -> UInt64 {
        zones.lastIndex { $0.managed > 0 } == Int(index.rawValue) ? totals.locked : 0
    }

    /// Free pages in blocks of at least a page block (nr_free_pages_blocks, from 6.16 on).
    private func hugeFree(_ zone: ZoneReport) throws -> UInt64 {
        let order = try machine.profileValue("pageblock_order").flatMap { Int($0) } ?? 10
        return (order...10).reduce(0) { $0 + UInt64(zone.freeBlocks[$1]) << UInt64($1) }
    }

    /// Changes of a counter that a CPU keeps to itself (calculate_normal_threshold): 2 × fls(CPUs) × (1 + fls(memory in 128 MiB)), at most 125.
    private func statThreshold(managed: UInt64, cpus: Int) -> UInt64 {
        let memory = managed >> (27 - pageShift)
        func fls(_ value: UInt64) -> UInt64 { UInt64(64 - value.leadingZeroBitCount) }
        return min(125, 2 * fls(UInt64(cpus)) * (1 + fls(memory)))
    }
}

extension ZoneInfo.Form {
    fileprivate func pages(_ zone: ZoneReport) -> [ZoneInfo.Statistic] {
        pages(
            free: zone.free, boost: zone.boost, marks: (zone.min, zone.low, zone.high), spanned: zone.spanned, present: zone.present,
            managed: zone.managed)
    }

    /// From 6.7 on the kernel moves `high` between the bounds, the upper an eighth of the zone over its CPUs (zone_highsize); the model
    /// stays at the lower.
    fileprivate func pageSet(_ set: PerCPUReport, cpu: Int, zone: ZoneReport) -> ZoneInfo.PageSet {
        let most = max(zone.managed / 8 / UInt64(max(zone.perCPU.count, 1)), UInt64(set.batch) << 2, UInt64(set.high))
        return ZoneInfo.PageSet(
            cpu: cpu, count: UInt64(set.count), high: UInt64(set.high), batch: UInt64(set.batch),
            highBounds: isNew ? UInt64(set.high)...most : nil)
    }
}

extension MemoryStateRow {
    /// What is known of the node's counters.
    fileprivate var statistics: [String: UInt64] {
        [
            "nr_slab_reclaimable": slabReclaimable, "nr_slab_unreclaimable": slabUnreclaimable, "nr_anon_pages": anonymous,
            "nr_inactive_anon": anonymous, "nr_inactive_file": file,
            "nr_file_pages": file, "nr_page_table_pages": pageTables,
        ]
    }
}
