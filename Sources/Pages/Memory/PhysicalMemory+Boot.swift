import ReplayModel
import TraceFormat

/// How RAM reaches the free lists at boot, and in which order it then stands there.
///
/// Lowmem is freed range by range, ascending, in the largest aligned blocks that fit (memblock_free_all, mm/memblock.c),
/// and from 5.10 each joins the tail of its list: the lists ascend, and the lowest large block goes out first. HighMem
/// is freed page by page, ascending (arch/x86/mm/highmem_32.c): a block that completes itself by merging joins the head, so
/// its largest blocks descend. Memory freed late (`initMemory`) goes page by page too. All page blocks are Movable.
extension PhysicalMemory {
    mutating func boot(_ layout: MemoryLayoutPlan) {
        markRAM(layout)
        for zone in zoneIndices where zones[zone].kind.isHigh { release(layout.free, zone: zone, onePageAtATime: true) }
        for zone in zoneIndices where !zones[zone].kind.isHigh { release(layout.free, zone: zone, onePageAtATime: false) }
        computeLimits()
        for zone in zoneIndices { release(layout.late, zone: zone, onePageAtATime: true) }
    }

    /// Makes every frame of RAM `reserved` and gives it its zone.
    private func markRAM(_ layout: MemoryLayoutPlan) {
        for zone in zoneIndices {
            let span = FrameRange(UInt64(zones[zone].start), UInt64(zones[zone].end))
            for range in layout.ram {
                forEachPiece(of: range.clamped(to: span)) { piece in
                    if piece.count == UInt64(chunkFrames) {
                        let chunk = Int(piece.start) / chunkFrames
                        frames.info[chunk].kind = .reserved
                        frames.info[chunk].zone = zone
                    } else {
                        for frame in piece.start..<piece.end { setReserved(UInt32(frame), zone: zone) }
                    }
                }
            }
        }
    }

    private func setReserved(_ frame: UInt32, zone: ZoneIndex) {
        let record = frames.record(frame)
        record.pointee.state = .reserved
        record.pointee.ownerKind = .reserved
        record.pointee.zone = zone
    }

    /// Calls `body` with each part of `range` that lies in one chunk.
    private func forEachPiece(of range: FrameRange, _ body: (FrameRange) -> Void) {
        var start = range.start
        while start < range.end {
            let end = min(range.end, (start / UInt64(chunkFrames) + 1) * UInt64(chunkFrames))
            body(FrameRange(start, end))
            start = end
        }
    }

    /// Frees the part of `ranges` that lies in a zone.
    private func release(_ ranges: [FrameRange], zone: ZoneIndex, onePageAtATime: Bool) {
        let span = FrameRange(UInt64(zones[zone].start), UInt64(zones[zone].end))
        for range in ranges {
            let part = range.clamped(to: span)
            var start = part.start
            while start < part.end {
                let order = Self.largestOrder(at: start, end: part.end)
                if onePageAtATime, order < maxOrder {
                    releaseBlock(UInt32(start), order: 0, zone: zone, toTail: false)
                    start += 1
                } else {
                    releaseBlock(UInt32(start), order: order, zone: zone, toTail: !onePageAtATime && rules.bootMemoryToTail)
                    start += 1 << UInt64(order)
                }
            }
        }
    }

    /// The largest order of a block that begins at `start` and ends by `end`.
    static func largestOrder(at start: UInt64, end: UInt64) -> UInt8 {
        var order = start == 0 ? maxOrder : min(maxOrder, UInt8(start.trailingZeroBitCount))
        while start + (1 << UInt64(order)) > end { order -= 1 }
        return order
    }

    /// Frees a reserved block. A whole untouched chunk stays implicit.
    private func releaseBlock(_ frame: UInt32, order: UInt8, zone: ZoneIndex, toTail: Bool) {
        let type = groupsByMobility ? Migratetype.movable.rawValue : Migratetype.unmovable.rawValue
        let chunk = Int(frame) / chunkFrames
        if order == maxOrder, frames.records[chunk] == nil {
            frames.info[chunk].kind = .free
            frames.info[chunk].migratetype = type
            link(frame, order: order, zone: zone, type: type, toTail: toTail)
            zones[zone].free += UInt64(chunkFrames)
        } else {
            let records = frames.record(frame)
            for index in 0..<(1 << Int(order)) {
                records[index].state = .body
                records[index].ownerKind = .free
            }
            _ = merge(frame, order: order, zone: zone, type: type, toTail: toTail)
        }
    }

