import TraceFormat

extension VirtualMemory {
    /// MCL_CURRENT and MCL_FUTURE of mlockall.
    static let lockCurrent: UInt32 = 1
    static let lockFuture: UInt32 = 2

    /// mlock: locks the VMAs of the range and maps every page of it (mm/mlock.c of Linux 6.1).
    public mutating func mlock(
        _ process: ProcessID, _ address: UInt64, length: UInt64, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        let (start, size) = Self.pageRange(address, length)
        var error: SystemCallError? = start &+ size < start ? .invalid : nil
        if error == nil, !mayLock(slot, size >> pageShift) { error = .noMemory }
        if error == nil { error = setLocked(slot, start, start + size, true, log: &log) }
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        _ = record(result, .mlock, process, address, length, fromLibrary: fromLibrary, log: &log)
        guard error == nil else { return result }
        return populated(result, process, start, start + size, cpu: cpu, memory: &memory, log: &log)
    }

    /// munlock. Pages stay mapped.
    public mutating func munlock(
        _ process: ProcessID, _ address: UInt64, length: UInt64, fromLibrary: Bool = false, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        let (start, size) = Self.pageRange(address, length)
        let error = start &+ size < start ? .invalid : setLocked(slot, start, start + size, false, log: &log)
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        return record(result, .munlock, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    /// mlockall: 1 (MCL_CURRENT) locks and populates what is mapped, 2 (MCL_FUTURE) what will be.
    public mutating func mlockall(
        _ process: ProcessID, flags: UInt32, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        let isCurrent = flags & Self.lockCurrent != 0
        var error: SystemCallError? = flags == 0 || flags & ~3 != 0 ? .invalid : nil
        let total = processes[slot].space!.counters.total
        if error == nil, isCurrent, !processes[slot].isRoot, total > processes[slot].space!.limits.lockedMemory >> pageShift {
            error = .noMemory
        }
        if error == nil {
            processes[slot].space!.locksFuture = flags & Self.lockFuture != 0
            if isCurrent { setAllLocked(slot, true, log: &log) }
        }
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        _ = record(result, .mlockall, process, UInt64(flags), 0, fromLibrary: fromLibrary, log: &log)
        guard error == nil, isCurrent else { return result }
        return populated(result, process, 0, bounds.end, cpu: cpu, memory: &memory, log: &log)
    }

    public mutating func munlockall(
        _ process: ProcessID, fromLibrary: Bool = false, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        processes[slot].space!.locksFuture = false
        setAllLocked(slot, false, log: &log)
        return record(.success(), .munlockall, process, 0, 0, fromLibrary: fromLibrary, log: &log)
    }

    private mutating func setLocked(
        _ slot: ProcessSlot, _ start: UInt64, _ end: UInt64, _ isLocked: Bool, log: inout TransitionLog
    ) -> SystemCallError? {
        modify(slot, start, end, log: &log) { _, vma, _ in
            if isLocked { vma.attributes.insert(.locked) } else { vma.attributes.remove(.locked) }
            return nil
        }
    }

    private mutating func setAllLocked(_ slot: ProcessSlot, _ isLocked: Bool, log: inout TransitionLog) {
        var address: UInt64 = 0
        while true {
            let space = processes[slot].space!
            let position = space.position(after: address)
            guard position < space.vmas.count else { return }
            let (start, end) = (space.vmas[position].start, space.vmas[position].end)
            _ = setLocked(slot, start, end, isLocked, log: &log)
            address = end
        }
    }

    /// The whole pages that [address, address + length) touches: first address and size.
    static func pageRange(_ address: UInt64, _ length: UInt64) -> (start: UInt64, size: UInt64) {
        let start = address & ~(pageSize - 1)
        return (start, (length &+ (address - start) &+ (pageSize - 1)) & ~(pageSize - 1))
    }
}
