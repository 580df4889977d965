import ReplayModel
import TraceFormat

/// The figures of a starting state: what a real zone's limits were, whatever the profile leads to.
extension PhysicalMemory {
    /// Takes over watermarks, protection and per-CPU limits. A zone's extent and managed pages follow from the profile and the
    /// lists; those of the state must be the same.
    mutating func adoptFigures(_ state: InitialPageState) throws(InitialPageStateError) {
        for zone in zoneIndices {
            let size = UInt64(1) << UInt64(pageblockOrder)
            zones[zone].reservedHighAtomic = highAtomicBlocks(zone) * size
            if !state.zones.isEmpty { zones[zone].managedEarly = zones[zone].managed }
        }
        for figures in state.zones { try adopt(figures) }
        for limits in state.perCPULimits where zoneIndices.contains(limits.zone) && limits.cpu < cpus {
            perCPU[pcpIndex(limits.zone, limits.cpu)].high = limits.high
            perCPU[pcpIndex(limits.zone, limits.cpu)].batch = max(limits.batch, 1)
        }
        for entry in state.freeFactors where zoneIndices.contains(entry.zone) && entry.cpu < cpus {
            perCPU[pcpIndex(entry.zone, entry.cpu)].freeFactor = entry.factor
        }
        structs = state.structs
        for entry in state.uncounted where zoneIndices.contains(entry.zone) && entry.cpu < cpus {
            perCPU[pcpIndex(entry.zone, entry.cpu)].uncounted = entry.pages
            zones[entry.zone].uncounted += entry.pages
        }
        if !state.zones.isEmpty, settings.minFreeKilobytes == nil {
            // Each zone's min is its share, rounded down (__setup_per_zone_wmarks).
            minFreeKilobytes = zoneIndices.reduce(0) { $0 + (zones[$1].kind.isHigh ? 0 : zones[$1].min) } << (pageShift - 10)
        }
    }

    private mutating func adopt(_ figures: InitialPageState.ZoneFigures) throws(InitialPageStateError) {
        guard
            let zone = zoneIndices.first(where: {
                zones[$0].kind == figures.kind && zones[$0].node == figures.node && zones[$0].spanned > 0
            })
        else {
            guard figures.present > 0 else { return }
            throw .init(frame: figures.start, problem: "the machine has no zone \(figures.kind.title)")
        }
        guard zones[zone].start == figures.start.rawValue, zones[zone].spanned == figures.spanned, zones[zone].present == figures.present
        else {
            let own = "\(zones[zone].start)+\(zones[zone].spanned), \(zones[zone].present) present"
            let other = "\(figures.start.rawValue)+\(figures.spanned), \(figures.present) present"
            throw .init(frame: figures.start, problem: "zone \(figures.kind.title) is \(own) on this machine, and \(other) in the state")
        }
        guard zones[zone].managed == figures.managed else {
            let managed = "\(zones[zone].managed) pages on this machine, and \(figures.managed) in the state"
            throw .init(frame: figures.start, problem: "zone \(figures.kind.title) manages \(managed)")
        }
        zones[zone].min = figures.min
        zones[zone].low = figures.low
        zones[zone].high = figures.high
        zones[zone].reservedHighAtomic = figures.highAtomic
        for kind in 0..<min(zoneKindCount, figures.protection.count) { zones[zone].protection[kind] = figures.protection[kind] }
        if let threshold = figures.countThreshold { zones[zone].countThreshold = threshold }
        zones[zone].hasDriftMark = figures.hasDriftMark ?? (cpus > 1)
        zones[zone].perCPUHigh = figures.perCPUHigh
        zones[zone].batch = max(figures.perCPUBatch, 1)
        for cpu in 0..<cpus {
            perCPU[pcpIndex(zone, cpu)].high = figures.perCPUHigh
            perCPU[pcpIndex(zone, cpu)].batch = max(figures.perCPUBatch, 1)
        }
    }

    private func highAtomicBlocks(_ zone: ZoneIndex) -> UInt64 {
        pageblockCounts(zone)[Int(Migratetype.highAtomic.rawValue)]
    }

    /// Makes the frames of a block allocated that a starting state's guess made reserved, so that the block can be freed as one.
    mutating func takeAssumed(_ frame: UInt32, order: UInt8, log: inout TransitionLog) {
        let block = frame..<(frame + (1 << UInt32(order)))
        for each in block where frames.peek(each).state == .reserved {
            reserveInstead(of: each, outside: block, log: &log)
            manage(each)
        }
    }

    /// A frame that the state's guess made reserved turns out to have been allocated: another frame of the zone, of which nothing is
    /// known either, is reserved instead, so that managed pages stay what the state says. Does nothing where there is none.
    private mutating func reserveInstead(of frame: UInt32, outside block: Range<UInt32>, log: inout TransitionLog) {
        log.count(.pageAssumedReservedFreed)
        let zone = frames.peek(frame).zone
        if assumedCursors.isEmpty { assumedCursors = zoneIndices.map { zones[$0].start } }
        var candidate = assumedCursors[Int(zone.rawValue)]
        while candidate < zones[zone].end {
            let record = frames.peek(candidate)
            candidate += 1
            guard !block.contains(candidate - 1), record.zone == zone, record.state == .allocated, record.order == 0,
                record.mapCount == 0,
                record.owner == FrameOwner(.recorded)
            else { continue }
            makeReserved(candidate - 1, zone: zone, log: &log)
            break
        }
        assumedCursors[Int(zone.rawValue)] = candidate
    }

    private mutating func makeReserved(_ frame: UInt32, zone: ZoneIndex, log: inout TransitionLog) {
        let record = frames.record(frame)
        record.pointee.state = .reserved
        record.pointee.owner = FrameOwner(.reserved)
        owned.remove(.recorded, order: 0)
        zones[zone].managed -= 1
        log.append(
            PageRow(
                operation: .own, zone: zone, frame: FrameNumber(frame), order: 0, migratetype: 0, owner: .reserved,
                ownerID: 0, tag: 0))
    }
}
