/// Every kind of event that a trace may hold. The raw value is the code in the binary form: it never changes.
///
/// Below each is declared once with all that the tool knows of it, apart from what it does to the machine (`Machine.dispatch`): a case
/// and an entry in its family's list. The codecs, the `event_*` views and the documentation derive from that.
public enum EventKind: UInt8, CaseIterable, Sendable {
    // Machine and bookkeeping.
    case mark = 1
    case sysctl = 2
    case task = 3
    case oomAdj = 4
    case oomScoreAdj = 5
    case lost = 6
    case unmatched = 7
    case counterDrain = 8
    case swapoff = 9
    // Initial state.
    case stateFreeBlock = 10
    case stateCache = 11
    case stateArea = 12
    case stateProcess = 13
    case statePageblock = 14
    // Kernel: slab.
    case kmalloc = 20
    case kfree = 21
    case krealloc = 22
    case kmemCacheCreate = 23
    case kmemCacheDestroy = 24
    case kmemCacheAlloc = 25
    case kmemCacheFree = 26
    case kmemCacheShrink = 27
    // Kernel: pages.
    case pageAlloc = 30
    case pageFree = 31
    case pageFreeBatched = 32
    case pageAllocZoneLocked = 33
    case pagePcpuDrain = 34
    case pageAllocExtfrag = 35
    case pageBulk = 36
    case pageBulkDone = 37
    case pcpDrain = 38
    case pageIsolate = 39
    case pageIsolateDone = 130
    case pageAsk = 131
    case kswapdBalance = 132
    case kswapdBalanceDone = 133
    case statFlush = 134
    case setMempolicy = 135
    case mbind = 136
    case kswapdSleep = 137
    // Kernel: virtual areas.
    case vmalloc = 40
    case vfree = 41
    case vmap = 42
    case vunmap = 43
    case ioremap = 44
    case iounmap = 45
    case areaAlloc = 46
    case areaFree = 47
    case areaPurge = 48
    // User: C library.
    case malloc = 60
    case calloc = 61
    case realloc = 62
    case memalign = 63
    case free = 64
    case mallopt = 65
    case mallocTrim = 66
    case recordedBreak = 67
    case recordedStatm = 68
    // User: system calls.
    case brk = 80
    case sbrk = 81
    case mmap = 82
    case munmap = 83
    case mremap = 84
    case mprotect = 85
    case madvise = 86
    case mlock = 87
    case munlock = 88
    case mlockall = 89
    case munlockall = 90
    case setrlimit = 91
    // Memory access.
    case write = 100
    case read = 101
    case pageFault = 102
    case rssStat = 103
    // Life of processes.
    case fork = 110
    case exec = 111
    case exit = 112
    case threadCreate = 113
    case threadExit = 114
    case foreground = 115
    case background = 116
    case oomVictim = 117
}

extension EventSchema {
    /// Machine and bookkeeping.
    static let machine: Declarations = [
        .mark: event(.kernel, .none, "A label to refer to in queries and on the command line.", need(.text, .name, "the label")),
        .sysctl: event(
            .kernel, .none, "Writes a kernel setting, e.g. `vm.overcommit_memory`.", need(.key, .name, "the setting"),
            need(.value, .signed, "its new value")),
        .task: event(
            .kernel, .none, "Names a task: creates it when the pid is new, renames it otherwise.", need(.pid, .count, "process id"),
            may(.comm, .name, "command name"), may(.uid, .count, "user id; 0 is root"), may(.parent, .count, "parent's pid")),
        .oomAdj: event(.kernel, .none, "Writes /proc/PID/oom_adj.", need(.pid, .count, "whose"), need(.value, .signed, "-17 … 15")),
        .oomScoreAdj: event(
            .kernel, .none, "Writes /proc/PID/oom_score_adj.", need(.pid, .count, "whose"), need(.value, .signed, "-1000 … 1000")),
        .lost: event(.kernel, .none, "The recorder lost events here.", need(.count, .count, "how many")),
        .unmatched: event(
            .kernel, .none, "A line of a recording that no event stands for; kept so that nothing is lost.",
            need(.text, .name, "the line's event name or the line"), may(.key, .name, "why, the counter's name")),
        .swapoff: event(.kernel, .none, "swapoff -a."),
        .counterDrain: event(.kernel, .none, "The per-CPU page lists of one CPU, or of all, are drained."),
    ]

