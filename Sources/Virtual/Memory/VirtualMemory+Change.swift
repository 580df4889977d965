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
        let isCharged = commit.charge(pages, total: total, isAdmin: processes[slot.process].isRoot, settings) {
            AvailableMemory(free: memory.freePages, reclaimable: reclaimable, reserve: memory.reservePages)
        }
        if !isCharged { refusal = .overcommit }
        return isCharged
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
    mutating func record(
        _ result: SystemCallResult, _ call: SystemCall, _ process: ProcessID, _ address: UInt64, _ length: UInt64,
        fromLibrary: Bool, log: inout TransitionLog
    ) -> SystemCallResult {
        log.append(
            SystemCallRow(
                process: process, call: call, fromLibrary: fromLibrary, address: VirtualAddress(address), length: length,
                result: result.error == nil ? result.value : nil, error: result.error?.rawValue))
        noteFailure(result, call.eventKind, process, result.error == .noMemory && length > 0 ? length : address, log: &log)
        return result
    }

    /// The row of a call that failed, with the reason where one is known. What a call that succeeds left of one is forgotten.
    mutating func noteFailure(
        _ result: SystemCallResult, _ call: EventKind, _ process: ProcessID, _ value: UInt64, log: inout TransitionLog
    ) {
        defer { refusal = nil }
        guard let error = result.error else { return }
        log.append(
            FailedCallRow(process: process, call: call, error: error.rawValue, reason: refusal ?? error.usualReason(call), value: value))
    }
}

extension SystemCallError {
    /// What the errno of a memory call mostly means (mm/mmap.c, mm/mlock.c, mm/madvise.c, mm/mprotect.c): ENOMEM of those that work on a
    /// range is a hole in it.
    fileprivate func usualReason(_ call: EventKind) -> CallFailure {
        switch self {
        case .notPermitted, .accessDenied: .notPermitted
        case .noProcess, .badFile, .invalid: .invalid
        case .tryAgain: .lockLimit
        case .badAddress: .notMapped
        case .exists: .taken
        case .noMemory: call == .mmap || call == .brk || call == .sbrk || call == .mremap ? .noAddressSpace : .notMapped
        }
    }
}

extension SystemCall {
    /// The event that makes the call.
    fileprivate var eventKind: EventKind {
        switch self {
        case .brk: .brk
        case .mmap: .mmap
        case .munmap: .munmap
        case .mremap: .mremap
        case .mprotect: .mprotect
        case .madvise: .madvise
        case .mlock: .mlock
        case .munlock: .munlock
        case .mlockall: .mlockall
        case .munlockall: .munlockall
        }
    }
}
