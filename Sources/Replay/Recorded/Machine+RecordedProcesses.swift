import ReplayModel
import TraceFormat
import Virtual

// Processes of a recording: their size as their system calls tell it, their resident memory as the owners of frames do.
extension Machine {
    mutating func countFault() -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current) else { return true }
        kernel.virtual.processes[slot].minorFaults += 1
        kernel.virtual.processes.markDirty(slot)
        return true
    }

    // MARK: System calls with their recorded results: they change the process's size

    mutating func recordMap(_ event: TraceEvent) -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current), let result = event.number(.result) else { return true }
        let length = event.number(.length) ?? 0
        resize(slot, by: Int64(bitPattern: pages(length)))
        return record(.mmap, event.number(.address) ?? 0, length, result)
    }

    mutating func recordUnmap(_ event: TraceEvent) -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current) else { return true }
        guard let address = event.pointer(.ptr)?.recordedAddress else { return withoutPlace(event) }
        let length = event.number(.length) ?? 0
        resize(slot, by: -Int64(bitPattern: pages(length)))
        return record(.munmap, address, length, 0)
    }

    mutating func recordRemap(_ event: TraceEvent) -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current), let address = event.pointer(.old)?.recordedAddress,
            let result = event.number(.result)
        else { return true }
        let length = event.number(.length) ?? 0
        resize(slot, by: Int64(bitPattern: pages(length) &- pages(event.number(.size) ?? 0)))
        return record(.mremap, address, length, result)
    }

    mutating func recordBreak(_ event: TraceEvent) -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current) else { return true }
        guard let address = event.pointer(.address)?.recordedAddress, let result = event.number(.result) else { return withoutPlace(event) }
        let old = kernel.virtual.processes[slot].recordedBreak
        if old != 0 { resize(slot, by: Int64(bitPattern: pages(result) &- pages(old))) }
        kernel.virtual.processes[slot].recordedBreak = result
        return record(.brk, address, 0, result)
    }

    /// A call of a recording that names a label: the model, which takes no frames here, cannot do it.
    private mutating func withoutPlace(_ event: TraceEvent) -> Bool {
        odd(.recordingEventWithoutPlace, event)
        return true
    }

    private mutating func resize(_ slot: ProcessSlot, by pages: Int64) {
        let total = Int64(bitPattern: kernel.virtual.processes[slot].recorded.total) &+ pages
        kernel.virtual.processes[slot].recorded.total = UInt64(max(total, 0))
        kernel.virtual.processes.markDirty(slot)
    }

    private mutating func record(_ call: SystemCall, _ address: UInt64, _ length: UInt64, _ result: UInt64?) -> Bool {
        log.append(
            SystemCallRow(
                process: current, call: call, fromLibrary: false, address: VirtualAddress(address), length: length, result: result))
        return true
    }

    /// The child exists from here on. The frames that it shares stay their first owner's; its count has them until it copies them
    /// or begins another program.
    mutating func recordFork(_ event: TraceEvent) -> Bool {
        guard let child = event.number(.child) else { return true }
        let id = ProcessID(Int32(truncatingIfNeeded: child))
        guard kernel.virtual.processes.liveSlot(of: id) == nil else {
            odd(.processForkOfLivePid, event, value: child)
            return true
        }
        forgetFormer(id)
        let parent = kernel.virtual.processes.live(current)
        let slot = kernel.virtual.create(
            id, parent: current, uid: parent?.uid ?? 0, comm: event.name(.comm) ?? parent?.comm ?? NameID(0), log: &log)
        kernel.virtual.processes[slot].recorded.total = parent?.counters.total ?? 0
        kernel.virtual.processes[slot].inherited = parent?.counters.anonymous ?? 0
        kernel.virtual.processes[slot].recordedBreak = parent?.recordedBreak ?? 0
        kernel.virtual.processes[slot].origin.isWhole = parent?.origin.isWhole ?? false
        if let from = kernel.virtual.processes.liveSlot(of: current) {
            kernel.virtual.processes[from].origin.heir = id
            // The values of another space were the child's (dup_mmap, mm/mmap.c).
            kernel.virtual.processes[from].origin.isBuilding = false
        }
        return true
    }

    mutating func recordExec(_ event: TraceEvent) -> Bool {
        guard let slot = kernel.virtual.processes.liveSlot(of: current) else { return true }
        kernel.virtual.processes[slot].recorded.total = 0
        kernel.virtual.processes[slot].recordedBreak = 0
        leaveOldProgram(slot)
        kernel.virtual.note(.exec, slot, log: &log)
        kernel.virtual.processes[slot].forgetPeaks()
        kernel.virtual.processes.markDirty(slot)
        return true
    }

    /// Anonymous and page-table pages of every process are the frames that it owns.
    mutating func checkRecordedInvariants() {
        var anonymous: UInt64 = 0
        var tables: UInt64 = 0
        for slot in kernel.virtual.processes.indices {
            anonymous += kernel.virtual.processes[slot].recorded.anonymous
            tables += kernel.virtual.processes[slot].recorded.tables
        }
        precondition(anonymous <= kernel.memory.pages(of: .anonymous), "processes hold no more anonymous frames than there are")
        precondition(tables <= kernel.memory.pages(of: .pageTable), "processes hold no more page tables than there are")
        recording.joiner.checkInvariants()
    }
}

/// Pages that it takes to hold so many bytes.
private func pages(_ bytes: UInt64) -> UInt64 { bytes / pageSize + (bytes % pageSize == 0 ? 0 : 1) }
