import Pages
import ReplayModel
import Virtual

// What the OOM killer's report tells of the zones (show_free_areas, mm/page_alloc.c of Linux 6.1).
extension Kernel {
    /// A row for each zone with memory, highest last. Takes time in proportion to the machine's frames: kills are rare.
    mutating func logZones(cpu: UInt16, log: inout TransitionLog) {
        var locked = LockedFrames()
        virtual.collectLocked(into: &locked)
        for zone in memory.zoneIndices {
            let report = memory.report(zone)
            guard report.managed > 0 else { continue }
            let pages = memory.userPages(in: zone)
            let unevictable = locked.count(in: report)
            var row = OomZoneRow(
                zone: zone, free: report.free, boost: report.boost, min: report.min, low: report.low, high: report.high,
                reservedHighAtomic: report.reservedHighAtomic, anonymous: pages.anonymous, file: pages.file,
                locked: unevictable.all, lockedAnonymous: unevictable.anonymous,
                perCPU: report.perCPU.reduce(0) { $0 + UInt64($1.count) },
                localPerCPU: UInt64(report.perCPU[Int(cpu) % report.perCPU.count].count), freeCMA: report.freeCMA,
                blocks: InlineArray(repeating: 0),
                types: InlineArray(repeating: 0))
            for order in 0..<orderCount {
                row.blocks[order] = report.freeBlocks[order]
                row.types[order] = memory.freeTypes(zone, order: UInt8(order))
            }
            log.append(row)
        }
    }
}

extension VirtualMemory {
    /// Every frame that a locked area has mapped. Takes time in proportion to the locked pages.
    func collectLocked(into frames: inout LockedFrames) {
        guard lockedPages > 0 else { return }
        for process in processes.slots {
            guard let space = process.space else { continue }
            for vma in space.vmas where vma.isLocked {
                var address = vma.start
                while address < vma.end {
                    let entry = tables.entry(space.root, address)
                    if entry.isPresent, !entry.isZeroPage { frames.add(entry.frame.rawValue, isFile: entry.isFile) }
                    address += pageSize
                }
            }
        }
    }
}

extension PhysicalMemory {
    /// Frames of a zone that are anonymous memory, and that hold pages of files. O(frames that were ever touched).
    func userPages(in index: ZoneIndex) -> (anonymous: UInt64, file: UInt64) {
        let zone = zones[index]
        var pages = (anonymous: UInt64(0), file: UInt64(0))
        var frame = UInt64(zone.start)
        while frame < UInt64(zone.end) {
            let block = frames.peek(UInt32(frame))
            if block.state == .allocated, block.zone == index {
                if block.ownerKind == .anonymous { pages.anonymous += 1 << UInt64(block.order) }
                if block.ownerKind == .file { pages.file += 1 << UInt64(block.order) }
            }
            frame += 1 << UInt64(block.state == .body ? 0 : block.order)
        }
        return pages
    }

    /// Which migrate types have a free block of an order: bit by type.
    func freeTypes(_ zone: ZoneIndex, order: UInt8) -> UInt8 {
        var bits: UInt8 = 0
        for type in 0..<UInt8(migratetypeCount) where !list(zone, order, type).pointee.isEmpty { bits |= 1 << type }
        return bits
    }
}
