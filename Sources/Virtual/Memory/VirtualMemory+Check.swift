import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// Recounts everything that the invariants in the type's header say and stops the program where one is broken.
    /// Takes time in proportion to all page tables.
    public func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        var recount = Recount()
        var sum = Totals()
        var committed: UInt64 = 0
        for process in processes.slots {
            guard let space = process.space else { continue }
            precondition(process.isAlive, "a dead process has no memory")
            checkVmas(space)
            for vma in space.vmas where vma.attributes.contains(.accounted) { committed += vma.pages }
            let counted = self.recount(space, &recount)
            precondition(counted == space.counters, "process \(process.process.rawValue): counters differ from the recount")
            sum.anonymous += counted.anonymous
            sum.file += counted.file
            sum.locked += counted.locked
        }
        precondition(sum == totals, "totals are the sums over processes")
        precondition(commit.before + committed == commit.committed, "committed memory is the sum over accounted VMAs")
        checkFrames(recount.mappings, memory)
        checkBlocks(recount, memory)
        checkTables(memory)
    }

    private func checkVmas(_ space: AddressSpace) {
        var end: UInt64 = 0
        for vma in space.vmas {
            precondition(vma.start >= end && vma.start < vma.end && vma.end <= bounds.end, "VMAs are sorted and disjoint")
            precondition((vma.start | vma.end) & (pageSize - 1) == 0, "VMAs are page-aligned")
            end = vma.end
        }
        precondition(space.startBreak <= space.programBreak, "the heap does not end before it begins")
    }

    /// The figures of an address space from its VMAs and tables alone; adds its mappings to `mappings`.
    private func recount(_ space: AddressSpace, _ recount: inout Recount) -> MemoryCounters {
        var counters = MemoryCounters()
        for vma in space.vmas { counters.count(vma, entering: true) }
        walk(space.root, space, &counters, &recount)
        return counters
    }

    private func walk(
        _ table: TableIndex, _ space: AddressSpace, _ counters: inout MemoryCounters, _ recount: inout Recount
    ) {
        let record = tables.records[table.position]
        let shape = tables.rules.shapes[Int(record.level) - 1]
        precondition(record.process == space.process, "a process's tables are its own")
        for index in 0..<shape.entryCount {
            let entry = tables[record.first + index]
            guard entry.isPresent else { continue }
            let address = record.base + UInt64(index) << shape.shift
            guard record.level == 1 else {
                let below = TableIndex(rawValue: UInt32(entry.number))
                precondition(tables.records[below.position].base == address, "a table stands at its place")
                precondition(tables.records[below.position].level == record.level - 1, "levels go down one by one")
                counters.tables += 1
                if entry.isHuge { checkHuge(entry, below, record.level, address, space, &recount) }
                walk(below, space, &counters, &recount)
                continue
            }
            checkEntry(entry, address, space)
            if entry.isZeroPage { continue }
            if entry.isFile { counters.file += 1 } else { counters.anonymous += 1 }
            recount.mappings[entry.frame, default: 0] += 1
        }
    }

    /// What an audit counts again.
    struct Recount {
        /// Entries by frame.
        var mappings: [FrameNumber: UInt32] = [:]
        /// Entries of level 2 by the first frame of the block they map.
        var wholes: [FrameNumber: UInt32] = [:]
    }

    private func checkHuge(
        _ entry: PageTableEntry, _ table: TableIndex, _ level: UInt8, _ address: UInt64, _ space: AddressSpace, _ recount: inout Recount
    ) {
        precondition(level == 2, "huge pages are mapped by level 2")
        let first = tables.records[table.position].first
        let head = tables[first]
        for index in 0..<Int(tables.hugePages) {
            let each = tables[first + index]
            precondition(each.isPresent && each.isWritable == head.isWritable, "a huge mapping is whole and of one permission")
            precondition(each.number == head.number + (entry.isZeroPage ? 0 : UInt64(index)), "its frames follow each other")
        }
        let position = space.position(of: address)
        precondition(position.map { space.vmas[$0].end >= address + tables.hugeSize } ?? false, "it lies in one VMA")
        if entry.isZeroPage { return precondition(head.isZeroPage && tables.hugeZeroFrame != nil, "the huge zero page is one") }
        precondition(huge.blocks[head.frame] != nil, "a huge mapping is of a block")
        recount.wholes[head.frame, default: 0] += 1
    }

    private func checkBlocks(_ recount: Recount, _ memory: borrowing some PageSource & ~Copyable) {
        var idle: UInt64 = 0
        for (head, block) in huge.blocks {
            let live = (0..<UInt32(tables.hugePages)).count { recount.mappings[FrameNumber(head.rawValue + $0)] != nil }
            precondition(live == block.live && live > 0, "a block's mapped frames are counted")
            precondition(recount.wholes[head, default: 0] == block.whole, "a block's huge mappings are counted")
            precondition(huge.partial.contains(head) == (live < tables.hugePages), "blocks that lost a page are listed")
            idle += tables.hugePages - UInt64(live)
        }
        precondition(recount.wholes.count == huge.wholeCount && idle == huge.idleFrames, "sums over blocks")
        precondition(huge.partial.allSatisfy { huge.blocks[$0] != nil }, "only blocks are listed")
    }

    private func checkEntry(_ entry: PageTableEntry, _ address: UInt64, _ space: AddressSpace) {
        guard let position = space.position(of: address) else { preconditionFailure("a page is mapped outside every VMA") }
        let vma = space.vmas[position]
        precondition(!entry.isWritable || vma.protection & 2 != 0, "an entry allows no more than its VMA")
        precondition(!entry.isZeroPage || entry.frame == zeroFrame && !entry.isWritable, "the zero page is read-only")
        if entry.isFile {
            precondition(cache[vma.object, vma.objectPage(address >> pageShift)] == entry.frame, "a file's page is the cached one")
        }
    }

    private func checkFrames(_ mappings: [FrameNumber: UInt32], _ memory: borrowing some PageSource & ~Copyable) {
        for (frame, count) in mappings {
            let kind = memory.owner(of: frame).kind
            precondition(kind == .anonymous || kind == .file || kind == .recorded, "a mapped frame belongs to processes")
            precondition(memory.mapCount(of: frame) == count, "the map count is the number of entries")
        }
    }

    /// How many frames of a kind processes map, each counted once. Takes time in proportion to all page tables.
    package func mappedFrames(of kind: OwnerKind, _ memory: borrowing some PageSource & ~Copyable) -> UInt64 {
        var recount = Recount()
        for process in processes.slots {
            if let space = process.space { _ = self.recount(space, &recount) }
        }
        var count: UInt64 = 0
        for frame in recount.mappings.keys where memory.owner(of: frame).kind == kind { count += 1 }
        return count
    }

    private func checkTables(_ memory: borrowing some PageSource & ~Copyable) {
        var frames: UInt64 = 0
        for record in tables.records where record.level > 0 && record.frame != TableRecord.noFrame {
            let isRoot = Int(record.level) == tables.rules.levels
            frames += 1 << UInt64(isRoot ? tables.rules.rootOrder ?? 0 : 0)
            precondition(memory.owner(of: FrameNumber(record.frame)).kind == .pageTable, "a page table owns its frame")
        }
        precondition(frames == tables.frameCount, "frames of page tables are counted")
    }
}
