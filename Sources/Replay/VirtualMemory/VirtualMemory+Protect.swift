import TraceFormat

extension VirtualMemory {
    /// mprotect (mm/mprotect.c of Linux 6.1). Entries lose the write permission at once; they get it back by a fault.
    public mutating func mprotect(
        _ process: ProcessID, _ address: UInt64, length: UInt64, protection: UInt8, fromLibrary: Bool = false,
        log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = liveSlot(process)
        let error = protect(slot, address, length, protection & 7, log: &log)
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        return record(result, .mprotect, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    private mutating func protect(
        _ slot: ProcessSlot, _ address: UInt64, _ length: UInt64, _ protection: UInt8, log: inout TransitionLog
    ) -> SystemCallError? {
        guard address & (pageSize - 1) == 0 else { return .invalid }
        guard length > 0 else { return nil }
        guard let size = Self.pageUp(length), size <= bounds.end, address <= bounds.end - size else { return .noMemory }
        let space = processes[slot].space!
        let (root, pid) = (space.root, space.process)
        return modify(slot, address, address + size, log: &log) { machine, vma, log in
            if let error = machine.chargeForWriting(slot, &vma, protection) { return error }
            if vma.protection & 2 != 0 && protection & 2 == 0 {
                var run = MappingRun(.protect, process: pid)
                machine.tables.removeWritePermission(
                    root, vma.start, vma.end, run: &run, protection: protection, log: &log)
                run.flush(log: &log)
            }
            vma.protection = protection
            return nil
        }
    }

    /// Private memory that becomes writable is charged, once (`mprotect_fixup`).
    private mutating func chargeForWriting(_ slot: ProcessSlot, _ vma: inout Vma, _ protection: UInt8) -> SystemCallError? {
        guard protection & 2 != 0, vma.protection & 2 == 0 else { return nil }
        let space = processes[slot].space!
        if !vma.isShared, space.counters.data + vma.pages > space.limits.data >> pageShift { return .noMemory }
        guard vma.attributes.isDisjoint(with: [.accounted, .shared, .noReserve]) else { return nil }
        guard charge(vma.pages, slot) else { return .noMemory }
        vma.attributes.insert(.accounted)
        return nil
    }
}
