extension EventKind {
    /// The one place where an event's fields are declared. `docs/trace-format.md`'s event table derives from it.
    var declaredSchema: EventSchema {
        switch self {
        case .mark, .sysctl, .task, .oomAdj, .oomScoreAdj, .lost, .unmatched, .counterDrain: machineSchema
        case .stateFreeBlock, .stateCache, .stateArea, .stateProcess, .statePageblock: stateSchema
        case .kmalloc, .kfree, .krealloc, .kmemCacheCreate, .kmemCacheDestroy, .kmemCacheAlloc, .kmemCacheFree,
            .kmemCacheShrink:
            slabSchema
        case .pageAlloc, .pageFree, .pageFreeBatched, .pageAllocZoneLocked, .pagePcpuDrain, .pageAllocExtfrag: pageSchema
        case .vmalloc, .vfree, .vmap, .vunmap, .ioremap, .iounmap, .areaAlloc, .areaFree, .areaPurge: areaSchema
        case .malloc, .calloc, .realloc, .memalign, .free, .mallopt, .mallocTrim, .recordedBreak, .recordedStatm:
            heapSchema
        case .brk, .sbrk, .mmap, .munmap, .mremap, .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall:
            systemCallSchema
        case .write, .read, .pageFault, .rssStat: accessSchema
        case .fork, .exec, .exit, .threadCreate, .threadExit, .foreground, .background, .oomVictim: processSchema
        }
    }

    private var machineSchema: EventSchema {
        switch self {
        case .mark: event("A label to refer to in queries and on the command line.", need(.text, .name, "the label"))
        case .sysctl:
            event(
                "Writes a kernel setting, e.g. `vm.overcommit_memory`.", need(.key, .name, "the setting"),
                need(.value, .signed, "its new value"))
        case .task:
            event(
                "Names a task: creates it when the pid is new, renames it otherwise.", need(.pid, .count, "process id"),
                may(.comm, .name, "command name"), may(.uid, .count, "user id; 0 is root"),
                may(.parent, .count, "parent's pid"))
        case .oomAdj:
            event(
                "Writes /proc/PID/oom_adj.", need(.pid, .count, "whose"), need(.value, .signed, "-17 … 15"))
        case .oomScoreAdj:
            event(
                "Writes /proc/PID/oom_score_adj.", need(.pid, .count, "whose"), need(.value, .signed, "-1000 … 1000"))
        case .lost:
            event("The recorder lost events here.", need(.count, .count, "how many"))
        case .unmatched:
            event(
                "A line of a recording that no event stands for; kept so that nothing is lost.",
                need(.text, .name, "the line's event name or the line"), may(.key, .name, "why, the counter's name"))
        default: event("The per-CPU page lists of one CPU, or of all, are drained.")
        }
    }

    private var stateSchema: EventSchema {
        switch self {
        case .stateFreeBlock:
            event(
                "A block that is free when the trace begins. Blocks join the tail of their list in the order given.",
                need(.frame, .frame, "first frame"), need(.order, .count, "0 … 10"),
                may(.migratetype, .migratetype, "which list; the page block's type when absent"),
                may(.percpu, .boolean, "1: it stands on a per-CPU list"))
        case .statePageblock:
            event(
                "The migrate type of a page block when the trace begins.", need(.frame, .frame, "first frame"),
                need(.migratetype, .migratetype, "its type"))
        case .stateCache:
            event(
                "A slab cache that exists when the trace begins.", need(.name, .name, "its name"),
                need(.size, .bytes, "object size"), may(.align, .bytes, "alignment"), may(.flags, .count, "SLAB_* bits"),
                may(.objects, .count, "live objects"))
        case .stateArea:
            event(
                "A vmalloc-range area that exists when the trace begins.", need(.address, .address, "its start"),
                need(.size, .bytes, "its size with the guard page"), may(.physical, .address, "physical start (ioremap)"),
                may(.count, .count, "pages"), may(.caller, .name, "who made it"))
        default:
            event(
                "A process that exists when the trace begins, with memory that is already mapped.",
                need(.pid, .count, "process id"), may(.comm, .name, "command name"), may(.uid, .count, "user id"),
                may(.parent, .count, "parent's pid"), may(.rss, .bytes, "anonymous memory resident"),
                may(.vss, .bytes, "virtual size"), may(.adj, .signed, "oom_score_adj"))
        }
    }