    /// What there was before the trace began.
    static let state: Declarations = [
        .stateFreeBlock: event(
            .kernel, .none, "A block that is free when the trace begins. Blocks join the tail of their list in the order given.",
            need(.frame, .frame, "first frame"), need(.order, .count, "0 … 10"),
            may(.migratetype, .migratetype, "which list; the page block's type when absent"),
            may(.percpu, .boolean, "1: it stands on a per-CPU list")),
        .stateCache: event(
            .kernel, .none, "A slab cache that exists when the trace begins.", need(.name, .name, "its name"),
            need(.size, .bytes, "object size"), may(.align, .bytes, "alignment"), may(.flags, .count, "SLAB_* bits"),
            may(.objects, .count, "live objects")),
        .stateArea: event(
            .kernel, .none, "A vmalloc-range area that exists when the trace begins.", need(.address, .address, "its start"),
            need(.size, .bytes, "its size with the guard page"), may(.physical, .address, "physical start (ioremap)"),
            may(.count, .count, "pages"), may(.caller, .name, "who made it")),
        .stateProcess: event(
            .kernel, .model, "A process that exists when the trace begins, with memory that is already mapped.",
            need(.pid, .count, "process id"), may(.comm, .name, "command name"), may(.uid, .count, "user id"),
            may(.parent, .count, "parent's pid"), may(.rss, .bytes, "anonymous memory resident"), may(.vss, .bytes, "virtual size"),
            may(.adj, .signed, "oom_score_adj")),
        .statePageblock: event(
            .kernel, .none, "The migrate type of a page block when the trace begins.", need(.frame, .frame, "first frame"),
            need(.migratetype, .migratetype, "its type")),
    ]

    /// Kernel: slab.
    static let slab: Declarations = [
        .kmalloc: event(
            .kernel, .recordingUnlessLabel, "kmalloc.", need(.size, .bytes, "bytes requested"),
            need(.ptr, .pointer, "what to call the object"), may(.gfp, .gfp, "default GFP_KERNEL"), may(.caller, .name, "call site"),
            may(.given, .bytes, "recorded bytes_alloc"), may(.accounted, .boolean, "charged to a memory cgroup")),
        .kfree: event(
            .kernel, .recordingUnlessLabel, "kfree.", need(.ptr, .pointer, "the object; 0 is kfree(NULL)"), may(.caller, .name, "call site")
        ),
        .krealloc: event(
            .kernel, .model, "krealloc.", need(.old, .pointer, "the object"), need(.size, .bytes, "new size"),
            need(.ptr, .pointer, "what to call the result"), may(.gfp, .gfp, "default GFP_KERNEL"), may(.caller, .name, "call site")),
        .kmemCacheCreate: event(
            .kernel, .model, "kmem_cache_create.", need(.name, .name, "the cache"), need(.size, .bytes, "object size"),
            may(.align, .bytes, "alignment"), may(.flags, .count, "SLAB_* bits")),
        .kmemCacheDestroy: event(.kernel, .model, "kmem_cache_destroy.", need(.name, .name, "the cache")),
        .kmemCacheAlloc: event(
            .kernel, .recordingUnlessLabel, "kmem_cache_alloc.", need(.ptr, .pointer, "what to call the object"),
            may(.cache, .name, "the cache; recordings before 6.2 do not name it"), may(.size, .bytes, "recorded bytes_req"),
            may(.given, .bytes, "recorded bytes_alloc"), may(.gfp, .gfp, "default GFP_KERNEL"), may(.caller, .name, "call site"),
            may(.accounted, .boolean, "charged to a memory cgroup")),
        .kmemCacheFree: event(
            .kernel, .recordingUnlessLabel, "kmem_cache_free.", need(.ptr, .pointer, "the object"), may(.cache, .name, "the cache"),
            may(.caller, .name, "call site")),
        .kmemCacheShrink: event(.kernel, .model, "kmem_cache_shrink.", need(.name, .name, "the cache")),
    ]

