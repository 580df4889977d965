import ReplayModel
import TraceFormat

/// Which zone serves a request: from the highest it may use downward, the first above its watermark.
extension PhysicalMemory {
    /// The migrate type that a request takes from.
    package func migratetype(of gfp: GfpFlags) -> UInt8 {
        groupsByMobility ? gfp.migratetype : Migratetype.unmovable.rawValue
    }

    /// Tries the zones in turn (get_page_from_freelist).
    mutating func pick(_ request: PageRequest, flags initial: AllocationFlags, log: inout TransitionLog) -> ZonePick? {
        let highest = highestZone(for: request.gfp)
        let type = migratetype(of: request.gfp)
        var flags = initial
        if type == Migratetype.movable.rawValue { flags.insert(.cma) }
        while true {
            for zone in order(of: request) where mayUse(zone, request, highest: highest) {
                if isAboveWatermark(zone, order: request.order, flags: flags, highest: highest),
                    let pick = take(request, zone: zone, type: type, flags: flags, log: &log)
                {
                    return pick
                }
            }
            guard flags.contains(.noFragment) else { return nil }
            flags.remove(.noFragment)
        }
    }

    /// The zone that would serve a request now, by the watermarks of the first attempt and then of the second; nil: none.
    public func chooseZone(_ request: PageRequest) -> ZoneIndex? {
        let highest = highestZone(for: request.gfp)
        for flags in [firstFlags(request), AllocationFlags(slowPath: request.gfp, order: request.order, rules: rules)] {
            let zone = order(of: request).first {
                mayUse($0, request, highest: highest) && isAboveWatermark($0, order: request.order, flags: flags, highest: highest)
            }
            if let zone { return zone }
        }
        return nil
    }

    /// A block from the zone that was chosen before, whatever its watermarks say now.
    @inline(never)
    mutating func pickChosen(_ request: PageRequest, extra: AllocationFlags, log: inout TransitionLog) -> ZonePick? {
        guard let zone = request.zone else { return nil }
        let type = migratetype(of: request.gfp)
        var flags = firstFlags(request).union(extra)
        if type == Migratetype.movable.rawValue { flags.insert(.cma) }
        if let pick = take(request, zone: zone, type: type, flags: flags, log: &log) { return pick }
        flags.remove(.noFragment)
        return take(request, zone: zone, type: type, flags: flags, log: &log)
    }

    /// A block from one zone: from the CPU's lists where the order has one, else from the buddy (rmqueue).
    @inline(__always)
    private mutating func take(
        _ request: PageRequest, zone: ZoneIndex, type: UInt8, flags: AllocationFlags, log: inout TransitionLog
    ) -> ZonePick? {
        let order = request.order
        if hasPerCPUList(order),
            let frame = takeFromPerCPU(
                order, zone: zone, cpu: request.cpu, type: type, flags: flags, halvesFactor: !flags.contains(.keepsFactor), log: &log)
        {
            return ZonePick(frame: frame, zone: zone, type: type, blockOrder: nil)
        }
        guard let block = takeFromBuddy(order, zone: zone, type: type, flags: flags, log: &log) else { return nil }
        count(-(1 << Int64(order)), zone: zone, cpu: request.cpu)
        markDirty(zone)
        return ZonePick(
            frame: block.frame, zone: zone, type: block.type, blockOrder: block.blockOrder, reserves: flags.contains(.highAtomic))
    }

    /// rmqueue_buddy: the high-atomic reserve first for those who may, and last for those who must not fail.
    private mutating func takeFromBuddy(
        _ order: UInt8, zone: ZoneIndex, type: UInt8, flags: AllocationFlags, log: inout TransitionLog
    ) -> TakenBlock? {
        let reserve = Migratetype.highAtomic.rawValue
        if flags.contains(.highAtomic), let block = takeSmallest(order, zone: zone, type: reserve) { return block }
        if let block = take(order, zone: zone, type: type, flags: flags, log: &log) { return block }
        return flags.isDisjoint(with: [.victim, .nonBlock]) ? nil : takeSmallest(order, zone: zone, type: reserve)
    }

