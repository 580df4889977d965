import ReplayModel
import TraceFormat

/// What happens when a migrate type's lists are empty: another type's block is taken, and with it, perhaps, its whole
/// page block, so that mixing stays in as few page blocks as possible (__rmqueue_fallback, steal_suitable_fallback).
extension PhysicalMemory {
    /// A block of `order` for `type`, from its own lists or by fallback (__rmqueue).
    mutating func take(
        _ order: UInt8, zone: ZoneIndex, type: UInt8, flags: AllocationFlags, log: inout TransitionLog
    ) -> TakenBlock? {
        if mayUseCMA(zone, flags), rules.cma == .balanced, freeCMA(zone) > zones[zone].free / 2,
            let block = takeSmallest(order, zone: zone, type: Migratetype.cma.rawValue)
        {
            return block
        }
        while true {
            if let block = takeSmallest(order, zone: zone, type: type) { return block }
            if mayUseCMA(zone, flags), let block = takeCMA(order, zone: zone) { return block }
            guard type < perCPUTypes, fallBack(order, zone: zone, type: type, flags: flags, log: &log) else { return nil }
        }
    }

    /// Whether there are CMA blocks, and these flags and the kernel let a request take them.
    func mayUseCMA(_ zone: ZoneIndex, _ flags: AllocationFlags) -> Bool {
        zones[zone].hasCMA && flags.contains(.cma) && rules.cma != .none
    }

    /// A CMA block for a movable request whose own lists are empty; it stays CMA.
    private func takeCMA(_ order: UInt8, zone: ZoneIndex) -> TakenBlock? {
        let cma = Migratetype.cma.rawValue
        guard rules.cma == .fallback else { return takeSmallest(order, zone: zone, type: cma) }
        // __rmqueue_fallback of 3.10 looks for the largest block of all types, and for CMA first at each order.
        let largest = (order...maxOrder).last { zones[zone].blocksFree[Int($0)] > 0 }
        guard let largest, !list(zone, largest, cma).pointee.isEmpty else { return nil }
        return takeSmallest(order, from: largest, zone: zone, type: cma)
    }

    /// Other types in the order in which they are tried, by the type that lacks (fallbacks[] of mm/page_alloc.c).
    private static func fallbackType(_ type: UInt8, _ index: Int) -> UInt8 {
        switch (type, index) {
        case (0, 0), (1, 0): 2
        case (0, _), (2, 1): 1
        default: 0
        }
    }

    /// Moves a block of another type to `type`'s lists; false when there is none.
    private mutating func fallBack(
        _ order: UInt8, zone: ZoneIndex, type: UInt8, flags: AllocationFlags, log: inout TransitionLog
    ) -> Bool {
        let least = flags.contains(.noFragment) && order < pageblockOrder ? pageblockOrder : order
        var current = Int(maxOrder)
        while current >= Int(least) {
            if let other = fallbackType(for: type, order: UInt8(current), zone: zone) {
                let whole = mayTakeBlock(UInt8(current), type: type)
                if !whole, rules.movableSplitsSmallest, type == Migratetype.movable.rawValue, current > Int(order) {
                    return stealSmallest(order, zone: zone, type: type, log: &log)
                }
                steal(order, zone: zone, blockOrder: UInt8(current), from: other, to: type, whole: whole, log: &log)
                return true
            }
            current -= 1
        }
        return false
    }

    private mutating func stealSmallest(_ order: UInt8, zone: ZoneIndex, type: UInt8, log: inout TransitionLog) -> Bool {
        for current in order...maxOrder {
            guard let other = fallbackType(for: type, order: current, zone: zone) else { continue }
            let whole = mayTakeBlock(current, type: type)
            steal(order, zone: zone, blockOrder: current, from: other, to: type, whole: whole, log: &log)
            return true
        }
        return false
    }

    /// The first other type with a free block of exactly `order`.
    private func fallbackType(for type: UInt8, order: UInt8, zone: ZoneIndex) -> UInt8? {
        guard zones[zone].blocksFree[Int(order)] > 0 else { return nil }
        for index in 0..<2 {
            let other = Self.fallbackType(type, index)
            if !list(zone, order, other).pointee.isEmpty { return other }
        }
        return nil
    }

    /// Whether a request may try to take the whole page block over (can_steal_fallback).
    func mayTakeBlock(_ order: UInt8, type: UInt8) -> Bool {
        order >= pageblockOrder / 2 || type == Migratetype.reclaimable.rawValue
            || (type == Migratetype.unmovable.rawValue && rules.unmovableStealsSmall) || !groupsByMobility
    }

