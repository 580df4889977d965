extension KernelRecording {
    /// CLONE_THREAD (include/uapi/linux/sched.h).
    private static let cloneThread: UInt64 = 0x10000

    /// Emits `task` and `thread_create` where the line shows a task for the first time or under another name.
    @inline(__always)
    mutating func name(_ line: KernelLine, _ bytes: UnsafeRawBufferPointer, _ base: TraceEvent, _ names: inout NameTable) {
        guard line.tid > 0 else { return }
        if line.pid != nil { tasks.seesThreads = true }
        let comm = names.intern(bytes: bytes.slice(line.comm.lowerBound, line.comm.upperBound))
        name(line.tid, pid: line.pid, comm: isUnknown(bytes, line.comm) ? nil : comm, base)
    }

    /// The same of a task that is told by numbers; `pid`, `comm`: nil where the recording does not tell them. Precondition: `tid` > 0.
    @inline(__always)
    mutating func name(_ tid: Int32, pid: Int32?, comm: NameID?, _ base: TraceEvent) {
        tasks.meet(tid)
        let comm = comm ?? tasks[tid]?.comm ?? NameID(0)
        let pid = pid ?? tasks[tid]?.pid ?? tid
        if let known = tasks[tid], known.pid == pid, known.comm == comm { return }
        nameNew(tid, RecordedTasks.Task(pid: pid, comm: comm), base)
    }

    /// The recorder did not know the name: ftrace prints `<...>`, perf `:PID`.
    @inline(__always)
    private func isUnknown(_ bytes: UnsafeRawBufferPointer, _ comm: Range<Int>) -> Bool {
        guard !comm.isEmpty else { return true }
        let first = bytes.byte(comm.lowerBound)
        return first == Ascii.colon || (first == UInt8(ascii: "<") && comm.count == 5 && bytes.has("<...>", at: comm.lowerBound))
    }

    @inline(never)
    private mutating func nameNew(_ tid: Int32, _ task: RecordedTasks.Task, _ base: TraceEvent) {
        if !heldForks.isEmpty { resolveFork(of: tid, isThread: task.pid != tid) }
        let known = tasks[tid]
        if let known, known.comm == task.comm, known.pid == task.pid { return }
        if task.pid == tid {
            queue.append(named(task, base))
        } else {
            if tasks[task.pid] == nil {
                tasks[task.pid] = RecordedTasks.Task(pid: task.pid, comm: task.comm)
                queue.append(named(task, base))
            }
            if known == nil || known?.pid != task.pid { queue.append(threadCreate(tid, process: task.pid, base)) }
        }
        tasks[tid] = task
    }

    private func named(_ task: RecordedTasks.Task, _ base: TraceEvent) -> TraceEvent {
        var event = base
        event.kind = .task
        event.set(.pid, UInt64(UInt32(bitPattern: task.pid)))
        if task.comm != NameID(0) { event.set(.comm, task.comm) }
        return event
    }

    private func threadCreate(_ tid: Int32, process: Int32, _ base: TraceEvent) -> TraceEvent {
        var event = TraceEvent(
            .threadCreate, time: base.time, cpu: base.cpu, task: process, line: base.line, source: base.source)
        event.set(.tid, UInt64(UInt32(bitPattern: tid)))
        return event
    }

    /// `task_newtask`: remembered until the fork event of the same task, which follows it.
    mutating func takeNewTask(_ event: TraceEvent, _ details: some RecordedDetails) {
        guard let flags = details.cloneFlags, let child = event.number(.tid) else { return }
        newTasks[event.task] = (Int32(truncatingIfNeeded: child), flags & Self.cloneThread != 0)
    }

    /// Emits the fork, or the thread, or holds it back until that is known.
    mutating func takeFork(_ event: TraceEvent, distinguishesThreads: Bool) {
        let child = Int32(truncatingIfNeeded: event.number(.child) ?? 0)
        let parent = tasks[event.task]?.pid ?? event.task
        if let new = newTasks.removeValue(forKey: event.task), new.child == child {
            tasks[child] = RecordedTasks.Task(pid: new.isThread ? parent : child, comm: event.name(.comm) ?? NameID(0))
            return queue.append(new.isThread ? threadCreate(child, process: parent, event) : event)
        }
        if distinguishesThreads { heldForks.append((queue.end, child)) }
        tasks[child] = distinguishesThreads ? nil : RecordedTasks.Task(pid: child, comm: event.name(.comm) ?? NameID(0))
        queue.append(event)
        queue.hold(from: heldForks.first?.position)
    }

    /// The child's first line: a thread's fork becomes `thread_create`.
    private mutating func resolveFork(of child: Int32, isThread: Bool) {
        guard let index = heldForks.firstIndex(where: { $0.child == child }) else { return }
        let position = heldForks.remove(at: index).position
        let fork = queue[position]
        let parent = tasks[fork.task]?.pid ?? fork.task
        if isThread { queue.replace(at: position, with: threadCreate(child, process: parent, fork)) }
        tasks[child] = RecordedTasks.Task(pid: isThread ? parent : child, comm: fork.name(.comm) ?? NameID(0))
        queue.hold(from: heldForks.first?.position)
    }

    /// Gives up waiting: the children that never showed are processes.
    mutating func releaseForks() {
        for fork in heldForks {
            count(.unknownChild)
            tasks[fork.child] = RecordedTasks.Task(pid: fork.child, comm: queue[fork.position].name(.comm) ?? NameID(0))
        }
        heldForks = []
        queue.hold(from: nil)
    }

    /// A task ends: the process where it is the last or the first thread, else the thread.
    mutating func takeExit(_ event: TraceEvent) {
        finishCall(of: event.task)
        let pid = tasks[event.task]?.pid ?? event.task
        let isProcess = event.number(.value).map { $0 == 1 } ?? (pid == event.task)
        let exit = TraceEvent(
            isProcess ? .exit : .threadExit, time: event.time, cpu: event.cpu, task: isProcess ? pid : event.task, line: event.line,
            source: event.source)
        queue.append(exit)
    }
}
