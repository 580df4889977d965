import Pages
import ReplayModel
import TraceFormat

extension PageTables {
    /// The place of the entry for `address` in `table`.
    @inline(__always) func slot(_ address: UInt64, in table: TableIndex) -> EntrySlot {
        let record = records[table.position]
        return record.first + rules.index(address, level: Int(record.level))
    }

    /// The table that a non-empty entry above level 1 refers to.
    @inline(__always) func child(at slot: EntrySlot) -> TableIndex? {
        let entry = self[slot]
        return entry.isPresent ? TableIndex(rawValue: UInt32(truncatingIfNeeded: entry.number)) : nil
    }

    /// The level-1 table over `address`, or the next address at which there may be one.
    func leaf(_ root: TableIndex, _ address: UInt64) -> (table: TableIndex?, next: UInt64) {
        var table = root
        for level in stride(from: rules.levels, to: 1, by: -1) {
            let span = rules.shapes[level - 1].entrySpan
            guard let below = child(at: slot(address, in: table)) else {
                return (nil, (address & ~(span - 1)) &+ span)
            }
            table = below
        }
        let span = rules.shapes[0].tableSpan
        return (table, (address & ~(span - 1)) &+ span)
    }

    /// The entry of a page, empty when there is no table.
    package func entry(_ root: TableIndex, _ address: UInt64) -> PageTableEntry {
        guard let table = leaf(root, address).table else { return .empty }
        return self[slot(address, in: table)]
    }

    /// The level-1 table over `address`; tables that are missing are made from the top down (`__handle_mm_fault`,
    /// mm/memory.c). When one cannot be had, those already made stay, as in Linux, and serve the next attempt.
    mutating func makeLeaf(
        _ root: TableIndex, _ address: UInt64, cpu: UInt16, count: inout UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> TableIndex {
        try makeTable(level: 1, root, address, cpu: cpu, count: &count, memory: &memory, log: &log)
    }

    /// As `makeLeaf`, down to the table of `level`.
    mutating func makeTable(
        level last: Int, _ root: TableIndex, _ address: UInt64, cpu: UInt16, count: inout UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> TableIndex {
        let process = records[root.position].process
        var table = root
        for level in stride(from: rules.levels, to: last, by: -1) {
            let slot = slot(address, in: table)
            if let below = child(at: slot) {
                table = below
                continue
            }
            let below = try allocate(
                level: level - 1, covering: address, process: process, cpu: cpu, memory: &memory, log: &log)
            count += 1
            link(below, at: slot)
            table = below
        }
        return table
    }

    /// Enters a table into the one above.
    mutating func link(_ table: TableIndex, at slot: EntrySlot) {
        let flags = PageTableEntry.present | PageTableEntry.writable | PageTableEntry.user | PageTableEntry.accessed
        self[slot] = PageTableEntry(frame: UInt64(table.rawValue), flags: flags)
    }

    /// A process's top-level table with the tables that its architecture makes at once (`pgd_alloc`).
    mutating func makeRoot(
        process: ProcessID, cpu: UInt16, count: inout UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> TableIndex {
        let root = try allocate(
            level: rules.levels, covering: 0, process: process, cpu: cpu, memory: &memory, log: &log)
        do throws(OutOfMemory) {
            for index in 0..<rules.preallocated {
                let address = UInt64(index) << rules.shapes[rules.levels - 1].shift
                let table = try allocate(
                    level: rules.levels - 1, covering: address, process: process, cpu: cpu, memory: &memory, log: &log)
                link(table, at: slot(address, in: root))
                count += 1
            }
        } catch {
            releaseRoot(root, cpu: cpu, count: &count, memory: &memory, log: &log)
            throw error
        }
        return root
    }
}