    private var slabSchema: EventSchema {
        switch self {
        case .kmalloc:
            event(
                "kmalloc.", need(.size, .bytes, "bytes requested"), need(.ptr, .pointer, "what to call the object"),
                may(.gfp, .gfp, "default GFP_KERNEL"), may(.caller, .name, "call site"),
                may(.given, .bytes, "recorded bytes_alloc"), may(.accounted, .boolean, "charged to a memory cgroup"))
        case .kfree: event("kfree.", need(.ptr, .pointer, "the object; 0 is kfree(NULL)"), may(.caller, .name, "call site"))
        case .krealloc:
            event(
                "krealloc.", need(.old, .pointer, "the object"), need(.size, .bytes, "new size"),
                need(.ptr, .pointer, "what to call the result"), may(.gfp, .gfp, "default GFP_KERNEL"),
                may(.caller, .name, "call site"))
        case .kmemCacheCreate:
            event(
                "kmem_cache_create.", need(.name, .name, "the cache"), need(.size, .bytes, "object size"),
                may(.align, .bytes, "alignment"), may(.flags, .count, "SLAB_* bits"))
        case .kmemCacheDestroy: event("kmem_cache_destroy.", need(.name, .name, "the cache"))
        case .kmemCacheShrink: event("kmem_cache_shrink.", need(.name, .name, "the cache"))
        case .kmemCacheAlloc:
            event(
                "kmem_cache_alloc.", need(.ptr, .pointer, "what to call the object"),
                may(.cache, .name, "the cache; recordings before 6.2 do not name it"),
                may(.size, .bytes, "recorded bytes_req"), may(.given, .bytes, "recorded bytes_alloc"),
                may(.gfp, .gfp, "default GFP_KERNEL"), may(.caller, .name, "call site"),
                may(.accounted, .boolean, "charged to a memory cgroup"))
        default:
            event(
                "kmem_cache_free.", need(.ptr, .pointer, "the object"), may(.cache, .name, "the cache"),
                may(.caller, .name, "call site"))
        }
    }

    private var pageSchema: EventSchema {
        switch self {
        case .pageAlloc:
            event(
                "alloc_pages.", need(.order, .count, "0 … 10"), may(.ptr, .pointer, "what to call the block"),
                may(.frame, .frame, "recorded frame"), may(.gfp, .gfp, "default GFP_KERNEL"),
                may(.migratetype, .migratetype, "from gfp when absent"), may(.caller, .name, "call site"))
        case .pageFree:
            event(
                "__free_pages.", may(.ptr, .pointer, "the block"), may(.frame, .frame, "recorded frame"),
                may(.order, .count, "recorded order"),
                may(.batched, .boolean, "1: one of a list, it takes effect at the page_free_batched that follows"))
        case .pageFreeBatched:
            event("A page of a list of pages freed at once.", need(.frame, .frame, "recorded frame"))
        case .pageAllocZoneLocked:
            event(
                "A block left the buddy's free lists.", need(.frame, .frame, "recorded frame"),
                need(.order, .count, "its order"), may(.migratetype, .migratetype, "its list"),
                may(.percpu, .boolean, "1: to refill a per-CPU list"))
        case .pagePcpuDrain:
            event(
                "A block went from a per-CPU list to the buddy.", need(.frame, .frame, "recorded frame"),
                need(.order, .count, "its order"), may(.migratetype, .migratetype, "its list"))
        default:
            event(
                "An allocation fell back to another migrate type.", need(.frame, .frame, "recorded frame"),
                need(.order, .count, "the order asked for"), need(.fallbackOrder, .count, "the order taken from"),
                need(.migratetype, .migratetype, "asked for"), need(.fallbackMigratetype, .migratetype, "taken from"),
                may(.changeOwnership, .boolean, "whether the page block changed its type"))
        }
    }

