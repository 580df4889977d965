import Pages
import ReplayModel
import TraceFormat

/// Number of a page table in the pool.
package struct TableIndex: Hashable, Sendable {
    var rawValue: UInt32
    static let none = TableIndex(rawValue: .max)

    init(rawValue: UInt32) { self.rawValue = rawValue }
    init(_ value: Int) { rawValue = UInt32(value) }
    var position: Int { Int(rawValue) }
}

/// The place of an entry in the pool of all tables' entries.
struct EntrySlot: Hashable, Sendable {
    let position: Int

    @inline(__always) init(position: Int) { self.position = position }

    /// The entry `offset` places further in the same table.
    @inline(__always) static func + (slot: Self, offset: Int) -> Self { Self(position: slot.position + offset) }
}

/// What is known of one page table besides its entries.
struct TableRecord: Sendable {
    /// The first frame it lives in; `noFrame` for one made at boot or kept in a slab.
    var frame: UInt32
    /// 1 holds the entries of pages; 0: this record is unused and `base` links to the next unused one of its size.
    var level: UInt8
    var process: ProcessID
    /// First address it translates.
    var base: UInt64
    /// The place of its first entry; the others follow.
    var first: EntrySlot

    static let noFrame = UInt32.max
}

/// The page tables of all processes and of the kernel, in simulated frames.
///
/// Every table is a frame (or block) taken from the page source with owner `.pageTable` and an array of entries in one pool.
/// Tables come when an address below them is first mapped and go when no VMA is left that could need them
/// (`free_pgtables`, mm/memory.c of Linux 6.1). The linear map is made at boot and has no tables here; nor have the upper
/// levels of the kernel's own table, which exist since boot.
///
/// Invariants:
/// - entries of level 1 that are present name frames; present entries above name tables one level down with the right base;
/// - `frameCount` = Σ over tables with a frame of 2^order; `countedPages` = tables of processes on levels 1 and 2 below the top.
package struct PageTables: ~Copyable {
    let rules: PagingRules
    /// The entries of all tables, each table's in one piece.
    private var entries: [PageTableEntry] = []
    var records: [TableRecord] = []
    /// Heads of the lists of unused records, by level - 1.
    private var unused: [UInt32]
    /// Frames held by page tables.
    private(set) var frameCount: UInt64 = 0
    /// /proc/meminfo's PageTables (NR_PAGETABLE): the kernel's own tables and levels 3 and above are not counted.
    package private(set) var countedPages: UInt64 = 0
    /// The first frame of the huge zero page, once it was needed.
    var hugeZeroFrame: FrameNumber?
    /// The kernel's top-level table.
    private(set) var kernelRoot = TableIndex.none

    init(rules: PagingRules) {
        self.rules = rules
        unused = Array(repeating: .max, count: rules.levels)
        kernelRoot = makeRecord(level: rules.levels, base: 0, process: .kernel, frame: TableRecord.noFrame)
    }

    subscript(slot: EntrySlot) -> PageTableEntry {
        @inline(__always) get { entries[slot.position] }
        @inline(__always) set { entries[slot.position] = newValue }
    }

    /// Takes a table's place in the pool, all entries empty.
    private mutating func makeRecord(level: Int, base: UInt64, process: ProcessID, frame: UInt32) -> TableIndex {
        let size = rules.shapes[level - 1].entryCount
        let head = unused[level - 1]
        if head != .max {
            let position = Int(head)
            unused[level - 1] = UInt32(truncatingIfNeeded: records[position].base)
            let first = records[position].first
            for index in 0..<size { self[first + index] = .empty }
            records[position] = TableRecord(frame: frame, level: UInt8(level), process: process, base: base, first: first)
            return TableIndex(position)
        }
        let first = EntrySlot(position: entries.count)
        entries.append(contentsOf: repeatElement(.empty, count: size))
        records.append(TableRecord(frame: frame, level: UInt8(level), process: process, base: base, first: first))
        return TableIndex(records.count - 1)
    }

    private func order(level: Int) -> UInt8 { level == rules.levels ? rules.rootOrder ?? 0 : 0 }

    private func isCounted(level: Int, process: ProcessID) -> Bool {
        level <= 2 && level < rules.levels && process != .kernel
    }

    /// Takes a table from the page source (GFP_PGTABLE_USER, or GFP_PGTABLE_KERNEL for the kernel's own).
    mutating func allocate(
        level: Int, covering address: UInt64, process: ProcessID, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> TableIndex {
        let span = rules.shapes[level - 1].tableSpan
        let base = level == rules.levels ? 0 : address & ~(span - 1)
        if level == rules.levels && rules.rootOrder == nil || process == .kernel && level >= rules.kernelBootLevel {
            return makeRecord(level: level, base: base, process: process, frame: TableRecord.noFrame)
        }
        let owner = FrameOwner(.pageTable, id: UInt32(bitPattern: process.rawValue), tag: UInt64(level))
        var gfp = rules.tableFlags.union(process == .kernel ? [.kernel, .zero] : [.kernelAccount, .zero])
        if process != .kernel, level == 1, rules.userTablesInHighMem { gfp.insert(.highmem) }
        let request = PageRequest(order: order(level: level), gfp: gfp, owner: owner, cpu: cpu)
        guard let frame = memory.allocate(request, log: &log) else { throw OutOfMemory(request: request) }
        frameCount += 1 << UInt64(request.order)
        if isCounted(level: level, process: process) { countedPages += 1 }
        log.append(
            PageTableRow(
                operation: .allocate, process: process, level: UInt8(level), base: VirtualAddress(base), frame: frame))
        return makeRecord(level: level, base: base, process: process, frame: frame.rawValue)
    }

    /// Gives a table back. Precondition: nothing refers to it any more.
    mutating func release(
        _ table: TableIndex, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let record = records[table.position]
        let level = Int(record.level)
        precondition(level > 0, "a page table is freed once")
        records[table.position].level = 0
        records[table.position].base = UInt64(unused[level - 1])
        unused[level - 1] = table.rawValue
        guard record.frame != TableRecord.noFrame else { return }
        frameCount -= 1 << UInt64(order(level: level))
        if isCounted(level: level, process: record.process) { countedPages -= 1 }
        log.append(
            PageTableRow(
                operation: .free, process: record.process, level: record.level, base: VirtualAddress(record.base),
                frame: FrameNumber(record.frame)))
        memory.free(FrameNumber(record.frame), order: order(level: level), cpu: cpu, log: &log)
    }
}
