import TraceFormat

extension VirtualMemory {
    /// Recounts everything that the invariants in the type's header say and stops the program where one is broken.
    /// Takes time in proportion to all page tables.
    public func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        var mappings: [UInt32: UInt32] = [:]
        var sum = Totals()
        var committed: UInt64 = 0
        for process in processes.slots {
            guard let space = process.space else { continue }
            precondition(process.isAlive, "a dead process has no memory")
            checkVmas(space)
            for vma in space.vmas where vma.attributes.contains(.accounted) { committed += vma.pages }
            let counted = recount(space, &mappings)
            precondition(counted == space.counters, "process \(process.process.rawValue): counters differ from the recount")
            sum.anonymous += counted.anonymous
            sum.file += counted.file
            sum.locked += counted.locked
        }
        precondition(sum == totals, "totals are the sums over processes")
        precondition(committed == commit.committed, "committed memory is the sum over accounted VMAs")
        checkFrames(mappings, memory)
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
    private func recount(_ space: AddressSpace, _ mappings: inout [UInt32: UInt32]) -> MemoryCounters {
        var counters = MemoryCounters()
        for vma in space.vmas { counters.count(vma, entering: true) }
        walk(space.root, space, &counters, &mappings)
        return counters
    }

    private func walk(
        _ table: TableIndex, _ space: AddressSpace, _ counters: inout MemoryCounters, _ mappings: inout [UInt32: UInt32]
    ) {
        let record = tables.records[table.position]
        let shape = tables.rules.shapes[Int(record.level) - 1]
        precondition(record.process == space.process, "a process's tables are its own")
        for index in 0..<shape.entryCount {
            let entry = PageTableEntry(rawValue: tables.entries[record.offset + index])
            guard entry.isPresent else { continue }
            let address = record.base + UInt64(index) << shape.shift
            guard record.level == 1 else {
                let below = TableIndex(rawValue: UInt32(entry.number))
                precondition(tables.records[below.position].base == address, "a table stands at its place")
                precondition(tables.records[below.position].level == record.level - 1, "levels go down one by one")
                counters.tables += 1
                walk(below, space, &counters, &mappings)
                continue
            }
            checkEntry(entry, address, space)
            if entry.isZeroPage { continue }
            if entry.isFile { counters.file += 1 } else { counters.anonymous += 1 }
            mappings[entry.frame.rawValue, default: 0] += 1
        }
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

    private func checkFrames(_ mappings: [UInt32: UInt32], _ memory: borrowing some PageSource & ~Copyable) {
        for (frame, count) in mappings {
            let kind = memory.owner(of: FrameNumber(frame)).kind
            precondition(kind == .anonymous || kind == .file || kind == .recorded, "a mapped frame belongs to processes")
            precondition(memory.mapCount(of: FrameNumber(frame)) == count, "the map count is the number of entries")
        }
    }

    /// How many frames of a kind processes map, each counted once. Takes time in proportion to all page tables.
    func mappedFrames(of kind: OwnerKind, _ memory: borrowing some PageSource & ~Copyable) -> UInt64 {
        var mappings: [UInt32: UInt32] = [:]
        for process in processes.slots {
            if let space = process.space { _ = recount(space, &mappings) }
        }
        var count: UInt64 = 0
        for frame in mappings.keys where memory.owner(of: FrameNumber(frame)).kind == kind { count += 1 }
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
