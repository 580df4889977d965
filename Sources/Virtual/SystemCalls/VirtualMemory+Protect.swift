import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// mprotect (mm/mprotect.c of Linux 6.1). Entries lose the write permission at once; they get it back by a fault.
    /// Private locked memory that becomes writable is populated at once, before the next VMA is looked at; where that finds no frame in two VMAs, the second is left.
    public mutating func mprotect(
        _ process: ProcessID, _ address: UInt64, length: UInt64, protection: UInt8, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        var pending: PendingPopulate?
        let error = protect(slot, address, length, protection & 7, &pending, cpu: cpu, memory: &memory, log: &log)
        var result = error.map { SystemCallResult.failure($0) } ?? .success()
        _ = record(result, .mprotect, process, address, length, fromLibrary: fromLibrary, log: &log)
        result.pending = pending
        return result
    }

    /// A recording shows that the kernel served an access which the page's mapping does not allow here: the permission is added to that
    /// page, as an mprotect that left no event did. False: the page is in no mapping, or overcommit refuses it.
    package mutating func permit(
        _ access: AccessKind, _ process: ProcessID, page: UInt64, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> Bool {
        let slot = space(of: process)
        guard let position = processes[slot].position(of: page) else { return false }
        let needed: UInt8 = access == .write ? 3 : access == .execute ? 5 : 1
        let protection = processes[slot].vmas[position].protection | needed
        var pending: PendingPopulate?
        return protect(slot, page, pageSize, protection, &pending, cpu: cpu, memory: &memory, log: &log) == nil
    }

    /// Whether the mapping that holds the address allows the access. Precondition: the process has an address space.
    package func allows(_ access: AccessKind, _ process: ProcessID, _ address: VirtualAddress) -> Bool {
        let space = processes[space(of: process)]
        return space.position(of: address.rawValue).map { space.vmas[$0].allows(access) } ?? false
    }

    private mutating func protect(
        _ slot: AddressSpaceSlot, _ address: UInt64, _ length: UInt64, _ protection: UInt8, _ pending: inout PendingPopulate?,
        cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallError? {
        guard address & (pageSize - 1) == 0 else { return .invalid }
        guard length > 0 else { return nil }
        guard let size = Self.pageUp(length), size <= bounds.end, address <= bounds.end - size else { return .noMemory }
        let space = processes[slot]
        let (root, pid) = (space.root, space.process)
        return modify(slot, address, address + size, log: &log) { vma in
            vma.protection = protection
        } apply: { machine, old, new, log in
            if let error = machine.chargeForWriting(slot, old, &new, memory: memory) { return error }
            if old.protection & 2 != 0 && protection & 2 == 0 {
                var run = MappingRun(.protect, process: pid)
                machine.tables.removeWritePermission(
                    root, old.start, old.end, run: &run, protection: protection, log: &log)
                run.flush(log: &log)
            }
            machine.unchargeUntouched(&new)
            return nil
        } after: { machine, old, log in
            guard old.protection & 2 == 0, protection & 2 != 0, old.isLocked, !old.isShared, pending == nil else { return }
            pending = machine.populate(
                pid, from: VirtualAddress(old.start), to: VirtualAddress(old.end), cpu: cpu, memory: &memory, log: &log)
        }
    }

    /// Anonymous memory without pages that loses the write permission is no longer charged (`mprotect_fixup`, since Linux 6.7).
    private mutating func unchargeUntouched(_ vma: inout Vma) {
        guard commit.rules.unchargesUntouched, vma.protection & 2 == 0, vma.attributes.contains(.accounted) else { return }
        guard vma.isAnonymous, vma.anonymous == 0 else { return }
        commit.uncharge(vma.pages)
        vma.attributes.remove(.accounted)
    }

    /// Private memory that becomes writable is charged, once (`mprotect_fixup`).
    private mutating func chargeForWriting(
        _ slot: AddressSpaceSlot, _ old: Vma, _ vma: inout Vma, memory: borrowing some PageSource & ~Copyable
    ) -> SystemCallError? {
        guard vma.protection & 2 != 0, old.protection & 2 == 0 else { return nil }
        let space = processes[slot]
        if !vma.isShared, limitRules.dataCountsMappings, space.counters.data + vma.pages > limits(slot).data >> pageShift {
            refusal = .dataLimit
            return .noMemory
        }
        guard vma.attributes.isDisjoint(with: [.accounted, .shared, .noReserve]) else { return nil }
        guard charge(vma.pages, slot, memory: memory) else { return .noMemory }
        vma.attributes.insert(.accounted)
        return nil
    }
}