    /// Kernel: pages.
    static let page: Declarations = [
        .pageAlloc: event(
            .kernel, .recordingWith(.frame), "alloc_pages.", need(.order, .count, "0 … 10"), may(.ptr, .pointer, "what to call the block"),
            may(.frame, .frame, "recorded frame"), may(.gfp, .gfp, "default GFP_KERNEL"),
            may(.migratetype, .migratetype, "from gfp when absent"), may(.caller, .name, "call site"),
            may(.interrupt, .boolean, "1: in an interrupt that came while its processor held locks")),
        .pageFree: event(
            .kernel, .recordingWith(.frame), "__free_pages.", may(.ptr, .pointer, "the block"), may(.frame, .frame, "recorded frame"),
            may(.order, .count, "recorded order"),
            may(.batched, .boolean, "1: one of a list, it takes effect at the page_free_batched that follows"),
            may(.interrupt, .boolean, "1: in an interrupt that came while its processor held locks")),
        .pageFreeBatched: event(
            .kernel, .recording, "A page of a list of pages freed at once.", need(.frame, .frame, "recorded frame"),
            may(.order, .count, "0: it may be all that tells of the free (kernels before 3.3)"),
            may(.interrupt, .boolean, "1: in an interrupt that came while its processor held locks")),
        .pageAllocZoneLocked: event(
            .kernel, .recording, "A block left the buddy's free lists.", need(.frame, .frame, "recorded frame"),
            need(.order, .count, "its order"), may(.migratetype, .migratetype, "its list"),
            may(.percpu, .boolean, "1: to refill a per-CPU list"),
            may(.interrupt, .boolean, "1: in an interrupt that came while its processor held locks")),
        .pagePcpuDrain: event(
            .kernel, .recording, "A block went from a per-CPU list to the buddy.", need(.frame, .frame, "recorded frame"),
            need(.order, .count, "its order"), may(.migratetype, .migratetype, "its list"),
            may(.interrupt, .boolean, "1: in an interrupt that came while its processor held locks")),
        .pageAllocExtfrag: event(
            .kernel, .recording, "An allocation fell back to another migrate type.", need(.frame, .frame, "recorded frame"),
            need(.order, .count, "the order asked for"), need(.fallbackOrder, .count, "the order taken from"),
            need(.migratetype, .migratetype, "asked for"), need(.fallbackMigratetype, .migratetype, "taken from"),
            may(.changeOwnership, .boolean, "whether the page block changed its type")),
        .pageBulk: event(
            .kernel, .recording, "__alloc_pages_bulk begins.", need(.count, .count, "pages asked for"),
            may(.gfp, .gfp, "default GFP_KERNEL"), may(.node, .signed, "the node preferred; -1: the processor's")),
        .pageBulkDone: event(
            .kernel, .recording, "__alloc_pages_bulk returns; its pages have no event of their own.",
            need(.count, .count, "pages in the array now")),
        .pcpDrain: event(
            .kernel, .recording, "Per-CPU pages of one zone are drained.", need(.address, .address, "the zone's struct"),
            may(.processor, .count, "whose, and all of them; absent: one batch of this processor's")),
        .pageIsolate: event(
            .kernel, .recording, "Compaction asks for a free block.", need(.frame, .frame, "recorded frame"),
            need(.order, .count, "its order")),
        .pageIsolateDone: event(
            .kernel, .recording, "Compaction's request for a free block returns.", need(.count, .count, "pages taken; 0: refused")),
        .pageAsk: event(
            .kernel, .recording, "A request for pages begins.", need(.node, .signed, "the node preferred"),
            may(.order, .count, "0 … 10"), may(.gfp, .gfp, "default GFP_KERNEL"), may(.address, .address, "the node mask; 0: none")),
        .kswapdBalance: event(
            .kernel, .recording, "kswapd begins to work for a node.", need(.address, .address, "the node's struct"),
            may(.order, .count, "for requests of this order"), may(.count, .count, "its zones up to this index")),
        .kswapdBalanceDone: event(.kernel, .recording, "kswapd is done for now."),
        .kswapdSleep: event(.kernel, .recording, "kswapd goes to sleep until it is woken.", need(.node, .signed, "its node")),
        .statFlush: event(.kernel, .recording, "A processor hands its counters of free pages over to the zones."),
    ]

    /// Kernel: the vmalloc range.
    static let area: Declarations = [
        .vmalloc: event(
            .kernel, .model, "vmalloc.", need(.size, .bytes, "bytes requested"), need(.ptr, .pointer, "what to call the area"),
            may(.gfp, .gfp, "default GFP_KERNEL|__GFP_HIGHMEM"), may(.align, .bytes, "alignment; default one page"),
            may(.caller, .name, "call site")),
        .vfree: event(.kernel, .model, "vfree.", need(.ptr, .pointer, "the area; 0 is vfree(NULL)"), may(.caller, .name, "call site")),
        .vmap: event(
            .kernel, .model, "vmap: maps pages of a page_alloc a second time.", need(.old, .pointer, "the block of pages"),
            need(.count, .count, "how many pages"), need(.ptr, .pointer, "what to call the area"), may(.caller, .name, "call site")),
        .vunmap: event(.kernel, .model, "vunmap.", need(.ptr, .pointer, "the area")),
        .ioremap: event(
            .kernel, .model, "ioremap.", need(.physical, .address, "physical address of the registers"), need(.size, .bytes, "bytes"),
            need(.ptr, .pointer, "what to call the mapping"), may(.caller, .name, "call site")),
        .iounmap: event(.kernel, .model, "iounmap.", need(.ptr, .pointer, "the mapping")),
        .areaAlloc: event(
            .kernel, .none, "Recorded alloc_vmap_area.", need(.address, .address, "recorded start"),
            need(.size, .bytes, "size asked for, with the guard page"), may(.align, .bytes, "alignment"),
            may(.start, .address, "lowest address allowed"), may(.end, .address, "highest address allowed"),
            may(.error, .signed, "not 0: it failed"), may(.caller, .name, "call site")),
        .areaFree: event(
            .kernel, .none, "Recorded free_vmap_area_noflush.", need(.address, .address, "the area's start"),
            may(.count, .count, "lazily freed pages now"), may(.size, .count, "their limit")),
        .areaPurge: event(
            .kernel, .none, "Recorded __purge_vmap_area_lazy.", may(.start, .address, "lowest"), may(.end, .address, "highest"),
            may(.count, .count, "areas purged")),
    ]

