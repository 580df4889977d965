import ReplayModel

extension PageTables {
    /// Takes the write permission from every page of [start, end) that has it.
    mutating func removeWritePermission(
        _ root: TableIndex, _ start: UInt64, _ end: UInt64, run: inout MappingRun, protection: UInt8,
        log: inout TransitionLog
    ) {
        var address = start
        while address < end {
            let (table, next) = leaf(root, address)
            let stop = next > address ? min(next, end) : end
            if let table {
                let first = slot(address, in: table)
                for offset in 0..<Int((stop - address) >> pageShift) {
                    let entry = self[first + offset]
                    guard entry.isPresent && entry.isWritable else { continue }
                    self[first + offset] = entry.without(PageTableEntry.writable)
                    let page = (address >> pageShift) + UInt64(offset)
                    run.add(page: page, frame: entry.number, protection: protection, log: &log)
                }
            }
            address = stop
        }
    }
}

extension PageTables {
    /// Gives the anonymous pages of [start, end) back lazily (`madvise_free_pte_range`, mm/madvise.c): they lose the marks dirty and accessed.
    mutating func freeLazily(
        _ root: TableIndex, _ start: UInt64, _ end: UInt64, run: inout MappingRun, protection: UInt8, log: inout TransitionLog
    ) {
        var address = start
        while address < end {
            let (table, next) = leaf(root, address)
            let stop = next > address ? min(next, end) : end
            if let table {
                let first = slot(address, in: table)
                for offset in 0..<Int((stop - address) >> pageShift) {
                    let entry = self[first + offset]
                    guard entry.isAnonymous, !entry.isLazilyFree else { continue }
                    self[first + offset] = entry.without(PageTableEntry.dirty | PageTableEntry.accessed).with(PageTableEntry.lazy)
                    run.add(page: (address >> pageShift) + UInt64(offset), frame: entry.number, protection: protection, log: &log)
                }
            }
            address = stop
        }
    }
}
