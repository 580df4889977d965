import Pages
import TraceFormat

extension Machine {
    /// Applies one event of the trace. The transitions are in `log`, which the caller has begun the step in.
    public mutating func apply(_ event: TraceEvent) -> StepOutcome {
        if collectPageState(event) { return .done }
        current = process(of: event)
        joined = .nothing
        cpu = event.cpu(among: kernel.profile.cpus)
        if current != .kernel, event.kind.isDoneByProgram, kernel.isGone(current) {
            odd("process.event_after_death", event, value: UInt64(current.rawValue))
            return .done
        }
        if isRecording { joined = recording.joiner.observe(event) }
        return attempt(event)
    }

    /// Goes on with what `apply` left waiting.
    public mutating func resume() -> StepOutcome {
        guard let event = suspended else { return kernel.runPending(log: &log) }
        suspended = nil
        return attempt(event)
    }

    /// Does what the model had planned for now.
    public mutating func perform(_ action: ScheduledAction) {
        switch action {
        case .exit(let process): finish(process)
        case .purgeAreas:
            kernel.isPurgeScheduled = false
            kernel.vmalloc.purge(log: &log)
        }
    }

    /// Runs the event's kernel part again until it succeeds, fails for good, or has to wait.
    private mutating func attempt(_ event: TraceEvent) -> StepOutcome {
        while true {
            do throws(OutOfMemory) {
                if !kernel.isRecorded || !applyRecorded(event) { try dispatch(event) }
                return kernel.runPending(log: &log)
            } catch {
                switch kernel.resolve(error.request, for: current, log: &log) {
                case .retry: continue
                case .wait:
                    suspended = event
                    return .waiting
                case .giveUp:
                    odd("memory.allocation_failed", event)
                    return kernel.runPending(log: &log)
                }
            }
        }
    }

    /// The one switch over event kinds.
    private mutating func dispatch(_ event: TraceEvent) throws(OutOfMemory) {
        switch event.kind {
        case .kmalloc, .kfree, .krealloc, .kmemCacheCreate, .kmemCacheDestroy, .kmemCacheAlloc, .kmemCacheFree, .kmemCacheShrink:
            try applySlab(event)
        case .pageAlloc, .pageFree, .pageFreeBatched, .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag, .counterDrain:
            try applyPages(event)
        case .vmalloc, .vfree, .vmap, .vunmap, .ioremap, .iounmap, .areaAlloc, .areaFree, .areaPurge: try applyArea(event)
        case .malloc, .calloc, .realloc, .memalign, .free, .mallopt, .mallocTrim, .recordedBreak, .recordedStatm: try applyHeap(event)
        case .brk, .sbrk, .mmap, .munmap, .mremap, .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall:
            try applySystemCall(event)
        case .write, .read, .pageFault, .rssStat: try applyAccess(event)
        case .fork, .exec, .exit, .threadCreate, .threadExit, .foreground, .background, .oomVictim, .task, .oomAdj, .oomScoreAdj:
            try applyProcess(event)
        case .stateFreeBlock, .stateCache, .stateArea, .stateProcess, .statePageblock: try applyState(event)
        case .mark, .sysctl, .lost, .unmatched: applyBookkeeping(event)
        }
    }
}

extension TraceEvent {
    /// The event's processor; one that the machine does not have is folded onto the `count` that it has.
    func cpu(among count: UInt16) -> UInt16 { cpu < 0 ? 0 : UInt16(cpu) % count }
}

extension EventKind {
    /// Events that a program does itself, as against what the kernel does in its name or somebody else does to it: a process
    /// that is gone cannot do them any more.
    var isDoneByProgram: Bool { needsProcess || self == .write || self == .read }
}