    private mutating func steal(
        _ order: UInt8, zone: ZoneIndex, blockOrder: UInt8, from other: UInt8, to type: UInt8, whole: Bool,
        log: inout TransitionLog
    ) {
        let frame = list(zone, blockOrder, other).pointee.head
        if blockOrder < pageblockOrder, pageblockType(of: frame, zone: zone) != Migratetype.highAtomic.rawValue { boostWatermarks(zone) }
        takeOver(frame, order: blockOrder, zone: zone, type: type, whole: whole, log: &log)
        let changed = pageblockType(of: frame, zone: zone) == type
        log.count(.pageFallback)
        if changed { log.count(.pageFallbackChangedPageblock) }
        let fallback = PageFallbackRow(
            zone: zone, frame: FrameNumber(frame), order: order, blockOrder: blockOrder, migratetype: type,
            fallbackMigratetype: other, changedOwnership: changed)
        fallbacks.append(fallback)
        log.append(fallback)
    }

    /// Moves one block, or all free blocks of its page block, to `type`'s lists, and the page block too where enough of it
    /// is free or of a like kind (steal_suitable_fallback).
    private mutating func takeOver(
        _ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8, whole: Bool, log: inout TransitionLog
    ) {
        let old = pageblockType(of: frame, zone: zone)
        if old == Migratetype.highAtomic.rawValue {
            return move(frame, order: order, zone: zone, to: type, log: &log)
        }
        if order >= pageblockOrder {
            setPageblockType(type, of: frame, order: order, zone: zone, log: &log)
            return move(frame, order: order, zone: zone, to: type, log: &log)
        }
        guard whole else { return move(frame, order: order, zone: zone, to: type, log: &log) }
        let counts = moveBlocks(around: frame, zone: zone, to: type, log: &log)
        guard counts.free > 0 else { return move(frame, order: order, zone: zone, to: type, log: &log) }
        let half = UInt32(1) << UInt32(pageblockOrder - 1)
        if counts.free + alike(counts, old: old, type: type) >= half || !groupsByMobility {
            setPageblockType(type, of: frame, order: 0, zone: zone, log: &log)
        }
    }

    /// Allocated frames of the page block that suit the new type.
    private func alike(_ counts: (free: UInt32, movable: UInt32), old: UInt8, type: UInt8) -> UInt32 {
        guard rules.countsAlikePages else { return 0 }
        if type == Migratetype.movable.rawValue { return counts.movable }
        guard old == Migratetype.movable.rawValue else { return 0 }
        return (1 << UInt32(pageblockOrder)) - counts.free - counts.movable
    }

    /// Moves every free block of a page block to `type`'s lists, ascending; nothing when the page block crosses the zone's
    /// end. Returns the frames moved, and the allocated frames that could be migrated (move_freepages_block).
    ///
    /// The kernel counts frames on LRU lists as movable; here those are the frames that were asked for as movable.
    mutating func moveBlocks(
        around frame: UInt32, zone: ZoneIndex, to type: UInt8, log: inout TransitionLog
    ) -> (free: UInt32, movable: UInt32) {
        let size = UInt32(1) << UInt32(pageblockOrder)
        var start = frame & ~(size - 1)
        let end = start + size
        if start < zones[zone].start { start = frame }
        guard end <= zones[zone].end else { return (0, 0) }
        var moved: UInt32 = 0
        var movable: UInt32 = 0
        while start < end {
            let record = frames.peek(start)
            let count = record.state == .body ? 1 : UInt32(1) << UInt32(record.order)
            if record.state == .free, record.zone == zone {
                move(start, order: record.order, zone: zone, to: type, log: &log)
                moved += count
            } else if record.state == .allocated, record.migratetype == Migratetype.movable.rawValue {
                movable += count
            }
            start += count
        }
        return (moved, movable)
    }

    /// Moves one free block to another migrate type's list, and says so.
    mutating func move(_ frame: UInt32, order: UInt8, zone: ZoneIndex, to type: UInt8, log: inout TransitionLog) {
        move(frame, order: order, zone: zone, to: type)
        log.append(
            PageRow(
                operation: .move, zone: zone, frame: FrameNumber(frame), order: order, blockOrder: order,
                migratetype: type, owner: .free, ownerID: 0, tag: 0))
    }

    mutating func move(_ frame: UInt32, order: UInt8, zone: ZoneIndex, to type: UInt8) {
        let record = frames.record(frame)
        unlist(frame, order: order, zone: zone, type: record.pointee.migratetype)
        record.pointee.migratetype = type
        link(frame, order: order, zone: zone, type: type, toTail: rules.stolenToTail)
    }
}
