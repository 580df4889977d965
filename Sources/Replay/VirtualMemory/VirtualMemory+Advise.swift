import TraceFormat

/// What a process tells of its use of a range (madvise); numbers as in asm-generic/mman-common.h. Advice that would change
/// what the model does not follow (MADV_REMOVE, MADV_DONTFORK, MADV_POPULATE_READ and _WRITE) is not here.
public enum MemoryAdvice: Int32, Sendable, CaseIterable {
    case normal = 0
    case random = 1
    case sequential = 2
    case willNeed = 3
    case dontNeed = 4
    case free = 8
    case mergeable = 12
    case unmergeable = 13
    case hugePage = 14
    case noHugePage = 15
    case dontDump = 16
    case doDump = 17
    case cold = 20
    case pageOut = 21
}

extension VirtualMemory {
    /// madvise (mm/madvise.c of Linux 6.1). `dontNeed` gives the pages back at once. `free` lets the kernel take them under
    /// pressure: they stay and lose their dirty mark (there is no page-out in the model). The rest changes no page.
    public mutating func madvise(
        _ process: ProcessID, _ address: UInt64, length: UInt64, advice: MemoryAdvice, fromLibrary: Bool = false,
        cpu: UInt16 = 0, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        var error: SystemCallError? = address & (pageSize - 1) == 0 ? nil : .invalid
        if error == nil {
            if let size = Self.pageUp(length), address &+ size >= address, size > 0 || length == 0 {
                error = advise(slot, address, address + size, advice, cpu: cpu, memory: &memory, log: &log)
            } else {
                error = .invalid
            }
        }
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        return record(result, .madvise, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    /// A hole makes the call fail with `noMemory` in the end, after the VMAs around it were served.
    private mutating func advise(
        _ slot: ProcessSlot, _ start: UInt64, _ end: UInt64, _ advice: MemoryAdvice, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallError? {
        guard start < end else { return nil }
        var hasHole = false
        var address = start
        let space = processes[slot].space!
        let slices = space.slices(of: space.positions(start, end), inside: start, end)
        for vma in slices {
            hasHole = hasHole || vma.start > address
            address = vma.end
            switch advice {
            case .dontNeed:
                if vma.isLocked { return .invalid }
                zap(slot, [vma], cpu: cpu, memory: &memory, log: &log)
            case .free:
                if vma.isLocked || !vma.isAnonymous { return .invalid }
                tables.markClean(space.root, vma.start, vma.end)
            default: break
            }
        }
        return hasHole || address < end ? .noMemory : nil
    }
}
