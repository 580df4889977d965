extension Tracepoint {
    /// Every tracepoint that is understood.
    static let all: [Tracepoint] = slab + pages + areas + memory + tasks + calls + probes

    private static let callSite = TracepointField("call_site", .caller, .name)
    private static let pointer = TracepointField("ptr", .ptr, .pointer)
    private static let frame = TracepointField("pfn", .frame)
    private static let order = TracepointField("order", .order)
    private static let migratetype = TracepointField("migratetype", .migratetype)

    private static let requested = [
        TracepointField("bytes_req", .size), TracepointField("bytes_alloc", .given), TracepointField("gfp_flags", .gfp, .gfp),
        .skip("node"), TracepointField("accounted", .accounted, .truth),
    ]

    private static let slab: [Tracepoint] = [
        Tracepoint("kmem", "kmalloc", .kmalloc, [callSite, pointer] + requested),
        Tracepoint("kmem", "kmalloc_node", .kmalloc, [callSite, pointer] + requested),
        Tracepoint("kmem", "kfree", .kfree, [callSite, pointer]),
        Tracepoint(
            "kmem", "kmem_cache_alloc", .kmemCacheAlloc, [callSite, pointer, TracepointField("name", .cache, .name)] + requested),
        Tracepoint(
            "kmem", "kmem_cache_alloc_node", .kmemCacheAlloc, [callSite, pointer, TracepointField("name", .cache, .name)] + requested),
        Tracepoint("kmem", "kmem_cache_free", .kmemCacheFree, [callSite, pointer, TracepointField("name", .cache, .name)]),
    ]

    private static let pages: [Tracepoint] = [
        Tracepoint(
            "kmem", "mm_page_alloc", .pageAlloc, .pageAlloc,
            [.skip("page"), frame, order, migratetype, TracepointField("gfp_flags", .gfp, .gfp)]),
        Tracepoint("kmem", "mm_page_free", .pageFree, [.skip("page"), frame, order]),
        Tracepoint("kmem", "mm_page_free_batched", .pageFreeBatched, [.skip("page"), frame, .skip("order"), .skip("cold")]),
        // The two before 3.3. In 2.6.32 the list's event is all that tells of the free (__pagevec_free, mm/page_alloc.c), so it keeps its order.
        Tracepoint("kmem", "mm_page_free_direct", .pageFree, .directFree, [.skip("page"), frame, order]),
        Tracepoint("kmem", "mm_pagevec_free", .pageFreeBatched, [.skip("page"), frame, order, .skip("cold")]),
        Tracepoint(
            "kmem", "mm_page_alloc_zone_locked", .pageAllocZoneLocked,
            [.skip("page"), frame, order, migratetype, TracepointField("percpu_refill", .percpu, .truth)]),
        Tracepoint("kmem", "mm_page_pcpu_drain", .pagePcpuDrain, [.skip("page"), frame, order, migratetype]),
        Tracepoint(
            "kmem", "mm_page_alloc_extfrag", .pageAllocExtfrag,
            [
                .skip("page"), frame, TracepointField("alloc_order", .order), TracepointField("fallback_order", .fallbackOrder),
                .skip("pageblock_order"), TracepointField("alloc_migratetype", .migratetype),
                TracepointField("fallback_migratetype", .fallbackMigratetype), .skip("fragmenting"),
                TracepointField("change_ownership", .changeOwnership, .truth),
            ]),
    ]

    private static let areas: [Tracepoint] = [
        Tracepoint(
            "vmalloc", "alloc_vmap_area", .areaAlloc,
            [
                TracepointField("va_start", .address), TracepointField("size", .size), TracepointField("align", .align),
                TracepointField("vstart", .start, .hex), TracepointField("vend", .end, .hex),
                TracepointField("failed", .error, .signed, omitsZero: true),
            ]),
        Tracepoint(
            "vmalloc", "free_vmap_area_noflush", .areaFree,
            [TracepointField("va_start", .address), TracepointField("nr_lazy", .count), TracepointField("nr_lazy_max", .size)]),
        Tracepoint(
            "vmalloc", "purge_vmap_area_lazy", .areaPurge,
            [TracepointField("start", .start, .hex), TracepointField("end", .end, .hex), TracepointField("num_purged", .count)]),
    ]

    private static let fault = [
        TracepointField("address", .address, .hex), TracepointField("ip", .caller, .name), TracepointField("error_code", .error, .hex),
    ]

    private static let memory: [Tracepoint] = [
        Tracepoint("exceptions", "page_fault_user", .pageFault, fault),
        Tracepoint("exceptions", "page_fault_kernel", .pageFault, fault),
        Tracepoint(
            "kmem", "rss_stat", .rssStat,
            [
                TracepointField("mm_id", .space), TracepointField("curr", .value, .truth), TracepointField("type", .member, .member),
                TracepointField("member", .member, .member), TracepointField("size", .size, .bytes),
            ]),
        Tracepoint("vmscan", "mm_vmscan_kswapd_sleep", .kswapdSleep, [TracepointField("nid", .node, .signed)]),
        Tracepoint("oom", "mark_victim", .oomVictim, [TracepointField("pid", .pid)]),
        Tracepoint(
            "oom", "oom_score_adj_update", .oomScoreAdj,
            [TracepointField("pid", .pid), .skip("comm", .words), TracepointField("oom_score_adj", .value, .signed)]),
    ]

    private static let tasks: [Tracepoint] = [
        Tracepoint("ftrace", "tracing_mark_write", .mark, .mark, []),
        Tracepoint("ftrace", "print", .mark, .mark, []),
        Tracepoint(
            "task", "task_newtask", .threadCreate, .newTask,
            [TracepointField("pid", .tid), .skip("comm", .words), .skip("clone_flags"), .skip("oom_score_adj")]),
        Tracepoint(
            "sched", "sched_process_fork", .fork, .fork,
            [
                .skip("comm", .words), .skip("pid"), TracepointField("child_comm", .comm, .words),
                TracepointField("child_pid", .child),
            ]),
        Tracepoint(
            "sched", "sched_process_exec", .exec, .exec, [TracepointField("filename", .name, .words), .skip("pid"), .skip("old_pid")]),
        Tracepoint(
            "sched", "sched_process_exit", .exit, .exit,
            [.skip("comm", .words), .skip("pid"), .skip("prio"), TracepointField("group_dead", .value, .truth)]),
    ]
}
