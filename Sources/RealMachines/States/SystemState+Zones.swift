import Pages
import ProcFiles
import Replay
import ReplayModel
import TraceFormat

extension SystemState {
    /// Free blocks by order.
    mutating func take(_ info: BuddyInfo, _ lines: WordLines) throws(TraceError) {
        try lines.requireModelledZones()
        for zone in info.zones {
            guard let kind = ZoneKind(title: zone.name) else { continue }
            zones[self.zone(kind, node: UInt8(zone.node))].blocks = inModelledOrders(zone.blocks)
        }
    }

    /// Free blocks by migrate type, and page blocks by type.
    mutating func take(_ info: PageTypeInfo, _ lines: WordLines) throws(TraceError) {
        try lines.requireModelledZones()
        if info.pageblockOrder >= orderCount { ignore(.stateLargeBlocksSplit, "Page block order: \(info.pageblockOrder)") }
        pageblockOrder = UInt8(min(info.pageblockOrder, orderCount - 1))
        let types = info.types.map { Migratetype(procName: $0).map { Int($0.rawValue) } }
        for zone in info.zones {
            guard let kind = ZoneKind(title: zone.name) else { continue }
            let index = self.zone(kind, node: UInt8(zone.node))
            zones[index].blocksByType = freeBlocks(zone, info, types)
            var blocks = [UInt64](repeating: 0, count: Migratetype.allCases.count)
            for (type, count) in zip(types, zone.blocks) { if let type { blocks[type] = count } }
            zones[index].pageblockCounts = blocks
        }
    }

    /// By migrate type and order. A count that the kernel cut short stands for itself.
    private mutating func freeBlocks(_ zone: PageTypeInfo.Zone, _ info: PageTypeInfo, _ types: [Int?]) -> [[UInt64]] {
        var blocks = [[UInt64]](repeating: Array(repeating: 0, count: orderCount), count: Migratetype.allCases.count)
        for (name, (type, counts)) in zip(info.types, zip(types, zone.free)) {
            guard let type else {
                ignore(.stateUnknownMigratetype, name)
                continue
            }
            blocks[type] = inModelledOrders(counts)
            for count in counts { if let most = info.most, count >= most { ignore(.stateCountCutShort) } }
        }
        return blocks
    }

    /// Free blocks of the orders that the model has: a kernel built with a larger MAX_ORDER (CONFIG_FORCE_MAX_ZONEORDER) has larger ones too.
    private mutating func inModelledOrders(_ counts: [UInt64]) -> [UInt64] {
        var blocks = Array(counts.prefix(orderCount)) + Array(repeating: 0, count: max(0, orderCount - counts.count))
        for (order, count) in counts.enumerated().dropFirst(orderCount) where count > 0 {
            blocks[orderCount - 1] += count << UInt64(order - orderCount + 1)
            ignore(.stateLargeBlocksSplit, "order \(order)")
        }
        return blocks
    }

    /// Zones with their limits and per-CPU pages; zones without RAM are left out. Statistics are not looked at.
    mutating func take(_ info: ZoneInfo, _ lines: WordLines) throws(TraceError) {
        try lines.requireModelledZones()
        let kinds = info.zones.filter { $0.node == info.zones[0].node }.map { ZoneKind(title: $0.name) }
        namedZones = kinds.compactMap { $0 }
        for zone in info.zones {
            guard let kind = ZoneKind(title: zone.name), var figures = ZoneFacts.Figures(zone) else { continue }
            if zone["managed"] == nil { ignore(.stateZoneinfoWithoutManaged) }
            if figures.managed > figures.present {
                ignore(.stateManagedAbovePresent, zone.name)
                figures.managed = figures.present
            }
            figures.protection = Self.byKind(zone.protection, kinds: kinds)
            let index = self.zone(kind, node: UInt8(zone.node))
            zones[index].figures = figures
            zones[index].free = zone["nr_free_pages"] ?? zone["free"]
            zones[index].perCPU = zone.pageSets.isEmpty ? nil : perCPU(zone.pageSets)
        }
    }

    /// By processor. zoneinfo has those that are online; one that is not has empty lists with the limits of the others.
    private mutating func perCPU(_ sets: [ZoneInfo.PageSet]) -> [ZoneFacts.PerCPUPages] {
        var result: [ZoneFacts.PerCPUPages] = []
        for set in sets where set.cpu >= result.count {
            let own = ZoneFacts.PerCPUPages(set)
            while result.count < set.cpu {
                ignore(.stateProcessorOffline, "cpu \(result.count)")
                result.append(.init(count: 0, high: own.high, batch: own.batch))
            }
            result.append(own)
        }
        return result
    }
}

extension ZoneFacts.Figures {
    /// nil: a zone without RAM.
    fileprivate init?(_ zone: ZoneInfo.Zone) {
        guard zone.present > 0, let spanned = zone["spanned"], let start = zone.start else { return nil }
        self.init(
            start: start, spanned: spanned, present: zone.present, managed: zone["managed"] ?? zone.present, min: zone["min"] ?? 0,
            low: zone["low"] ?? 0, high: zone["high"] ?? 0, highAtomic: zone["nr_reserved_highatomic"], protection: [])
    }
}

extension ZoneFacts.PerCPUPages {
    fileprivate init(_ set: ZoneInfo.PageSet) {
        self.init(count: set.count, high: UInt32(clamping: set.high), batch: UInt32(clamping: set.batch))
    }
}

extension Migratetype {
    /// The migrate type that /proc calls `name`; nil for one that this model has not (Reserve before 4.4).
    fileprivate init?(procName name: String) {
        switch name {
        case "Unmovable": self = .unmovable
        case "Movable": self = .movable
        case "Reclaimable": self = .reclaimable
        case "HighAtomic": self = .highAtomic
        case "Isolate", "isolate": self = .isolate
        case "CMA": self = .cma
        default: return nil
        }
    }
}

extension SystemState {
    /// A zone's protection by `ZoneKind`, from the kernel's list by its own zones (`kinds`; nil stands for one that is not modelled).
    /// A kind that the kernel does not have keeps as much as the one below it.
    static func byKind(_ values: [UInt64], kinds: [ZoneKind?]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: ZoneKind.allCases.count)
        var last: UInt64 = 0
        for kind in ZoneKind.allCases {
            if let index = kinds.firstIndex(of: kind), index < values.count { last = values[index] }
            result[Int(kind.rawValue)] = last
        }
        return result
    }

    /// The zones that a kernel with these populated zones and that long a list of protections has built in
    /// (include/linux/mmzone.h of 6.1: DMA32 is 64 bit's, HighMem 32 bit's).
    static func builtInKinds(_ populated: [ZoneKind], protections: Int) -> [ZoneKind?] {
        let isWide = populated.contains(.dma32)
        var kinds: [ZoneKind?] = populated.contains(.dma) ? [.dma] : []
        if isWide { kinds.append(.dma32) }
        kinds.append(.normal)
        if populated.contains(.highMem) || (!isWide && kinds.count + 2 <= protections) { kinds.append(.highMem) }
        kinds.append(.movable)
        return kinds
    }
}
