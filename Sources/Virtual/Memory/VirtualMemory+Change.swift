import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// Changes an address space's VMAs and keeps the machine's totals.
    mutating func replace(
        _ range: Range<Int>, with pieces: [Vma], joining sides: JoinSides = [], in slot: AddressSpaceSlot, log: inout TransitionLog
    ) {
        let before = processes[slot].counters.locked
        processes[slot].replace(range, with: pieces, joining: sides, mergeRules, log: &log)
        totals.locked = totals.locked &+ processes[slot].counters.locked &- before
        if usesHuge {
            for vma in pieces {
                cutHuge(slot, at: vma.start, log: &log)
                cutHuge(slot, at: vma.end, log: &log)
            }
        }
        processes.markDirty(slot.process)
    }

    /// Charges `pages` to overcommit for a process.
    mutating func charge(_ pages: UInt64, _ slot: AddressSpaceSlot, memory: borrowing some PageSource & ~Copyable) -> Bool {
        let total = processes[slot].counters.total
        let reclaimable = filePages + cachedPagesBefore + reclaimableSlabPages
        return commit.charge(pages, total: total, isAdmin: processes[slot.process].isRoot, settings) {
            AvailableMemory(free: memory.freePages, reclaimable: reclaimable, reserve: memory.reservePages)
        }
    }

    /// Gives back what the accounted ones of `vmas` were charged.
    mutating func uncharge(_ vmas: [Vma]) {
        for vma in vmas where vma.attributes.contains(.accounted) { commit.uncharge(vma.pages) }
    }

    /// Whether a change may make VMAs from two new ends inside existing ones (max_map_count, `__do_munmap`).
    func maySplit(_ slot: AddressSpaceSlot, _ range: Range<Int>, _ start: UInt64, _ end: UInt64) -> Bool {
        let space = processes[slot]
        guard let first = range.first, range.count == 1 else { return true }
        let splits = space.vmas[first].start < start && space.vmas[first].end > end
        return !splits || space.vmas.count < Int(settings.maxMapCount)
    }

    /// Writes the row of a system call and hands its result on.
    func record(
        _ result: SystemCallResult, _ call: SystemCall, _ process: ProcessID, _ address: UInt64, _ length: UInt64,
        fromLibrary: Bool, log: inout TransitionLog
    ) -> SystemCallResult {
        log.append(
            SystemCallRow(
                process: process, call: call, fromLibrary: fromLibrary, address: VirtualAddress(address), length: length,
                result: result.error == nil ? result.value : nil, error: result.error?.rawValue))
        return result
    }
}
