import Pages
import ReplayModel

extension MemoryReport {
    /// The zones as /proc/zoneinfo has them. Where they lie a report does not tell: each begins where the one below it ends, but where x86
    /// has its borders (DMA from frame 1 to 16 MiB, DMA32 to 4 GiB); what is not present lies between.
    package var zoneInfo: ZoneInfo {
        ZoneInfo(zones: nodes.flatMap { node in zoneInfo(of: zones.filter { $0.node == node }, node) })
    }

    private func zoneInfo(of own: [Zone], _ node: Int) -> [ZoneInfo.Zone] {
        var next: UInt64 = 0
        return zoneKinds.map { kind in
            guard let zone = own.first(where: { $0.name == kind?.title }) else { return emptyZone(kind, node) }
            let hasAbove = own.contains { other in ZoneKind(title: other.name).map { above in kind.map { above > $0 } ?? false } ?? false }
            let start = max(next, kind == .dma && zone.present < Self.dmaEnd ? 1 : 0)
            let border = hasAbove ? border(kind) : nil
            let end = max(start + zone.present, border ?? 0)
            next = end
            return zoneInfo(zone, kind, start: start, spanned: end - start)
        }
    }

    /// 16 MiB and 4 GiB in pages.
    private static let dmaEnd: UInt64 = 4096
    private static let dma32End: UInt64 = 1 << 20

    private func border(_ kind: ZoneKind?) -> UInt64? {
        switch kind {
        case .dma: zoneKinds.contains(.dma32) || zoneKinds.contains(.highMem) ? Self.dmaEnd : nil
        case .dma32: Self.dma32End
        case .normal, .highMem, .movable, nil: nil
        }
    }

    private func emptyZone(_ kind: ZoneKind?, _ node: Int) -> ZoneInfo.Zone {
        let names = ["free", "min", "low", "high", "spanned", "present", "managed"]
        var zone = ZoneInfo.Zone(
            name: kind?.title ?? "Device", pages: names.map { .init($0, 0) }, protection: Array(repeating: 0, count: zoneKinds.count))
        zone.node = node
        return zone
    }

    private func zoneInfo(_ zone: Zone, _ kind: ZoneKind?, start: UInt64, spanned: UInt64) -> ZoneInfo.Zone {
        let figures: [(String, UInt64)] = [
            ("free", zone.free), ("min", zone["min"] ?? 0), ("low", zone["low"] ?? 0), ("high", zone["high"] ?? 0), ("spanned", spanned),
            ("present", zone.present), ("managed", zone.managed),
        ]
        let reserves = zone.reserves + Array(repeating: 0, count: max(zoneKinds.count - zone.reserves.count, 0))
        var result = ZoneInfo.Zone(
            name: zone.name, pages: figures.map { ZoneInfo.Statistic($0.0, $0.1) }, protection: Array(reserves.prefix(zoneKinds.count)))
        result.node = zone.node
        result.statistics = [.init("nr_free_pages", zone.free)]
        if let reserved = zone["reserved_highatomic"] { result.statistics.append(.init("nr_reserved_highatomic", reserved)) }
        result.pageSets = pageSets(zone)
        result.start = start
        return result
    }

    /// Each CPU's pages. From 4.1 on a report has their sum and the pages of the CPU that printed; the others share the rest alike.
    private func pageSets(_ zone: Zone) -> [ZoneInfo.PageSet] {
        if !zone.perCPU.isEmpty {
            let sets = zone.perCPU.filter { $0.cpu < 1 << 12 }
            let count = (sets.map(\.cpu).max() ?? 0) + 1
            return (0..<count).map { cpu in
                let own = sets.first { $0.cpu == cpu }
                return ZoneInfo.PageSet(cpu: cpu, count: own?.used ?? 0, high: own?.high ?? 0, batch: max(own?.batch ?? 1, 1))
            }
        }
        let (all, local, printing) = (zone["free_pcp"] ?? 0, zone["local_pcp"] ?? 0, min(cpu ?? 0, 1 << 12 - 1))
        let count = max(printing + 1, all > local ? 2 : 1)
        let (batch, others) = (UInt64(63), UInt64(max(count - 1, 1)))
        let high = max((zone["low"] ?? 0) / UInt64(count), batch * 4)
        return (0..<count).map { cpu in
            let place = UInt64(cpu < printing ? cpu : max(cpu - 1, 0))
            let rest = all - min(all, local)
            let share = cpu == printing ? local : rest / others + (place < rest % others ? 1 : 0)
            return ZoneInfo.PageSet(cpu: cpu, count: share, high: high, batch: batch)
        }
    }
}
