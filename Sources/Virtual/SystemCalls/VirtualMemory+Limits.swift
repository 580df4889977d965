import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// setrlimit of a process's own limits, or prlimit of another's (`do_prlimit`, kernel/sys.c). Without a hard limit named, root and the
    /// kernel move that along, and others leave it. `privileged`: the caller has CAP_SYS_RESOURCE.
    public mutating func setLimit(
        _ process: ProcessID, _ resource: LimitedResource, soft: UInt64, hard: UInt64?, privileged: Bool, log: inout TransitionLog
    ) -> SystemCallResult {
        guard let slot = processes.liveSlot(of: process) else { return .failure(.noProcess) }
        let old = processes[slot].limits
        let ceiling = hard ?? (privileged ? max(soft, old[hard: resource]) : old[hard: resource])
        if soft > ceiling {
            refusal = hard == nil ? .hardLimit : .invalid
            return recordLimit(.failure(hard == nil ? .notPermitted : .invalid), process, soft, log: &log)
        }
        if ceiling > old[hard: resource], !privileged {
            refusal = .hardLimit
            return recordLimit(.failure(.notPermitted), process, ceiling, log: &log)
        }
        processes[slot].limits[resource] = soft
        processes[slot].limits[hard: resource] = ceiling
        return .success(old[resource])
    }

    private mutating func recordLimit(
        _ result: SystemCallResult, _ process: ProcessID, _ value: UInt64, log: inout TransitionLog
    ) -> SystemCallResult {
        noteFailure(result, .setrlimit, process, value, log: &log)
        return result
    }

    /// Why the last call failed, where its errno does not tell.
    package mutating func takeRefusal() -> CallFailure? {
        defer { refusal = nil }
        return refusal
    }

    /// The limits of the process that an address space belongs to.
    func limits(_ slot: AddressSpaceSlot) -> ResourceLimits { processes[slot.process].limits }

    /// Whether `pages` more fit the limits (`may_expand_vm`, mm/mmap.c). Before 4.5 RLIMIT_DATA is brk's alone.
    mutating func mayExpand(_ slot: AddressSpaceSlot, by pages: UInt64, asData: Bool) -> Bool {
        let counters = processes[slot].counters
        if counters.total + pages > limits(slot).addressSpace >> pageShift {
            refusal = .addressSpaceLimit
            return false
        }
        guard asData, limitRules.dataCountsMappings, counters.data + pages > limits(slot).data >> pageShift else { return true }
        refusal = .dataLimit
        return false
    }

    /// Whether `pages` more may be locked (RLIMIT_MEMLOCK; root is free of it).
    mutating func mayLock(_ slot: AddressSpaceSlot, _ pages: UInt64) -> Bool {
        if processes[slot.process].isRoot { return true }
        if processes[slot].counters.locked + pages <= limits(slot).lockedMemory >> pageShift { return true }
        refusal = .lockLimit
        return false
    }
}
