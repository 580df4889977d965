import Pages
import ReplayModel
import TraceFormat

// Entries of level 2 that map a huge page at once.
//
// Linux sets a page table aside for each (`pgtable_trans_huge_deposit`, mm/huge_memory.c of 6.1), so that splitting the mapping
// needs no memory. Here that table is kept filled with what the split would write: the entry of level 2 refers to it as to any
// other and carries the mark `huge`, with which the walk of the hardware ends there. Splitting takes the mark away.
extension PageTables {
    /// Bytes that an entry of level 2 translates.
    var hugeSize: UInt64 { rules.shapes[0].tableSpan }
    /// Pages of a huge page, and its order.
    var hugePages: UInt64 { UInt64(rules.shapes[0].entryCount) }
    var hugeOrder: UInt8 { UInt8(rules.shapes[0].bits) }

    /// The place of the entry of level 2 for `address`; nil where there is no table of level 2.
    func directorySlot(_ root: TableIndex, _ address: UInt64) -> EntrySlot? {
        var table = root
        for _ in stride(from: rules.levels, to: 2, by: -1) {
            guard let below = child(at: slot(address, in: table)) else { return nil }
            table = below
        }
        return slot(address, in: table)
    }

    /// Whether an entry of level 2 maps `address` by a huge page.
    func isHuge(_ root: TableIndex, _ address: UInt64) -> Bool {
        directorySlot(root, address).map { self[$0].isHuge } ?? false
    }

    /// The entry of level 2 for `address`; tables above it that are missing are made from the top down.
    mutating func makeDirectory(
        _ root: TableIndex, _ address: UInt64, cpu: UInt16, count: inout UInt64, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> EntrySlot {
        slot(address, in: try makeTable(level: 2, root, address, cpu: cpu, count: &count, memory: &memory, log: &log))
    }

    /// Puts a table of level 1 that nothing refers to yet under an entry of level 2 as a huge mapping of the frames from `frame`
    /// on; without `step` all its entries are of the one `frame` (the zero page).
    mutating func mapHuge(_ table: TableIndex, at slot: EntrySlot, frame: FrameNumber, step: UInt64, flags: UInt64) {
        link(table, at: slot)
        self[slot] = self[slot].with(PageTableEntry.huge | flags & PageTableEntry.zero)
        let first = records[table.position].first
        for index in 0..<rules.shapes[0].entryCount {
            self[first + index] = PageTableEntry(frame: UInt64(frame.rawValue) + UInt64(index) * step, flags: flags)
        }
    }

    /// The first frame that a huge mapping shows: its block's, or the huge zero page's.
    func shownFrame(of huge: PageTableEntry, over table: TableIndex) -> FrameNumber {
        if huge.isZeroPage, let hugeZeroFrame { return hugeZeroFrame }
        return self[records[table.position].first].frame
    }

    /// Splits a huge mapping into the entries of level 1.
    mutating func splitHuge(at slot: EntrySlot) { self[slot] = self[slot].without(PageTableEntry.huge | PageTableEntry.zero) }

    /// Moves a huge mapping with its table to another entry of level 2, which is empty (`move_huge_pmd`).
    mutating func moveHuge(from source: EntrySlot, to target: EntrySlot, base: UInt64, log: inout TransitionLog) {
        precondition(self[target] == .empty, "the place is free")
        guard let table = child(at: source) else { preconditionFailure("a huge mapping has its table") }
        self[target] = self[source]
        self[source] = .empty
        records[table.position].base = base
        let record = records[table.position]
        log.append(
            PageTableRow(
                operation: .move, process: record.process, level: record.level, base: VirtualAddress(base),
                frame: FrameNumber(record.frame)))
    }
}
