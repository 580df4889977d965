import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// munmap.
    public mutating func munmap(
        _ process: ProcessID, _ address: UInt64, length: UInt64, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let error = unmapError(slot, address, length)
        if error == nil, let size = Self.pageUp(length) {
            unmap(slot, address, address + size, cpu: cpu, memory: &memory, log: &log)
        }
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        return record(result, .munmap, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    private func unmapError(_ slot: AddressSpaceSlot, _ address: UInt64, _ length: UInt64) -> SystemCallError? {
        guard address & (pageSize - 1) == 0, address <= bounds.end, length > 0, let size = Self.pageUp(length) else {
            return .invalid
        }
        guard size <= bounds.end - address else { return .invalid }
        let range = processes[slot].positions(address, address + size)
        return maySplit(slot, range, address, address + size) ? nil : .noMemory
    }

    /// Removes what lies in [start, end): VMAs, pages, page tables that no VMA needs any more.
    mutating func unmap(
        _ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        guard start < end else { return }
        let range = processes[slot].positions(start, end)
        guard !range.isEmpty else { return }
        let removed = processes[slot].slices(of: range, inside: start, end)
        let remains = processes[slot].remains(of: range, outside: start, end)
        uncharge(removed)
        replace(range, with: remains, in: slot, log: &log)
        zap(slot, removed, cpu: cpu, memory: &memory, log: &log)
        freeTables(slot, from: removed[0].start, through: removed[removed.count - 1].end - 1, cpu: cpu, memory: &memory, log: &log)
    }

    /// Frees the tables over a range from which all VMAs are gone.
    private mutating func freeTables(
        _ slot: AddressSpaceSlot, from start: UInt64, through end: UInt64, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let space = processes[slot]
        let next = space.position(after: start)
        let floor = next > 0 ? space.vmas[next - 1].end : 0
        let ceiling = next < space.vmas.count ? space.vmas[next].start - 1 : UInt64.max
        tables.freeTables(
            below: space.root, from: start, through: end, floor: floor, ceiling: ceiling, cpu: cpu,
            count: &processes[slot].counters.tables, memory: &memory, log: &log)
    }

    /// Unmaps every page of `vmas`, which need not be in the address space any more, and frees the frames that nobody else
    /// maps (`zap_pte_range`, mm/memory.c).
    mutating func zap(
        _ slot: AddressSpaceSlot, _ vmas: [Vma], cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        var run = MappingRun(.unmap, process: processes[slot].process)
        for vma in vmas { zap(slot, vma, run: &run, cpu: cpu, memory: &memory, log: &log) }
        run.flush(log: &log)
        processes.markDirty(slot.process)
    }

    private mutating func zap(
        _ slot: AddressSpaceSlot, _ vma: Vma, run: inout MappingRun, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let root = processes[slot].root
        cutHuge(slot, at: vma.start, log: &log)
        cutHuge(slot, at: vma.end, log: &log)
        var counters = processes[slot].counters
        let before = counters
        var address = vma.start
        while address < vma.end {
            let (table, next) = tables.leaf(root, address)
            let stop = next > address ? min(next, vma.end) : vma.end
            if usesHuge, let entry = tables.directorySlot(root, address), tables[entry].isHuge {
                zapHuge(entry, address, of: vma, &counters, run: &run, cpu: cpu, memory: &memory, log: &log)
            } else if let table {
                let first = tables.slot(address, in: table)
                for offset in 0..<Int((stop - address) >> pageShift) {
                    let entry = tables[first + offset]
                    guard entry.isPresent else { continue }
                    tables[first + offset] = .empty
                    let page = (address >> pageShift) + UInt64(offset)
                    run.add(page: page, frame: entry.number, protection: 0, log: &log)
                    drop(entry, page: page, of: vma, &counters, cpu: cpu, memory: &memory, log: &log)
                }
            }
            address = stop
        }
        processes[slot].counters = counters
        totals.anonymous = totals.anonymous &+ counters.anonymous &- before.anonymous
        totals.file = totals.file &+ counters.file &- before.file
    }

    /// Takes an entry that was just cleared off its frame, which is freed with its last mapping.
    @inline(__always) mutating func drop(
        _ entry: PageTableEntry, page: UInt64, of vma: Vma, _ counters: inout MemoryCounters, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        if entry.isZeroPage { return }
        if entry.isFile { counters.file -= 1 } else { counters.anonymous -= 1 }
        guard memory.dropMapping(of: entry.frame) == 0 else { return }
        if entry.isFile { cache[vma.object, vma.objectPage(page)] = nil }
        switch huge.isEmpty ? .page : huge.release(entry.frame, pages: tables.hugePages) {
        case .page: memory.free(entry.frame, order: 0, cpu: cpu, log: &log)
        case .keep: break
        case .block(let head): memory.free(head, order: tables.hugeOrder, cpu: cpu, log: &log)
        }
    }
}
