import Pages
import ReplayModel
import TraceFormat

// Transparent huge pages of anonymous memory (mm/huge_memory.c of Linux 6.1): a fault in an aligned range that lies wholly in one VMA
// takes a block and maps it by one entry of level 2; where there is no block, a small page serves. Left out: khugepaged, huge pages of
// files and shared memory, smaller sizes (6.8 on, off by default), reclaim and compaction for the block.
extension VirtualMemory {
    /// Whether faults in a VMA may take huge pages (`hugepage_vma_check`, `thp_vma_allowable_order`).
    func mayBeHuge(_ vma: Vma) -> Bool {
        guard settings.transparentHugePages != .never, vma.isAnonymous, !vma.isShared, !vma.attributes.contains(.noHugePage) else {
            return false
        }
        return settings.transparentHugePages == .always || vma.attributes.contains(.hugePage)
    }

    /// First address of the huge page around an address, when it lies wholly in the VMA (`transhuge_vma_suitable`).
    private func hugeStart(_ address: UInt64, in vma: Vma) -> UInt64? {
        let start = address & ~(tables.hugeSize - 1)
        let (end, overflow) = start.addingReportingOverflow(tables.hugeSize)
        return !overflow && start >= vma.start && end <= vma.end ? start : nil
    }

    /// Serves a fault where no table of level 1 is yet with a huge page (`do_huge_pmd_anonymous_page`). False: a small page has to do.
    mutating func mapHuge(
        _ root: TableIndex, _ page: UInt64, _ context: inout FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> Bool {
        guard let start = hugeStart(page << pageShift, in: context.vma), tables.leaf(root, start).table == nil else { return false }
        processes.markDirty(context.slot.process)
        var count = processes[context.slot].counters.tables
        defer { processes[context.slot].counters.tables = count }
        let slot = try tables.makeDirectory(root, start, cpu: context.cpu, count: &count, memory: &memory, log: &log)
        prepareAnonymous(&context)
        let pid = processes[context.slot].process
        if context.access != .write {
            let table = try tables.allocate(level: 1, covering: start, process: pid, cpu: context.cpu, memory: &memory, log: &log)
            guard let zero = hugeZero(context.cpu, memory: &memory, log: &log) else {
                tables.release(table, cpu: context.cpu, memory: &memory, log: &log)
                return false
            }
            count += 1
            mapHugeZero(table, slot, start, zero, page, context, log: &log)
            return true
        }
        guard let head = takeHuge(start, context, memory: &memory, log: &log) else { return false }
        let table: TableIndex
        do throws(OutOfMemory) {
            table = try tables.allocate(level: 1, covering: start, process: pid, cpu: context.cpu, memory: &memory, log: &log)
        } catch {
            memory.free(head, order: tables.hugeOrder, cpu: context.cpu, log: &log)
            throw error
        }
        count += 1
        enterHuge(table, slot, start, head, page, nil, context, memory: &memory, log: &log)
        return true
    }

    private mutating func takeHuge(
        _ start: UInt64, _ context: FaultContext, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> FrameNumber? {
        let pid = UInt32(bitPattern: processes[context.slot].process.rawValue)
        return memory.allocate(
            PageRequest(
                order: tables.hugeOrder, gfp: hugeRules.flags, owner: FrameOwner(.anonymous, id: pid, tag: start >> pageShift),
                cpu: context.cpu),
            log: &log)
    }

    /// The huge zero page, taken with its first use and kept (`mm_get_huge_zero_page`; Linux gives it back under pressure once nobody uses it).
    private mutating func hugeZero(_ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> FrameNumber? {
        if let known = tables.hugeZeroFrame { return known }
        let request = PageRequest(order: tables.hugeOrder, gfp: hugeRules.zeroFlags, owner: FrameOwner(.zeroPage), cpu: cpu)
        tables.hugeZeroFrame = memory.allocate(request, log: &log)
        return tables.hugeZeroFrame
    }

    private mutating func mapHugeZero(
        _ table: TableIndex, _ slot: EntrySlot, _ start: UInt64, _ zero: FrameNumber, _ page: UInt64, _ context: FaultContext,
        log: inout TransitionLog
    ) {
        guard let zeroFrame else { preconditionFailure("boot comes before faults") }
        let flags = PageTableEntry.present | PageTableEntry.user | PageTableEntry.accessed | PageTableEntry.zero
        tables.mapHuge(table, at: slot, frame: zeroFrame, step: 0, flags: flags)
        let offset = UInt32(page - start >> pageShift)
        note(.hugeZeroPage, .notPresent, page, nil, FrameNumber(zero.rawValue + offset), nil, context, log: &log)
        noteHuge(.mapHugeZero, processes[context.slot].process, start, zero, context.vma.protection & ~2, log: &log)
    }

    /// Maps a block that was just taken. `old`: the frame of the huge zero page it replaces.
    private mutating func enterHuge(
        _ table: TableIndex, _ slot: EntrySlot, _ start: UInt64, _ head: FrameNumber, _ page: UInt64, _ old: FrameNumber?,
        _ context: FaultContext, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let flags =
            PageTableEntry.present | PageTableEntry.writable | PageTableEntry.user | PageTableEntry.accessed | PageTableEntry.dirty
        tables.mapHuge(table, at: slot, frame: head, step: 1, flags: flags)
        for offset in 0..<UInt32(tables.hugePages) { memory.addMapping(to: FrameNumber(head.rawValue + offset)) }
        huge.add(head, pages: tables.hugePages)
        processes[context.slot].counters.anonymous += tables.hugePages
        totals.anonymous += tables.hugePages
        let frame = FrameNumber(head.rawValue + UInt32(page - start >> pageShift))
        note(.hugePage, old == nil ? .notPresent : .protection, page, old, frame, memory.zone(of: head), context, log: &log)
        noteHuge(.mapHuge, processes[context.slot].process, start, head, context.vma.protection, log: &log)
    }

    /// A write to a huge mapping without the permission (`do_huge_pmd_wp_page`): who alone uses the block gets it; memory shared since
    /// fork is split, and small pages are copied (Linux 5.8 on).
    mutating func writeHuge(
        _ root: TableIndex, _ page: UInt64, _ context: inout FaultContext, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let address = page << pageShift
        guard let slot = tables.directorySlot(root, address), let table = tables.child(at: slot) else { return }
        let entry = tables[slot]
        let first = tables.records[table.position].first
        let start = address & ~(tables.hugeSize - 1)
        let head = tables[first].frame
        guard entry.isHuge, !tables[first].isWritable else { return }
        if entry.isZeroPage {
            let zero = tables.shownFrame(of: entry, over: table)
            if hugeRules.replacesZeroWhole, mayBeHuge(context.vma), let block = takeHuge(start, context, memory: &memory, log: &log) {
                let old = FrameNumber(zero.rawValue + UInt32(page - start >> pageShift))
                return enterHuge(table, slot, start, block, page, old, context, memory: &memory, log: &log)
            }
            return splitHuge(context.slot, at: address, log: &log)
        }
        let pages = Int(tables.hugePages)
        let isAlone = (0..<UInt32(pages)).allSatisfy { memory.mapCount(of: FrameNumber(head.rawValue + $0)) == 1 }
        guard isAlone else { return splitHuge(context.slot, at: address, log: &log) }
        let flags = PageTableEntry.writable | PageTableEntry.accessed | PageTableEntry.dirty
        for index in 0..<pages { tables[first + index] = tables[first + index].with(flags) }
        let frame = FrameNumber(head.rawValue + UInt32(page - start >> pageShift))
        note(.reuse, .protection, page, frame, frame, nil, context, log: &log)
        noteHuge(.mapHuge, processes[context.slot].process, start, head, context.vma.protection, log: &log)
    }

    /// Splits the huge mapping around an address, where there is one (`__split_huge_pmd`). The block stays one block.
    mutating func splitHuge(_ process: AddressSpaceSlot, at address: UInt64, log: inout TransitionLog) {
        let root = processes[process].root
        guard let slot = tables.directorySlot(root, address), let table = tables.child(at: slot) else { return }
        let entry = tables[slot]
        guard entry.isHuge else { return }
        let first = tables[tables.records[table.position].first]
        tables.splitHuge(at: slot)
        if !entry.isZeroPage { huge.dropWhole(first.frame) }
        let start = address & ~(tables.hugeSize - 1)
        let space = processes[process]
        let position = space.position(of: start) ?? space.position(of: start + tables.hugeSize - 1)
        let protection = position.map { space.vmas[$0].protection } ?? 3
        noteHuge(
            .splitHuge, space.process, start, first.frame, first.isWritable ? protection : protection & ~2, log: &log)
    }

    /// Splits the huge mapping that an end of a VMA or of a range cuts (`vma_adjust_trans_huge`).
    mutating func cutHuge(_ process: AddressSpaceSlot, at address: UInt64, log: inout TransitionLog) {
        guard usesHuge, address & (tables.hugeSize - 1) != 0 else { return }
        splitHuge(process, at: address, log: &log)
    }

    /// Whether any huge mapping may exist.
    var usesHuge: Bool { !huge.isEmpty || tables.hugeZeroFrame != nil }

    /// The row of a change of a huge mapping. `frame` of a split zero page is the small one.
    func noteHuge(
        _ operation: MappingOperation, _ process: ProcessID, _ start: UInt64, _ frame: FrameNumber, _ protection: UInt8,
        log: inout TransitionLog
    ) {
        log.append(
            MappingRow(
                operation: operation, process: process, page: VirtualPage(start >> pageShift),
                count: tables.hugePages, frame: UInt64(frame.rawValue), protection: protection))
    }
}

extension VirtualMemory {
    /// Pages that entries of level 2 map at once, each block counted once (AnonHugePages of /proc/meminfo).
    public var hugePages: UInt64 { huge.wholeCount * tables.hugePages }
    /// Frames of the huge zero page.
    package var hugeZeroPages: UInt64 { tables.hugeZeroFrame == nil ? 0 : tables.hugePages }
    /// Frames of split huge pages that nobody maps and that are not free yet.
    public var idleHugeFrames: UInt64 { huge.idleFrames }

    /// Splits the blocks of which only a part is mapped and frees the rest, oldest first (`deferred_split_scan`): how many pages that
    /// freed. What reclaim does before it gives up.
    package mutating func splitPartialBlocks(cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        var freed: UInt64 = 0
        while let head = huge.splitFirst(pages: tables.hugePages) {
            for frame in head.rawValue..<(head.rawValue + UInt32(tables.hugePages)) where memory.mapCount(of: FrameNumber(frame)) == 0 {
                memory.free(FrameNumber(frame), order: 0, cpu: cpu, log: &log)
                freed += 1
            }
        }
        return freed
    }

    /// Takes a whole huge mapping away (`zap_huge_pmd`): its table goes first, then the frames.
    mutating func zapHuge(
        _ slot: EntrySlot, _ address: UInt64, of vma: Vma, _ counters: inout MemoryCounters, run: inout MappingRun, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        guard let table = tables.child(at: slot) else { return }
        let first = tables.records[table.position].first
        let entry = tables[first]
        let isZero = tables[slot].isZeroPage
        let shown = UInt64(tables.shownFrame(of: tables[slot], over: table).rawValue)
        tables[slot] = .empty
        tables.release(table, cpu: cpu, memory: &memory, log: &log)
        counters.tables -= 1
        for offset in 0..<tables.hugePages {
            run.add(page: address >> pageShift + offset, frame: shown + offset, protection: 0, log: &log)
        }
        if isZero { return }
        huge.dropWhole(entry.frame)
        for offset in 0..<tables.hugePages {
            let each = PageTableEntry(frame: entry.number + offset, flags: entry.rawValue & PageTableEntry.flagMask)
            drop(each, page: address >> pageShift + offset, of: vma, &counters, cpu: cpu, memory: &memory, log: &log)
        }
    }
}