    private var areaSchema: EventSchema {
        switch self {
        case .vmalloc:
            event(
                "vmalloc.", need(.size, .bytes, "bytes requested"), need(.ptr, .pointer, "what to call the area"),
                may(.gfp, .gfp, "default GFP_KERNEL|__GFP_HIGHMEM"), may(.align, .bytes, "alignment; default one page"),
                may(.caller, .name, "call site"))
        case .vfree: event("vfree.", need(.ptr, .pointer, "the area; 0 is vfree(NULL)"), may(.caller, .name, "call site"))
        case .vmap:
            event(
                "vmap: maps pages of a page_alloc a second time.", need(.old, .pointer, "the block of pages"),
                need(.count, .count, "how many pages"), need(.ptr, .pointer, "what to call the area"),
                may(.caller, .name, "call site"))
        case .vunmap: event("vunmap.", need(.ptr, .pointer, "the area"))
        case .ioremap:
            event(
                "ioremap.", need(.physical, .address, "physical address of the registers"),
                need(.size, .bytes, "bytes"), need(.ptr, .pointer, "what to call the mapping"),
                may(.caller, .name, "call site"))
        case .iounmap: event("iounmap.", need(.ptr, .pointer, "the mapping"))
        case .areaAlloc:
            event(
                "Recorded alloc_vmap_area.", need(.address, .address, "recorded start"),
                need(.size, .bytes, "size asked for, with the guard page"), may(.align, .bytes, "alignment"),
                may(.start, .address, "lowest address allowed"), may(.end, .address, "highest address allowed"),
                may(.error, .signed, "not 0: it failed"), may(.caller, .name, "call site"))
        case .areaFree:
            event(
                "Recorded free_vmap_area_noflush.", need(.address, .address, "the area's start"),
                may(.count, .count, "lazily freed pages now"), may(.size, .count, "their limit"))
        default:
            event(
                "Recorded __purge_vmap_area_lazy.", may(.start, .address, "lowest"), may(.end, .address, "highest"),
                may(.count, .count, "areas purged"))
        }
    }

    private var heapSchema: EventSchema {
        switch self {
        case .malloc:
            event(
                "malloc.", need(.size, .bytes, "bytes"), need(.ptr, .pointer, "what to call the result; 0: it failed"),
                may(.caller, .name, "call site"))
        case .calloc:
            event(
                "calloc.", need(.count, .count, "elements"), need(.size, .bytes, "bytes each"),
                need(.ptr, .pointer, "what to call the result"), may(.caller, .name, "call site"))
        case .realloc:
            event(
                "realloc.", need(.old, .pointer, "the block; 0 is NULL"), need(.size, .bytes, "new size"),
                need(.ptr, .pointer, "what to call the result"), may(.caller, .name, "call site"))
        case .memalign:
            event(
                "memalign, aligned_alloc, posix_memalign.", need(.align, .bytes, "alignment"),
                need(.size, .bytes, "bytes"), need(.ptr, .pointer, "what to call the result"),
                may(.caller, .name, "call site"))
        case .free: event("free.", need(.ptr, .pointer, "the block; 0 is free(NULL)"), may(.caller, .name, "call site"))
        case .mallopt:
            event(
                "mallopt.", need(.parameter, .name, "M_TRIM_THRESHOLD, M_MMAP_MAX, …"),
                need(.value, .signed, "its value; -1 is the largest unsigned"))
        case .mallocTrim: event("malloc_trim.", may(.size, .bytes, "pad"))
        case .recordedBreak:
            event(
                "The recorded program break: it moved during the preceding call (or, without `old`, where it stood before "
                    + "the first).",
                need(.result, .address, "the break"), may(.old, .address, "the break before"))
        default:
            event(
                "Recorded /proc/PID/statm.", need(.vss, .count, "pages"), need(.rss, .count, "pages"),
                may(.size, .bytes, "resident bytes of the heap that the program break ends"))
        }
    }

