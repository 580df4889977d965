import ProcFiles
import ReplayModel
import ReplayStore
import Virtual

extension Run {
    /// /proc/meminfo after a moment.
    ///
    /// A run of generation 6.1 or 6.18 prints all of 6.1's lines; it knows MemTotal, MemFree, MemAvailable, Cached, Inactive (all
    /// anonymous and file memory: nothing is ever activated), Mlocked, HighTotal … LowFree (where there is a HighMem zone), SwapTotal,
    /// SwapFree, AnonPages, Mapped, KReclaimable, Slab, SReclaimable, SUnreclaim, PageTables, CommitLimit, Committed_AS, VmallocTotal,
    /// VmallocUsed, AnonHugePages and Hugepagesize; the others are 0. Older generations print those lines that a run knows.
    package func memInfo(at moment: Moment) throws -> MemInfo {
        let totals = try machine.memoryTotals(at: moment)
        let zones = try self.pages.zoneStates(at: moment)
        let generation = try machine.generation()
        var pages: [(String, UInt64)] = [
            ("MemTotal", zones.reduce(0) { $0 &+ $1.zone.managed }), ("MemFree", zones.reduce(0) { $0 &+ $1.free }),
        ]
        if generation != .v2632 && generation != .v310 { pages.append(("MemAvailable", available(zones, totals))) }
        pages += [("Buffers", 0), ("Cached", totals.file), ("Mlocked", totals.locked)]
        pages += highMemory(zones)
        let swap = try machine.swapPages()
        let slab = totals.slabReclaimable &+ totals.slabUnreclaimable
        pages += [("SwapTotal", swap), ("SwapFree", swap), ("AnonPages", totals.anonymous)]
        if generation == .v61 || generation == .v618 { pages.append(("KReclaimable", totals.slabReclaimable)) }
        pages += [
            ("Slab", slab), ("SReclaimable", totals.slabReclaimable), ("SUnreclaim", totals.slabUnreclaimable),
            ("PageTables", totals.pageTables), ("CommitLimit", try commitLimit(at: moment)), ("Committed_AS", totals.committed),
        ]
        let architecture = try machine.architecture()
        let range = (architecture.vmallocEnd - architecture.vmallocStart) >> 10
        let known =
            pages.map { NamedFigure($0.0, $0.1 &* pageSize >> 10) }
            + [.init("VmallocTotal", range), .init("VmallocUsed", totals.vmallocUsed &* pageSize >> 10)]
        guard generation == .v61 || generation == .v618 else { return MemInfo(lines: known) }
        let lists = [
            ("Inactive", totals.anonymous &+ totals.file), ("Inactive(anon)", totals.anonymous), ("Inactive(file)", totals.file),
            ("Mapped", totals.file), ("AnonHugePages", totals.hugePages),
        ]
        let huge = architecture.kind == .arm32 ? 0 : UInt64(4) << architecture.shape(level: 1).bits
        return MemInfo(
            lines: MemInfo.complete(
                known + lists.map { .init($0.0, $0.1 &* pageSize >> 10) } + [.init("Hugepagesize", huge)],
                largeMap: huge == 4096 ? "DirectMap4M" : "DirectMap2M"))
    }

    private func available(_ zones: [RunPages.ZoneState], _ totals: MemoryStateRow) -> UInt64 {
        MemInfo.available(
            free: zones.reduce(0) { $0 &+ $1.free }, file: totals.file, reclaimable: totals.slabReclaimable,
            zones: zones.map {
                MemInfo.Reserve(
                    managed: $0.zone.managed, low: $0.zone.low, high: $0.zone.high, protection: $0.zone.protection.max() ?? 0)
            })
    }

    private func highMemory(_ zones: [RunPages.ZoneState]) -> [(String, UInt64)] {
        guard zones.contains(where: { $0.zone.name == "HighMem" }) else { return [] }
        let high = zones.filter { $0.zone.name == "HighMem" }
        let low = zones.filter { $0.zone.name != "HighMem" }
        return [
            ("HighTotal", high.reduce(0) { $0 &+ $1.zone.managed }), ("HighFree", high.reduce(0) { $0 &+ $1.free }),
            ("LowTotal", low.reduce(0) { $0 &+ $1.zone.managed }), ("LowFree", low.reduce(0) { $0 &+ $1.free }),
        ]
    }

    /// CommitLimit in pages (vm_commit_limit, mm/util.c of 6.1).
    private func commitLimit(at moment: Moment) throws -> UInt64 {
        let kilobytes = UInt64(clamping: try machine.setting("vm.overcommit_kbytes", at: moment) ?? 0)
        let ratio = UInt64(clamping: try machine.setting("vm.overcommit_ratio", at: moment) ?? 50)
        let allowed = kilobytes > 0 ? kilobytes >> 2 : try machine.managedPages() &* ratio / 100
        return try allowed &+ machine.swapPages()
    }
}
