import Pages
import ReplayModel
import TraceFormat
import Virtual

// Processes: birth, death, names, and how much the OOM killer wants them.
extension Machine {
    /// The process that an event belongs to: 0 is the kernel; a process that the trace never declared is made at first use.
    mutating func process(of event: TraceEvent) -> ProcessID {
        guard event.task > 0 else { return event.kind.origin == .program ? implicitProcess : .kernel }
        let id = ProcessID(event.task)
        if let slot = kernel.virtual.processes.slot(of: id) { return kernel.virtual.processes[slot].process }
        guard event.kind.origin == .program else { return .kernel }
        start(id, comm: names.intern("task-\(event.task)"), uid: 1000, parent: nil)
        return id
    }

    /// Whose events of user space are that name no task.
    private var implicitProcess: ProcessID {
        mutating get {
            let id = ProcessID(1000)
            if kernel.virtual.processes.slot(of: id) == nil {
                start(id, comm: names.intern("trace"), uid: 1000, parent: nil)
            }
            return id
        }
    }

    private mutating func start(_ process: ProcessID, comm: NameID, uid: UInt32, parent: ProcessID?) {
        forgetFormer(process)
        kernel.virtual.create(process, parent: parent, uid: uid, comm: comm, log: &log)
    }

    mutating func declare(_ event: TraceEvent) {
        guard let pid = event.number(.pid) else { return }
        let id = ProcessID(Int32(truncatingIfNeeded: pid))
        let comm = event.name(.comm)
        if kernel.virtual.processes.liveSlot(of: id) == nil {
            let uid = UInt32(truncatingIfNeeded: event.number(.uid) ?? 1000)
            let parent = event.number(.parent).map { ProcessID(Int32(truncatingIfNeeded: $0)) }
            start(id, comm: comm ?? names.intern("task-\(pid)"), uid: uid, parent: parent)
        } else if let comm {
            if kernel.isRecorded, isRecording, let slot = kernel.virtual.processes.liveSlot(of: id) { renameRecorded(slot, to: comm) }
            kernel.virtual.rename(id, comm: comm, log: &log)
        }
    }

    mutating func fork(_ event: TraceEvent) throws(OutOfMemory) {
        guard let child = event.number(.child) else { return }
        let id = ProcessID(Int32(truncatingIfNeeded: child))
        if kernel.virtual.processes.liveSlot(of: id) != nil { return odd(.processForkOfLivePid, event, value: child) }
        try prepareSpace()
        let result = try kernel.virtual.fork(
            current, child: id, comm: event.name(.comm), cpu: cpu, memory: &kernel.memory, log: &log)
        guard result.isSuccess else {
            odd(.processForkFailed, event, value: child)
            return fail(kernel.virtual.takeRefusal() ?? .noMemory, event, error: result.error?.rawValue)
        }
        pointers.fork(parent: current, child: id)
        if let policy = recording.policies[current.rawValue] { recording.policies[id.rawValue] = policy }
        heaps.fork(parent: current, child: id, thread: event.thread(of: current))
    }

    mutating func exec(_ event: TraceEvent) throws(OutOfMemory) {
        let program = event.name(.name)
        let comm = program.map { names.intern(baseName(names[$0])) }
        try kernel.virtual.exec(
            current, layout: ProgramLayout(name: program), comm: comm, cpu: cpu, memory: &kernel.memory, log: &log)
        pointers.forget(current)
        heaps.remove(current)
    }

    /// The process's memory goes back.
    mutating func finish(_ process: ProcessID, status: Int64 = 0) {
        kernel.dying.removeAll { $0 == process }
        heaps.remove(process)
        pointers.forget(process)
        kernel.pending.removeAll(of: process)
        kernel.virtual.exit(process, status: status, memory: &kernel.memory, log: &log)
    }

    mutating func createThread(_ event: TraceEvent) {
        kernel.virtual.createThread(ProcessID(Int32(truncatingIfNeeded: event.number(.tid) ?? 0)), of: current, log: &log)
    }

    mutating func endThread(_ event: TraceEvent) throws(OutOfMemory) {
        if let place = heaps.slot(of: current) {
            try prepareSpace()
            heaps.markDirty(place)
            heaps[place].threadExit(event.task, kernel: &kernel, log: &log)
        }
        kernel.virtual.endThread(ProcessID(event.task), log: &log)
    }

    /// An Android app moves to the foreground or the background: its oom_score_adj is written, as root.
    mutating func moveApp(_ event: TraceEvent) {
        guard let slot = liveTarget(event) else { return }
        let isForeground = event.kind == .foreground
        let process = kernel.virtual.processes[slot]
        let adj = isForeground ? kernel.profile.oom.foregroundAdj : kernel.profile.oom.backgroundAdj
        log.append(
            ProcessRow(
                operation: isForeground ? .foreground : .background, process: process.process, parent: process.parent,
                uid: process.uid, comm: process.comm, value: Int64(adj), oldValue: Int64(process.oomScoreAdj)))
        kernel.setAdjustment(slot, scoreAdj: adj, floor: adj)
    }

    mutating func adjust(_ event: TraceEvent) {
        guard let slot = liveTarget(event), let value = event.signed(.value) else { return }
        switch kernel.writeAdjustment(value, slot, isLegacy: event.kind == .oomAdj, writer: current, log: &log) {
        case .stored: break
        case .invalid:
            // The file itself came with 2.6.36.
            let isKnown = kernel.oomRules.hasScoreAdj || event.kind == .oomAdj
            odd(.oomAdjInvalid, event, value: UInt64(bitPattern: value))
            fail(isKnown ? .invalid : .unknownToKernel, event, error: isKnown ? 22 : 2)
        case .otherOwner:
            odd(.oomAdjDenied, event, value: UInt64(bitPattern: value))
            fail(.otherOwner, event, error: 13)
        case .denied:
            odd(.oomAdjDenied, event, value: UInt64(bitPattern: value))
            fail(.notPermitted, event, error: 13)
        }
    }

    /// A kill that a recording tells of: followed in placement `recorded`; otherwise the model's own killer decides.
    mutating func recordedVictim(_ event: TraceEvent) {
        guard kernel.isRecorded, let slot = liveTarget(event) else { return }
        let process = kernel.virtual.processes[slot].process
        recording.victims.insert(process.rawValue)
        log.append(
            OomRow(
                trigger: .recorded, invoker: current, order: 0, gfp: 0, totalPages: kernel.oomTotalPages, victim: process,
                points: 0, candidates: 0))
    }

    /// The live process that the event's `pid` names.
    private mutating func liveTarget(_ event: TraceEvent) -> ProcessSlot? {
        guard let pid = event.number(.pid) else { return nil }
        if let slot = kernel.virtual.processes.liveSlot(of: ProcessID(Int32(truncatingIfNeeded: pid))) { return slot }
        odd(.processUnknownPid, event, value: pid)
        return nil
    }
}

/// A path's last part, at most 15 bytes, as a task's comm has it (TASK_COMM_LEN, include/linux/sched.h).
private func baseName(_ path: String) -> String {
    String(path.split(separator: "/").last?.prefix(15) ?? "")
}