    private var systemCallSchema: EventSchema {
        switch self {
        case .brk:
            event(
                "brk.", need(.address, .pointer, "new program break, or a label + offset; 0 asks where it is"),
                may(.offset, .bytes, "added to the label"), may(.result, .address, "recorded result"))
        case .sbrk:
            event(
                "sbrk.", need(.size, .signed, "how far to move the break"), may(.ptr, .pointer, "what to call the old break"))
        case .mmap:
            event(
                "mmap.", need(.length, .bytes, "bytes"), may(.ptr, .pointer, "what to call the mapping"),
                may(.address, .address, "hint, or the place with MAP_FIXED"), may(.prot, .protection, "default rw"),
                may(.flags, .mapFlags, "default private|anonymous"), may(.offset, .bytes, "file offset"),
                may(.name, .name, "the file; a mapping without MAP_ANONYMOUS"), may(.result, .address, "recorded result"))
        case .munmap:
            event(
                "munmap.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
                need(.length, .bytes, "bytes"))
        case .mremap:
            event(
                "mremap.", need(.old, .pointer, "the mapping"), need(.size, .bytes, "its old size"),
                need(.length, .bytes, "its new size"), may(.ptr, .pointer, "what to call the result"),
                may(.flags, .count, "1 MREMAP_MAYMOVE, 2 MREMAP_FIXED, 4 MREMAP_DONTUNMAP"), may(.result, .address, "recorded result"),
                may(.address, .address, "the place with MREMAP_FIXED"))
        case .mprotect:
            event(
                "mprotect.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
                need(.length, .bytes, "bytes"), need(.prot, .protection, "new protection"))
        case .madvise:
            event(
                "madvise.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
                need(.length, .bytes, "bytes"), need(.advice, .name, "dontneed, free, willneed … or a number"))
        case .mlock, .munlock:
            event(
                self == .mlock ? "mlock." : "munlock.", need(.ptr, .pointer, "where"),
                may(.offset, .bytes, "added to ptr"), need(.length, .bytes, "bytes"))
        case .mlockall: event("mlockall.", may(.flags, .count, "1 MCL_CURRENT, 2 MCL_FUTURE; default both"))
        default: event("munlockall.")
        }
    }

    private var accessSchema: EventSchema {
        switch self {
        case .write, .read:
            event(
                self == .write
                    ? "The CPU writes to memory, user or kernel, virtual." : "The CPU reads memory, user or kernel, virtual.",
                need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
                may(.length, .bytes, "bytes; default 1"))
        case .pageFault:
            event(
                "A recorded page fault.", need(.address, .address, "the address"),
                need(.error, .count, "error code: 1 protection, 2 write, 4 user, 16 instruction fetch"),
                may(.caller, .name, "instruction pointer"))
        default:
            event(
                "A recorded rss_stat.", need(.space, .count, "mm_id"), need(.member, .choice(Self.rssMembers), "counter"),
                need(.size, .signed, "bytes now"), may(.value, .boolean, "1: the current task's own address space"))
        }
    }

    private var processSchema: EventSchema {
        switch self {
        case .fork:
            event("fork.", need(.child, .count, "the child's pid"), may(.comm, .name, "the child's command name"))
        case .exec: event("execve: a new address space.", may(.name, .name, "the program"))
        case .exit: event("The process exits.", may(.value, .signed, "status"))
        case .threadCreate: event("A thread begins.", need(.tid, .count, "its thread id"))
        case .threadExit: event("The thread ends.")
        case .foreground, .background:
            event(
                self == .foreground ? "An Android app comes to the foreground." : "An Android app goes to the background.",
                need(.pid, .count, "the app"))
        default: event("A recorded mark_victim: the kernel chose this process.", need(.pid, .count, "the victim"))
        }
    }

    /// Names of the rss_stat members, by the kernel's number (include/linux/mm_types_task.h).
    public static let rssMembers = ["MM_FILEPAGES", "MM_ANONPAGES", "MM_SWAPENTS", "MM_SHMEMPAGES"]
}

private func event(_ doc: String, _ fields: FieldSpec...) -> EventSchema { EventSchema(doc: doc, fields: fields) }

private func need(_ field: Field, _ type: FieldType, _ doc: String) -> FieldSpec {
    FieldSpec(field, type, required: true, doc)
}

private func may(_ field: Field, _ type: FieldType, _ doc: String) -> FieldSpec {
    FieldSpec(field, type, required: false, doc)
}
