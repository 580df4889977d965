import Replay

extension Run {
    /// /proc/zoneinfo after a moment, line for line as Linux 6.1 prints it (6.18: as 6.18 does). Lines that the model keeps no count
    /// of are 0: `ZoneStatistics` says which it does.
    public func zoneInfo(at moment: Moment) throws -> ZoneInfo {
        let state = try PageAllocatorState.lists(of: self, at: moment)
        let totals = try memoryTotals(at: moment)
        let format = ZoneStatistics(
            isNew: try generation() == .v618, isNUMA: try countsNodes(), isHigh: try zones().contains { $0.name == "HighMem" })
        let figures = try zones()
        var zones: [ZoneInfo.Zone] = []
        for (index, zone) in zip(state.memory.zoneIndices, figures) {
            let report = state.memory.report(index)
            var info = ZoneInfo.Zone(name: zone.name, pages: format.pages(report), protection: zone.protection)
            if report.managed > 0 {
                if !zones.contains(where: { $0.start != nil }) { info.nodeStatistics = format.node(totals) }
                info.statistics = try format.zone(
                    report, requests: state.requestsServed[Int(index.rawValue)], locked: locked(totals, index, figures),
                    hugeFree: hugeFree(state.memory, report))
                info.pageSets = report.perCPU.enumerated().map { format.pageSet($1, cpu: $0, zone: report) }
                info.statThreshold = ZoneStatistics.threshold(managed: report.managed, cpus: report.perCPU.count)
                info.unreclaimable = 0
                info.start = zone.start
            }
            zones.append(info)
        }
        zones += format.emptyZones(besides: figures, protections: figures.first?.protection.count ?? 0)
        return ZoneInfo(zones: zones)
    }

    /// nr_mlock by zone is not known; where one zone holds all user memory it is the machine's.
    private func locked(_ totals: MemoryStateRow, _ index: ZoneIndex, _ zones: [Zone]) -> UInt64 {
        zones.lastIndex { $0.managed > 0 } == Int(index.rawValue) ? totals.locked : 0
    }

    /// Free pages in blocks of at least a page block (nr_free_pages_blocks, from 6.16 on).
    private func hugeFree(_ memory: borrowing PhysicalMemory, _ zone: ZoneReport) throws -> UInt64 {
        let order = try profileValue("pageblock_order").flatMap { Int($0) } ?? 10
        return (order...10).reduce(0) { $0 + UInt64(zone.freeBlocks[$1]) << UInt64($1) }
    }
}