    /// Sets watermarks, reserves and per-CPU limits of all zones. They count what is managed before `initMemory` is freed: the
    /// kernel computes them then, and again only when a sysctl is written.
    mutating func computeLimits() {
        minFreeKilobytes = settings.minFreeKilobytes ?? computeMinFree()
        for zone in zoneIndices {
            let marks = watermarks(of: zone, kilobytes: minFreeKilobytes)
            zones[zone].min = marks.min
            zones[zone].low = marks.low
            zones[zone].high = marks.high
            zones[zone].protection = ZoneLimits.protection(
                of: zones[zone].kind, managed: managedByKind(node: zones[zone].node), ratios: settings.lowmemReserveRatio)
            if zones[zone].managedEarly > 0 { setPerCPULimits(zone) }
        }
    }

    /// What a node's zones manage, by kind.
    private func managedByKind(node: UInt8) -> InlineArray<5, UInt64> {
        var managed = InlineArray<5, UInt64>(repeating: 0)
        for zone in zoneIndices where zones[zone].node == node { managed[Int(zones[zone].kind.rawValue)] += zones[zone].managedEarly }
        return managed
    }

    /// The CPUs of a zone's node share its low watermark; of a node without CPUs all do (zone_highsize).
    private func sharers(of zone: ZoneIndex) -> UInt16 {
        let own = (0..<Int(cpus)).count { cpuNodes[$0] == zones[zone].node }
        return own == 0 ? cpus : UInt16(own)
    }

    /// The kernel's own vm.min_free_kbytes: from lowmem, and then again from lowmem above the high watermarks.
    private func computeMinFree() -> UInt64 {
        let first = ZoneLimits.minFreeKilobytes(lowmemPages: lowmem, ceiling: rules.minFreeCeiling)
        guard rules.minFreeComputedTwice else { return first }
        var above: UInt64 = 0
        for zone in zoneIndices where !zones[zone].kind.isHigh {
            let high = watermarks(of: zone, kilobytes: first).high
            if zones[zone].managedEarly > high { above += zones[zone].managedEarly - high }
        }
        return ZoneLimits.minFreeKilobytes(lowmemPages: above, ceiling: rules.minFreeCeiling)
    }

    private var lowmem: UInt64 {
        zoneIndices.reduce(0) { $0 + (zones[$1].kind.isHigh ? 0 : zones[$1].managedEarly) }
    }

    private func watermarks(of zone: ZoneIndex, kilobytes: UInt64) -> (min: UInt64, low: UInt64, high: UInt64) {
        ZoneLimits.watermarks(
            managed: zones[zone].managedEarly, minPages: kilobytes >> (pageShift - 10), lowmem: lowmem,
            isHigh: zones[zone].kind.isHigh, scale: rules.watermarkScaleFactor ? UInt64(settings.watermarkScaleFactor) : 0)
    }

    /// vm.percpu_pagelist_high_fraction: that part of a zone instead of its low watermark, over the processors (zone_highsize, since 5.14).
    /// Before, percpu_pagelist_fraction: that part for each processor, a quarter of it at once (pageset_set_high).
    private func setPerCPULimits(_ zone: ZoneIndex) {
        var batch = ZoneLimits.batch(managed: zones[zone].managedEarly, capPages: rules.batchCapPages)
        var high = ZoneLimits.perCPUHigh(
            low: zones[zone].low, batch: batch, cpus: sharers(of: zone), fromLowWatermark: rules.perCPUHighFromLowWatermark)
        if let fraction = settings.perCPUFraction, fraction > 0 {
            let share = zones[zone].managedEarly / fraction
            if rules.perCPUHighFromLowWatermark {
                high = ZoneLimits.perCPUHigh(low: share, batch: batch, cpus: sharers(of: zone), fromLowWatermark: true)
            } else {
                high = UInt32(clamping: share)
                batch = min(max(1, high / 4), 96)
            }
        }
        zones[zone].batch = max(batch, 1)
        zones[zone].perCPUHigh = high
        if hasPerCPULists { zones[zone].countThreshold = ZoneLimits.countThreshold(managed: zones[zone].managedEarly, cpus: cpus) }
        for cpu in 0..<cpus {
            perCPU[pcpIndex(zone, cpu)].batch = max(batch, 1)
            perCPU[pcpIndex(zone, cpu)].high = high
        }
    }
}

extension ZoneKind {
    /// HighMem and Movable: memory that the kernel itself does not need.
    var isHigh: Bool { self == .highMem || self == .movable }
}