    /// User: the C library.
    static let heap: Declarations = [
        .malloc: event(
            .program, .model, "malloc.", need(.size, .bytes, "bytes"), need(.ptr, .pointer, "what to call the result; 0: it failed"),
            may(.caller, .name, "call site")),
        .calloc: event(
            .program, .model, "calloc.", need(.count, .count, "elements"), need(.size, .bytes, "bytes each"),
            need(.ptr, .pointer, "what to call the result"), may(.caller, .name, "call site")),
        .realloc: event(
            .program, .model, "realloc.", need(.old, .pointer, "the block; 0 is NULL"), need(.size, .bytes, "new size"),
            need(.ptr, .pointer, "what to call the result"), may(.caller, .name, "call site")),
        .memalign: event(
            .program, .model, "memalign, aligned_alloc, posix_memalign.", need(.align, .bytes, "alignment"), need(.size, .bytes, "bytes"),
            need(.ptr, .pointer, "what to call the result"), may(.caller, .name, "call site")),
        .free: event(.program, .model, "free.", need(.ptr, .pointer, "the block; 0 is free(NULL)"), may(.caller, .name, "call site")),
        .mallopt: event(
            .program, .model, "mallopt.", need(.parameter, .name, "M_TRIM_THRESHOLD, M_MMAP_MAX, …"),
            need(.value, .signed, "its value; -1 is the largest unsigned")),
        .mallocTrim: event(.program, .model, "malloc_trim.", may(.size, .bytes, "pad")),
        .recordedBreak: event(
            .program, .model,
            "The recorded program break: it moved during the preceding call (or, without `old`, where it stood before the first).",
            need(.result, .address, "the break"), may(.old, .address, "the break before")),
        .recordedStatm: event(
            .program, .model, "Recorded /proc/PID/statm.", need(.vss, .count, "pages"), need(.rss, .count, "pages"),
            may(.size, .bytes, "resident bytes of the heap that the program break ends")),
    ]

