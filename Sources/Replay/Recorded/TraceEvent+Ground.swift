import TraceFormat

/// Who has to take the frames that an event needs.
enum EventGround {
    /// The event names a recorded place.
    case recording
    /// It names none, so the model has to choose.
    case model
    /// A process's life: it goes with the other events, and with a recording when there are none yet.
    case followsSuit
    /// It takes no frame.
    case either
}

extension TraceEvent {
    var ground: EventGround {
        switch kind {
        case .kmalloc, .kfree, .kmemCacheAlloc, .kmemCacheFree: names(.ptr)
        case .pageAlloc, .pageFree: has(.frame) ? .recording : .model
        case .pageFault, .pageFreeBatched, .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag: .recording
        case .brk, .mmap, .mremap: has(.result) ? .recording : .model
        case .munmap, .mprotect, .madvise, .mlock, .munlock: pointer(.ptr)?.isLabel == true ? .model : .followsSuit
        case .mlockall, .munlockall, .fork, .exec: .followsSuit
        case .krealloc, .kmemCacheCreate, .kmemCacheDestroy, .kmemCacheShrink, .vmalloc, .vfree, .vmap, .vunmap, .ioremap, .iounmap,
            .malloc, .calloc, .realloc, .memalign, .free, .mallopt, .mallocTrim, .recordedBreak, .recordedStatm, .sbrk, .write, .read,
            .stateProcess:
            .model
        case .mark, .sysctl, .task, .oomAdj, .oomScoreAdj, .lost, .unmatched, .counterDrain, .stateFreeBlock, .stateCache, .stateArea,
            .statePageblock, .areaAlloc, .areaFree, .areaPurge, .rssStat, .exit, .threadCreate, .threadExit, .foreground, .background,
            .oomVictim:
            .either
        }
    }

    /// A recorded address names a place, a label does not.
    private func names(_ field: Field) -> EventGround { pointer(field)?.isLabel == true ? .model : .recording }
}
