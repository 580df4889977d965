import Pages
import ReplayModel

/// One step of a page-table walk.
public struct TranslationStep: Sendable, Equatable {
    /// 1 holds the entries of pages.
    public var level: UInt8
    /// Which entry the address selects.
    public var index: UInt32
    /// The frame the table lives in; nil for a table of the kernel made at boot, or one kept in a slab (PAE's top level).
    public var tableFrame: FrameNumber?
    /// The entry as hardware sees it: frame number from bit 12, x86 flag bits below; 0 when empty.
    public var entry: UInt64
}

/// Where a virtual address leads: CPU → MMU → page tables → physical address.
public struct Translation: Sendable, Equatable {
    /// How the walk ended.
    public enum Outcome: UInt8, CodedValue {
        /// In the kernel's linear map: an addition, no walk of tables is modelled.
        case linear
        /// A page-table entry leads to a frame: RAM, or device registers where ioremap made it.
        case mapped
        /// A page-table entry leads to the shared zero page.
        case zeroPage
        /// The walk stops at an empty entry.
        case notPresent
        /// No such process, or no user or kernel address.
        case noAddressSpace
    }

    public var address: VirtualAddress
    public var outcome: Outcome
    /// From the top level down to the level at which the walk ended.
    public var steps: [TranslationStep] = []
    /// The physical address; nil where the walk stops.
    public var physical: UInt64?
    /// Whether the last entry allows writing.
    public var isWritable = false
}

extension PageTables {
    /// Walks the tables from `root` for `address`, level by level.
    func translate(_ root: TableIndex, _ address: VirtualAddress) -> Translation {
        var result = Translation(address: address, outcome: .notPresent)
        var table = root
        for level in stride(from: rules.levels, through: 1, by: -1) {
            let record = records[table.position]
            let index = rules.index(address.rawValue, level: level)
            let entry = self[record.first + index]
            result.steps.append(
                TranslationStep(
                    level: UInt8(level), index: UInt32(index),
                    tableFrame: record.frame == TableRecord.noFrame ? nil : FrameNumber(record.frame),
                    entry: level == 1 ? entry.rawValue & ~0xe00 : entry.isHuge ? hugeEntry(entry) : hardwareEntry(entry)))
            guard entry.isPresent else { return result }
            if entry.isHuge { return resultOfHuge(result, entry) }
            if level > 1 {
                table = TableIndex(rawValue: UInt32(truncatingIfNeeded: entry.number))
                continue
            }
            result.physical = entry.number << pageShift | address.rawValue & (pageSize - 1)
            result.isWritable = entry.isWritable
            result.outcome = entry.isZeroPage ? .zeroPage : .mapped
        }
        return result
    }

    /// An entry of level 2 that maps a huge page, with the frame and the flags of its pages.
    private func hugeEntry(_ entry: PageTableEntry) -> UInt64 {
        let first = self[records[Int(entry.number)].first]
        let frame = shownFrame(of: entry, over: TableIndex(Int(entry.number)))
        return PageTableEntry(frame: UInt64(frame.rawValue), flags: first.rawValue & 0x1ff | PageTableEntry.huge).rawValue
    }

    /// The walk ends at level 2.
    private func resultOfHuge(_ walk: Translation, _ entry: PageTableEntry) -> Translation {
        var result = walk
        let last = PageTableEntry(rawValue: hugeEntry(entry))
        result.physical = last.number << pageShift | walk.address.rawValue & (hugeSize - 1)
        result.isWritable = last.isWritable
        result.outcome = entry.isZeroPage ? .zeroPage : .mapped
        return result
    }

    /// An entry above level 1 with the next table's frame in place of its number.
    private func hardwareEntry(_ entry: PageTableEntry) -> UInt64 {
        guard entry.isPresent else { return 0 }
        let frame = records[Int(entry.number)].frame
        return PageTableEntry(frame: frame == TableRecord.noFrame ? 0 : UInt64(frame), flags: entry.rawValue & 0x1ff).rawValue
    }
}
