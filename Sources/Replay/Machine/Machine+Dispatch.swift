import Pages
import TraceFormat

extension Machine {
    /// The one switch over event kinds: a leaf for each. The leaves stand by family in `Events/`.
    mutating func dispatch(_ event: TraceEvent) throws(OutOfMemory) {
        switch event.kind {
        case .mark: mark(event)
        case .sysctl: writeSetting(event)
        case .task: declare(event)
        case .oomAdj, .oomScoreAdj: adjust(event)
        case .lost: odd(.recordingLostEvents, event, value: event.number(.count))
        case .unmatched: odd(.recordingUnmatched, event, text: event.name(.text))
        case .swapoff: odd(.memoryNoSwap, event)
        case .counterDrain: drainPages(event)
        case .stateFreeBlock, .statePageblock: odd(.statePagesAfterOtherEvents, event, value: event.number(.frame))
        case .stateCache: createCache(event)
        case .stateArea: stateArea(event)
        case .stateProcess: try stateProcess(event)
        case .kmalloc: try kmalloc(event)
        case .kfree, .kmemCacheFree: freeObject(event)
        case .krealloc: try krealloc(event)
        case .kmemCacheCreate: createCache(event)
        case .kmemCacheDestroy: destroyCache(event)
        case .kmemCacheAlloc: try cacheAllocate(event)
        case .kmemCacheShrink: shrinkCache(event)
        case .pageAlloc: try allocatePages(event)
        case .pageFree: freePages(event)
        case .pageFreeBatched: freeBatched(event)
        case .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag, .pageBulk, .pageBulkDone, .pcpDrain, .pageIsolate, .pageIsolateDone,
            .pageAsk, .kswapdBalance, .kswapdBalanceDone, .kswapdSleep,
            .statFlush:
            break  // Of use only where the recording's requests are replayed.
        case .vmalloc: try allocateArea(event)
        case .vmap: try mapPages(event)
        case .ioremap: try mapDevice(event)
        case .vfree, .vunmap, .iounmap: freeArea(event)
        case .areaAlloc: recordedArea(event)
        case .areaFree: freeRecordedArea(event)
        case .areaPurge: kernel.vmalloc.purge(log: &log)
        case .malloc: malloc(event)
        case .calloc: calloc(event)
        case .memalign: memalign(event)
        case .realloc: realloc(event)
        case .free: free(event)
        case .mallopt: mallopt(event)
        case .mallocTrim: mallocTrim(event)
        case .recordedBreak: compareBreak(event)
        case .recordedStatm, .rssStat: break  // Compared by queries.
        case .brk: brk(event)
        case .sbrk: sbrk(event)
        case .mmap: mmap(event)
        case .munmap: munmap(event)
        case .mremap: try mremap(event)
        case .mprotect: mprotect(event)
        case .madvise: madvise(event)
        case .mlock: mlock(event)
        case .munlock: munlock(event)
        case .mlockall: mlockall(event)
        case .munlockall: munlockall(event)
        case .setrlimit: setLimit(event)
        case .setMempolicy, .mbind: setPolicy(event)
        case .write: try access(event, .write)
        case .read: try access(event, .read)
        case .pageFault: try recordedFault(event)
        case .fork: try fork(event)
        case .exec: try exec(event)
        case .exit: finish(current, status: event.signed(.value) ?? 0)
        case .threadCreate: createThread(event)
        case .threadExit: try endThread(event)
        case .foreground, .background: moveApp(event)
        case .oomVictim: recordedVictim(event)
        }
    }
}
