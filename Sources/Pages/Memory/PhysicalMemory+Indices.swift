import ReplayModel

/// The kernel's fragmentation indices in its own integer arithmetic (mm/vmstat.c, 6.1), in thousandths.
extension PhysicalMemory {
    /// Why an allocation of `order` would fail: towards 0 for lack of memory, towards 1000 for fragmentation; -1000 when it
    /// would not fail (__fragmentation_index). 0 when no block is free.
    public func extfragIndex(_ zone: ZoneIndex, order: UInt8) -> Int64 {
        let counts = contiguous(zone, order: order)
        guard counts.blocks > 0 else { return 0 }
        guard counts.suitable == 0 else { return -1000 }
        let requested = UInt64(1) << UInt64(order)
        return 1000 - Int64((1000 + counts.pages * 1000 / requested) / counts.blocks)
    }

    /// The share of free memory that an allocation of `order` cannot use (unusable_free_index); 1000 when none is free.
    public func unusableIndex(_ zone: ZoneIndex, order: UInt8) -> Int64 {
        let counts = contiguous(zone, order: order)
        guard counts.pages > 0 else { return 1000 }
        return Int64((counts.pages - counts.suitable << UInt64(order)) * 1000 / counts.pages)
    }

    /// Free blocks and pages, and how many blocks of `order` the free blocks hold (fill_contig_page_info).
    private func contiguous(_ zone: ZoneIndex, order: UInt8) -> (blocks: UInt64, pages: UInt64, suitable: UInt64) {
        var blocks: UInt64 = 0
        var pages: UInt64 = 0
        var suitable: UInt64 = 0
        for current in 0..<orderCount {
            let count = UInt64(zones[zone].blocksFree[current])
            blocks += count
            pages += count << UInt64(current)
            if current >= Int(order) { suitable += count << UInt64(current - Int(order)) }
        }
        return (blocks, pages, suitable)
    }
}
