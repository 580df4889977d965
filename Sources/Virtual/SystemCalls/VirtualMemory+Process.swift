import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// A new process without an address space: `ensureAddressSpace` gives it one. Kernel threads never get one.
    /// Precondition: no live process has the pid.
    @discardableResult
    public mutating func create(
        _ process: ProcessID, parent: ProcessID? = nil, uid: UInt32 = 0, comm: NameID, log: inout TransitionLog
    ) -> ProcessSlot {
        var entry = Process(process: process, parent: parent, uid: uid, comm: comm)
        entry.startTime = clock
        entry.limits = parent.flatMap { processes.liveSlot(of: $0) }.map { processes[$0].limits } ?? ResourceLimits(settings, generation)
        let slot = processes.insert(entry)
        note(.start, slot, parent: parent, log: &log)
        return slot
    }

    /// Gives a process a new command name, and a user where one is named.
    public mutating func rename(_ process: ProcessID, comm: NameID, uid: UInt32? = nil, log: inout TransitionLog) {
        guard let slot = processes.liveSlot(of: process) else { return log.count(.processRenameOfUnknown) }
        processes[slot].comm = comm
        if let uid { processes[slot].uid = uid }
        note(.rename, slot, log: &log)
    }

    /// A thread begins: it shares everything with its process.
    public mutating func createThread(_ thread: ProcessID, of process: ProcessID, log: inout TransitionLog) {
        guard let slot = processes.liveSlot(of: process) else { return log.count(.processThreadOfUnknown) }
        guard processes.liveSlot(of: thread) == nil else { return log.count(.processThreadIdInUse) }
        processes.setThread(thread, of: processes[slot].process)
        processes[slot].threads += 1
        note(.threadStart, slot, value: Int64(thread.rawValue), log: &log)
    }

    /// A thread besides the first ends.
    public mutating func endThread(_ thread: ProcessID, log: inout TransitionLog) {
        guard let owner = processes.threadOwner(thread), let slot = processes.liveSlot(of: owner) else {
            return log.count(.processEndOfUnknownThread)
        }
        processes.setThread(thread, of: nil)
        processes[slot].threads -= 1
        note(.threadEnd, slot, value: Int64(thread.rawValue), log: &log)
    }

    /// Writes the row of something that happened to a process; what writes oom_score_adj and the like uses it too.
    public func note(
        _ operation: ProcessOperation, _ slot: ProcessSlot, parent: ProcessID? = nil, value: Int64? = nil,
        oldValue: Int64? = nil, log: inout TransitionLog
    ) {
        let process = processes[slot]
        log.append(
            ProcessRow(
                operation: operation, process: process.process, parent: parent, uid: process.uid, comm: process.comm,
                value: value, oldValue: oldValue))
    }

    /// Gives a process the default address space of its architecture when it has none yet.
    @specialized(where Source == PhysicalMemory)
    public mutating func ensureAddressSpace<Source: PageSource & ~Copyable>(
        _ process: ProcessID, layout: ProgramLayout = ProgramLayout(), cpu: UInt16 = 0,
        memory: inout Source, log: inout TransitionLog
    ) throws(OutOfMemory) {
        guard let slot = processes.liveSlot(of: process), processes.space(of: slot) == nil else { return }
        let space = try makeSpace(slot, cpu: cpu, memory: &memory, log: &log)
        load(processes.give(space, to: slot), layout, log: &log)
    }

    /// An empty address space: a top-level table and what comes with it, and the limits of the settings.
    private mutating func makeSpace(
        _ slot: ProcessSlot, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> AddressSpace {
        let process = processes[slot].process
        var count: UInt64 = 0
        let root = try tables.makeRoot(process: process, cpu: cpu, count: &count, memory: &memory, log: &log)
        var space = AddressSpace(process: process, root: root, guardGap: limitRules.guardGap)
        space.counters.tables = count
        return space
    }

    /// Lays a program out in an empty address space. exec is not refused by overcommit: its few pages count all the same.
    private mutating func load(_ slot: AddressSpaceSlot, _ layout: ProgramLayout, log: inout TransitionLog) {
        let vmas = lay(layout)
        for vma in vmas where vma.attributes.contains(.accounted) { commit.assume(vma.pages) }
        replace(0..<0, with: vmas, in: slot, log: &log)
        let end = vmas.last { $0.kind != .stack }?.end ?? architecture.textBase
        processes[slot].startBreak = end
        processes[slot].programBreak = end
    }

    /// execve: a new address space in place of the old. The new top-level table comes first (`bprm_mm_init`, fs/exec.c), so
    /// that without a frame nothing has changed.
    public mutating func exec(
        _ process: ProcessID, layout: ProgramLayout, comm: NameID? = nil, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        guard let slot = processes.liveSlot(of: process) else { return log.count(.processExecOfUnknown) }
        let space = try makeSpace(slot, cpu: cpu, memory: &memory, log: &log)
        if let comm { processes[slot].comm = comm }
        note(.exec, slot, log: &log)
        processes[slot].forgetPeaks()
        if let space = processes.space(of: slot) { tearDown(space, cpu: cpu, memory: &memory, log: &log) }
        load(processes.give(space, to: slot), layout, log: &log)
    }

    /// The process exits, or is killed (`isKill`, then `status` is the signal): its memory goes back, it stays in the table as dead.
    public mutating func exit(
        _ process: ProcessID, status: Int64 = 0, isKill: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        guard let slot = processes.liveSlot(of: process) else { return log.count(.processExitOfUnknown) }
        note(isKill ? .kill : .exit, slot, value: status, log: &log)
        if let space = processes.space(of: slot) { tearDown(space, cpu: cpu, memory: &memory, log: &log) }
        processes.endThreads(of: slot)
        processes[slot].isAlive = false
        processes.markDirty(slot)
    }

    /// Frees everything of an address space: pages from the lowest address on, then page tables (`exit_mmap`, mm/mmap.c).
    mutating func tearDown(
        _ slot: AddressSpaceSlot, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let space = processes[slot]
        lazilyFreed.forget(space.process)
        uncharge(space.vmas)
        replace(0..<space.vmas.count, with: [], in: slot, log: &log)
        zap(slot, space.vmas, cpu: cpu, memory: &memory, log: &log)
        tables.releaseRoot(
            space.root, cpu: cpu, count: &processes[slot].counters.tables, memory: &memory, log: &log)
        processes.removeSpace(slot)
    }
}