    /// User: system calls.
    static let systemCall: Declarations = [
        .brk: event(
            .program, .recordingWith(.result), "brk.",
            need(.address, .pointer, "new program break, or a label + offset; 0 asks where it is"),
            may(.offset, .bytes, "added to the label"), may(.result, .address, "recorded result")),
        .sbrk: event(
            .program, .model, "sbrk.", need(.size, .signed, "how far to move the break"), may(.ptr, .pointer, "what to call the old break")),
        .mmap: event(
            .program, .recordingWith(.result), "mmap.", need(.length, .bytes, "bytes"), may(.ptr, .pointer, "what to call the mapping"),
            may(.address, .address, "hint, or the place with MAP_FIXED"), may(.prot, .protection, "default rw"),
            may(.flags, .mapFlags, "default private|anonymous"), may(.offset, .bytes, "file offset"),
            may(.name, .name, "the file; a mapping without MAP_ANONYMOUS"), may(.result, .address, "recorded result")),
        .munmap: event(
            .program, .others, "munmap.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
            need(.length, .bytes, "bytes")),
        .mremap: event(
            .program, .recordingWith(.result), "mremap.", need(.old, .pointer, "the mapping"), need(.size, .bytes, "its old size"),
            need(.length, .bytes, "its new size"), may(.ptr, .pointer, "what to call the result"),
            may(.flags, .count, "1 MREMAP_MAYMOVE, 2 MREMAP_FIXED, 4 MREMAP_DONTUNMAP"), may(.result, .address, "recorded result"),
            may(.address, .address, "the place with MREMAP_FIXED")),
        .mprotect: event(
            .program, .others, "mprotect.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
            need(.length, .bytes, "bytes"), need(.prot, .protection, "new protection")),
        .madvise: event(
            .program, .others, "madvise.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
            need(.length, .bytes, "bytes"), need(.advice, .name, "dontneed, free, willneed … or a number")),
        .mlock: event(
            .program, .others, "mlock.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"), need(.length, .bytes, "bytes")
        ),
        .munlock: event(
            .program, .others, "munlock.", need(.ptr, .pointer, "where"), may(.offset, .bytes, "added to ptr"),
            need(.length, .bytes, "bytes")),
        .mlockall: event(.program, .others, "mlockall.", may(.flags, .count, "1 MCL_CURRENT, 2 MCL_FUTURE; default both")),
        .munlockall: event(.program, .others, "munlockall."),
        .setrlimit: event(
            .kernel, .others, "setrlimit; of another process: prlimit.",
            need(.resource, .choice(["memlock", "as", "data", "stack"]), "which limit"), may(.soft, .signed, "bytes; default -1: none"),
            may(.hard, .signed, "the hard limit; default: as it is, or moved along by root"),
            may(.pid, .count, "whose; default the caller's")),
        .setMempolicy: event(
            .program, .others, "set_mempolicy: from which NUMA nodes the process's pages come.",
            need(.mode, .choice(EventKind.memoryPolicies), "the policy"), may(.nodes, .count, "bit by node; none for default and local")),
        .mbind: event(
            .program, .others, "mbind: the same for a range.", need(.mode, .choice(EventKind.memoryPolicies), "the policy"),
            may(.nodes, .count, "bit by node"), may(.ptr, .pointer, "where"), may(.length, .bytes, "bytes")),
    ]

    /// Memory access.
    static let access: Declarations = [
        .write: event(
            .access, .model, "The CPU writes to memory, user or kernel, virtual.", need(.ptr, .pointer, "where"),
            may(.offset, .bytes, "added to ptr"), may(.length, .bytes, "bytes; default 1")),
        .read: event(
            .access, .model, "The CPU reads memory, user or kernel, virtual.", need(.ptr, .pointer, "where"),
            may(.offset, .bytes, "added to ptr"), may(.length, .bytes, "bytes; default 1")),
        .pageFault: event(
            .program, .recording, "A recorded page fault.", need(.address, .address, "the address"),
            need(.error, .count, "error code: 1 protection, 2 write, 4 user, 16 instruction fetch"),
            may(.caller, .name, "instruction pointer")),
        .rssStat: event(
            .kernel, .none, "A recorded rss_stat.", need(.space, .count, "mm_id"), need(.member, .choice(EventKind.rssMembers), "counter"),
            need(.size, .signed, "bytes now"), may(.value, .boolean, "1: the current task's own address space")),
    ]

    /// Life of processes.
    static let process: Declarations = [
        .fork: event(.program, .others, "fork.", need(.child, .count, "the child's pid"), may(.comm, .name, "the child's command name")),
        .exec: event(.program, .others, "execve: a new address space.", may(.name, .name, "the program")),
        .exit: event(.program, .none, "The process exits.", may(.value, .signed, "status")),
        .threadCreate: event(.program, .none, "A thread begins.", need(.tid, .count, "its thread id")),
        .threadExit: event(.program, .none, "The thread ends."),
        .foreground: event(.kernel, .none, "An Android app comes to the foreground.", need(.pid, .count, "the app")),
        .background: event(.kernel, .none, "An Android app goes to the background.", need(.pid, .count, "the app")),
        .oomVictim: event(.kernel, .none, "A recorded mark_victim: the kernel chose this process.", need(.pid, .count, "the victim")),
    ]
}

extension EventKind {
    /// Memory policies, by the kernel's number (MPOL_DEFAULT …, include/uapi/linux/mempolicy.h).
    static let memoryPolicies = ["default", "preferred", "bind", "interleave", "local"]

    /// Names of the rss_stat members, by the kernel's number (include/linux/mm_types_task.h).
    static let rssMembers = ["MM_FILEPAGES", "MM_ANONPAGES", "MM_SWAPENTS", "MM_SHMEMPAGES"]
}

/// `origin`: who does it; `frameSource`: who has to take the frames that it needs.
private func event(_ origin: EventOrigin, _ frameSource: FrameSourceRule, _ doc: String, _ fields: FieldSpec...) -> EventSchema {
    EventSchema(origin: origin, frameSource: frameSource, doc: doc, fields: fields)
}

private func need(_ field: Field, _ type: FieldType, _ doc: String) -> FieldSpec { FieldSpec(field, type, required: true, doc) }

private func may(_ field: Field, _ type: FieldType, _ doc: String) -> FieldSpec { FieldSpec(field, type, required: false, doc) }
