import TraceFormat

// A kernel recording whose page events ask for pages: what it names is taken down as it was. Where the frames come from, the
// recording or the model, `Machine+RecordedPages.swift` alone knows.
extension Machine {
    /// Applies an event of a kernel recording. Returns false for an event that the model is to handle.
    ///
    /// Pages are asked for either by the recording's page events or by what the other events need, never both: the first event that
    /// takes one decides, and events of the other sort are counted and left out.
    mutating func applyRecorded(_ event: TraceEvent) -> Bool {
        switch event.ground {
        case .either: return takeDown(event)
        case .recording:
            if settle(.recording) { return takeDown(event) }
            odd("recording.event_among_modelled_ones", event)
            return true
        case .model:
            if settle(.model) { return false }
            odd("recording.event_without_place", event)
            return true
        case .followsSuit:
            return settle(.recording) ? takeDown(event) : false
        }
    }

    /// Whether frames come from `ground`; decides it when it is open.
    private mutating func settle(_ ground: RecordedState.Ground) -> Bool {
        if recording.ground == nil { recording.ground = ground }
        return recording.ground == ground
    }

    private mutating func takeDown(_ event: TraceEvent) -> Bool {
        switch event.kind {
        case .kmalloc, .kmemCacheAlloc: takeObject(event)
        case .kfree, .kmemCacheFree: giveObject(event)
        case .pageAlloc: takePages(event)
        case .pageFree: givePages(event)
        case .pageFreeBatched: giveListed(event)
        case .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag: takeStep(event)
        case .pageFault: countFault()
        case .brk, .mmap, .munmap, .mremap: recordMapping(event)
        case .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall: true
        case .rssStat: sample(event)
        case .fork: recordFork(event)
        case .exec: recordExec(event)
        default: false
        }
    }

    private mutating func sample(_ event: TraceEvent) -> Bool {
        if recording.ground != .model { takeSample(event) }
        return true
    }

    mutating func note(_ counter: StaticString) -> Bool {
        log.count(counter)
        return true
    }
}