    /// zone_watermark_fast and __zone_watermark_ok: whether a zone may serve a request of this order.
    @inline(__always)
    func isAboveWatermark(_ zone: ZoneIndex, order: UInt8, flags: AllocationFlags, highest: ZoneKind) -> Bool {
        if flags.contains(.noWatermarks) { return true }
        return isAbove(Int64(mark(zone, order: order, flags: flags)), zone: zone, order: order, flags: flags, highest: highest)
    }

    /// The watermark that an attempt has to stay above, with what it is raised by for now; not so the min mark of a single page for __GFP_HIGH.
    @inline(__always)
    func mark(_ zone: ZoneIndex, order: UInt8, flags: AllocationFlags) -> UInt64 {
        if flags.contains(.low) { return zones[zone].low + zones[zone].boost }
        return zones[zone].min + (order == 0 && flags.contains(.minReserve) ? 0 : zones[zone].boost)
    }

    /// Whether a zone has more free pages than a mark and, for order > 0, one block that is large enough.
    func isAbove(_ mark: Int64, zone: ZoneIndex, order: UInt8, flags: AllocationFlags, highest: ZoneKind) -> Bool {
        var usable = countedFree(zone) - ((1 << Int64(order)) - 1)
        var least = mark
        if flags.isDisjoint(with: .reserves) {
            usable -= Int64(zones[zone].reservedHighAtomic)
        } else {
            if flags.contains(.minReserve) { least -= least / 2 }
            if flags.contains(.nonBlock), flags.contains(.minReserve) || rules.hardensAlone { least -= least / 4 }
            if flags.contains(.victim) { least -= least / 2 }
        }
        let barred = flags.contains(.cma) ? 0 : Int64(freeCMA(zone))
        if usable - barred <= least + Int64(zones[zone].protection[Int(highest.rawValue)]) { return false }
        if order == 0 { return true }
        if rules.watermarkByOrder { return leavesLargeBlocks(zone, order: order, usable: usable, least: least) }
        return hasBlock(zone, order: order, flags: flags)
    }

    /// Free pages in CMA blocks (NR_FREE_CMA_PAGES), which only movable requests may take.
    func freeCMA(_ zone: ZoneIndex) -> UInt64 {
        guard zones[zone].hasCMA else { return 0 }
        return (0...maxOrder).reduce(0) { $0 + UInt64(list(zone, $1, Migratetype.cma.rawValue).pointee.count) << UInt64($1) }
    }

    /// __zone_watermark_ok, mm/page_alloc.c of Linux 3.10: at each order below the one asked for, what the larger blocks hold must exceed
    /// half of what it had to exceed before.
    private func leavesLargeBlocks(_ zone: ZoneIndex, order: UInt8, usable: Int64, least: Int64) -> Bool {
        var (usable, least) = (usable, least)
        for smaller in 0..<Int(order) {
            usable -= Int64(zones[zone].blocksFree[smaller]) << Int64(smaller)
            least >>= 1
            if usable <= least { return false }
        }
        return true
    }

    private func hasBlock(_ zone: ZoneIndex, order: UInt8, flags: AllocationFlags) -> Bool {
        for current in order...maxOrder where zones[zone].blocksFree[Int(current)] > 0 {
            for type in 0..<perCPUTypes where !list(zone, current, type).pointee.isEmpty { return true }
            if flags.contains(.cma), !list(zone, current, Migratetype.cma.rawValue).pointee.isEmpty { return true }
            if !flags.isDisjoint(with: [.highAtomic, .victim]),
                !list(zone, current, Migratetype.highAtomic.rawValue).pointee.isEmpty
            {
                return true
            }
        }
        return false
    }

    /// Whether the first attempt must not mix migrate types: zone Normal with a DMA32 below it (alloc_flags_nofragment).
    /// The same for all requests whose zonelist begins at Normal; worked out once, at boot.
    static func noFragmentKinds(_ zones: [Zone], rules: PageAllocatorRules) -> UInt8 {
        guard rules.avoidsFragmentation, zones.contains(where: { $0.kind == .dma32 }) else { return 0 }
        var kinds: UInt8 = 0
        for highest in ZoneKind.allCases where zones.last(where: { $0.kind <= highest && $0.managed > 0 })?.kind == .normal {
            kinds |= 1 << highest.rawValue
        }
        return kinds
    }
}

extension ZoneKind: Comparable {
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
