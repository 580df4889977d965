import ReplayModel
import TraceFormat

/// What would come of a request now, with every term: what `explain` tells. Nothing changes.
extension PhysicalMemory {
    /// The attempts that `allocate` would make, in order, to the one that is served or the last one.
    public func report(_ request: PageRequest) -> [RequestAttempt] {
        var fast: AllocationFlags = .low
        if noFragmentKinds & (1 << highestZone(for: request.gfp).rawValue) != 0 { fast.insert(.noFragment) }
        var passes = [fast]
        if fast.contains(.noFragment) { passes.append(.low) }
        passes.append(AllocationFlags(slowPath: request.gfp, order: request.order, rules: rules))
        if hasCMA, migratetype(of: request.gfp) == Migratetype.movable.rawValue { passes = passes.map { $0.union(.cma) } }
        var attempts: [RequestAttempt] = []
        for flags in passes {
            attempts.append(attempt(request, flags: flags))
            if attempts[attempts.count - 1].isServed { break }
        }
        return attempts
    }

    /// Some zone has CMA blocks, so that it is worth telling who may take them.
    private var hasCMA: Bool { zoneIndices.contains { zones[$0].hasCMA } }

    private func attempt(_ request: PageRequest, flags: AllocationFlags) -> RequestAttempt {
        var trials: [ZoneTrial] = []
        for zone in zonelist(for: request) {
            trials.append(trial(request, zone: zone, flags: flags))
            if trials[trials.count - 1].outcome == .serves { break }
        }
        return RequestAttempt(flags: flags.names, zones: trials)
    }

    private func trial(_ request: PageRequest, zone: ZoneIndex, flags: AllocationFlags) -> ZoneTrial {
        let check = watermarkCheck(zone, order: request.order, flags: flags, highest: highestZone(for: request.gfp))
        var outcome = ZoneTrial.Outcome.belowWatermark
        if check.passes {
            let type = migratetype(of: request.gfp)
            let mayServe = isAboveWatermark(zone, order: request.order, flags: flags, highest: highestZone(for: request.gfp))
            if !mayServe, rules.watermarkByOrder, hasBlock(request, zone: zone, type: type, flags: flags) {
                outcome = .fewLargeBlocks
            } else if mayServe, hasBlock(request, zone: zone, type: type, flags: flags) {
                outcome = .serves
            } else if mayServe, hasBlock(request, zone: zone, type: type, flags: flags.subtracting(.noFragment)) {
                outcome = .wouldMix
            } else {
                outcome = .noBlock
            }
        }
        return ZoneTrial(
            zone: zone, outcome: outcome, check: check, largestOrder: largestFreeOrder(zone),
            enough: (0..<UInt8(migratetypeCount)).map { type in
                (request.order...maxOrder).reduce(0) { $0 + list(zone, $1, type).pointee.count }
            })
    }

    /// Whether `take` would find a block: on the CPU's list, on the type's lists, in the reserve, or by fallback.
    private func hasBlock(_ request: PageRequest, zone: ZoneIndex, type: UInt8, flags: AllocationFlags) -> Bool {
        if hasPerCPUList(request.order), !list(pcp: pcpIndex(zone, request.cpu), listIndex(request.order, type)).pointee.isEmpty {
            return true
        }
        let mayUseReserve = !flags.isDisjoint(with: [.highAtomic, .victim, .nonBlock])
        let least = flags.contains(.noFragment) && request.order < pageblockOrder ? pageblockOrder : request.order
        for current in request.order...maxOrder where zones[zone].blocksFree[Int(current)] > 0 {
            if !list(zone, current, type).pointee.isEmpty { return true }
            if mayUseReserve, !list(zone, current, Migratetype.highAtomic.rawValue).pointee.isEmpty { return true }
            if mayUseCMA(zone, flags), !list(zone, current, Migratetype.cma.rawValue).pointee.isEmpty { return true }
            guard current >= least else { continue }
            for other in 0..<perCPUTypes where !list(zone, current, other).pointee.isEmpty { return true }
        }
        return false
    }

    /// `isAbove` with its terms, for the watermark that the flags name; the block that it wants besides is not looked for.
    func watermarkCheck(_ zone: ZoneIndex, order: UInt8, flags: AllocationFlags, highest: ZoneKind) -> WatermarkCheck {
        let isLow = flags.contains(.low)
        let mark = self.mark(zone, order: order, flags: flags)
        var least = Int64(mark)
        var reductions: [WatermarkCheck.Reduction] = []
        func reduce(_ flag: String, by pages: Int64) {
            reductions.append(.init(flag: flag, pages: pages))
            least -= pages
        }
        if flags.contains(.minReserve) { reduce("ALLOC_MIN_RESERVE", by: least / 2) }
        if flags.contains(.nonBlock), flags.contains(.minReserve) || rules.hardensAlone { reduce("ALLOC_NON_BLOCK", by: least / 4) }
        if flags.contains(.victim) { reduce("ALLOC_OOM", by: least / 2) }
        let retained = flags.isDisjoint(with: .reserves) ? zones[zone].reservedHighAtomic : 0
        let orderPages = UInt64(1) << UInt64(order) - 1
        let cma = flags.contains(.cma) ? 0 : freeCMA(zone)
        let usable = countedFree(zone) - Int64(orderPages) - Int64(retained) - Int64(cma)
        let reserve = zones[zone].protection[Int(highest.rawValue)]
        let ignores = flags.contains(.noWatermarks)
        return WatermarkCheck(
            free: zones[zone].free, uncounted: Int64(zones[zone].uncounted), orderPages: orderPages, highAtomic: retained, cma: cma,
            usable: usable,
            markName: isLow ? "low" : "min", mark: mark,
            boost: mark - (isLow ? zones[zone].low : zones[zone].min), reductions: reductions, least: least, lowmemReserve: reserve,
            ignoresWatermarks: ignores, passes: ignores || usable > least + Int64(reserve))
    }
}

extension AllocationFlags {
    /// The kernel's names, watermark first (mm/internal.h, 6.1).
    var names: [String] {
        if contains(.noWatermarks) { return ["ALLOC_NO_WATERMARKS"] }
        let named: [(AllocationFlags, String)] = [
            (.minReserve, "ALLOC_MIN_RESERVE"), (.nonBlock, "ALLOC_NON_BLOCK"), (.victim, "ALLOC_OOM"),
            (.highAtomic, "ALLOC_HIGHATOMIC"), (.noFragment, "ALLOC_NOFRAGMENT"), (.cma, "ALLOC_CMA"),
        ]
        return [contains(.low) ? "ALLOC_WMARK_LOW" : "ALLOC_WMARK_MIN"] + named.filter { contains($0.0) }.map(\.1)
    }
}
