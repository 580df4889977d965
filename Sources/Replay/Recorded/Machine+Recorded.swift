import TraceFormat

// A kernel recording whose page events ask for pages: what it names is recorded as it was. Where the frames come from, the
// recording or the model, `Machine+RecordedPages.swift` alone knows.
extension Machine {
    /// Applies an event of a kernel recording. Returns false for an event that the model is to handle.
    ///
    /// Pages are asked for either by the recording's page events or by what the other events need, never both: the first event that
    /// takes one decides, and events of the other sort are counted and left out.
    mutating func applyRecorded(_ event: TraceEvent) -> Bool {
        switch event.frameSource {
        case .none: return event.kind == .rssStat && sample(event)
        case .recording:
            if decideSource(.recording) { return record(event) }
            odd(.recordingEventAmongModelledOnes, event)
            return true
        case .model:
            if decideSource(.model) { return false }
            odd(.recordingEventWithoutPlace, event)
            return true
        case .others: return decideSource(.recording) ? record(event) : false
        }
    }

    /// Whether frames come from `source`; decides it when it is open.
    private mutating func decideSource(_ source: RecordedState.FrameSource) -> Bool {
        if recording.frameSource == nil { recording.frameSource = source }
        return recording.frameSource == source
    }

    /// Records an event that names a place, as the recording has it; false for one that is done as in any other run.
    private mutating func record(_ event: TraceEvent) -> Bool {
        switch event.kind {
        case .kmalloc, .kmemCacheAlloc: recordObject(event)
        case .kfree, .kmemCacheFree: recordObjectFree(event)
        case .pageAlloc: recordPages(event)
        case .pageFree: recordPageFree(event)
        case .pageFreeBatched: recordBatchedFree(event)
        case .pageAllocZoneLocked: recordStep(event, .pageAllocZoneLocked)
        case .pagePcpuDrain: recordStep(event, .pagePcpuDrain)
        case .pageAllocExtfrag: recordStep(event, .pageAllocExtfrag)
        case .pageBulk: recordBulk(event)
        case .pageBulkDone: recordBulkDone(event)
        case .pcpDrain: recordPCPDrain(event)
        case .pageIsolate: recordIsolate(event)
        case .pageIsolateDone: recordIsolateDone(event)
        case .pageAsk: recordAsk(event)
        case .kswapdBalance: recordBalance(event)
        case .kswapdBalanceDone: recordBalanceDone(event)
        case .kswapdSleep: recordSleep(event)
        case .statFlush: recordStatFlush(event)
        case .setMempolicy, .mbind: recordPolicy(event)
        case .pageFault: countFault()
        case .brk: recordBreak(event)
        case .mmap: recordMap(event)
        case .munmap: recordUnmap(event)
        case .mremap: recordRemap(event)
        case .fork: recordFork(event)
        case .exec: recordExec(event)
        default: Self.needsNothing(event.kind)
        }
    }

    /// Of the kinds that name a recorded place only system calls that change neither size nor pages of a process leave nothing to
    /// record.
    private static func needsNothing(_ kind: EventKind) -> Bool {
        precondition(kind.family == .systemCall, "\(kind) names a recorded place, and nothing records it")
        return true
    }

    private mutating func sample(_ event: TraceEvent) -> Bool {
        if recording.frameSource != .model { recordSample(event) }
        return true
    }

    mutating func note(_ oddity: Oddity) -> Bool {
        log.count(oddity)
        return true
    }
}

extension Machine {
    /// How many page allocations and objects of a recording each rule joined to what they belong to, in the order of the
    /// rules; empty without a recording.
    public var joinCounters: OddityCounts { recording.joiner.counts.counters }
}
