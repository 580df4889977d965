extension Tracepoint {
    /// System calls, as `sys_enter_NAME` and `sys_exit_NAME`; ftrace prints `sys_NAME(…)` and `sys_NAME -> …`.
    ///
    /// brk, mmap and mremap are waited for: the event is made when the call returns, with its result. The others take effect
    /// at their beginning and have no result that matters; their return is read only to see whether they failed.
    static let calls: [Tracepoint] =
        call("brk", .brk, awaitsResult: true, [TracepointField("brk", .address, .hex)])
        + call(
            "mmap", .mmap, awaitsResult: true,
            [
                TracepointField("addr", .address, .hex, omitsZero: true), TracepointField("len", .length, .hex),
                TracepointField("prot", .prot, .hex), TracepointField("flags", .flags, .hex), TracepointField("fd", .name, .name),
                TracepointField("off", .offset, .hex),
            ])
        + call(
            "mremap", .mremap, awaitsResult: true,
            [
                TracepointField("addr", .old, .hex), TracepointField("old_len", .size, .hex),
                TracepointField("new_len", .length, .hex), TracepointField("flags", .flags, .hex), .skip("new_addr"),
            ])
        + call("munmap", .munmap, [TracepointField("addr", .ptr, .hex), length])
        + call("mprotect", .mprotect, [start, length, TracepointField("prot", .prot, .hex)])
        + call(
            "madvise", .madvise,
            [start, TracepointField("len_in", .length, .hex), length, TracepointField("behavior", .advice, .advice)])
        + call("mlock", .mlock, [start, length])
        + call("mlock2", .mlock, [start, length, .skip("flags")])
        + call("munlock", .munlock, [start, length])
        + call("mlockall", .mlockall, [TracepointField("flags", .flags, .hex)])
        + call("munlockall", .munlockall, [])

    private static let start = TracepointField("start", .ptr, .hex)
    private static let length = TracepointField("len", .length, .hex)

    private static func call(
        _ name: String, _ kind: EventKind, awaitsResult: Bool = false, _ fields: [TracepointField]
    ) -> [Tracepoint] {
        [
            Tracepoint("syscalls", "sys_enter_" + name, kind, .enter(awaitsResult: awaitsResult), fields),
            Tracepoint("syscalls", "sys_exit_" + name, kind, .leave, []),
        ]
    }

    /// kprobes that people set on mm/vmalloc.c where there is no tracepoint (before 6.2):
    ///
    /// - `p:va alloc_vmap_area size=$arg1:x64 align=$arg2:x64 vstart=$arg3:x64`
    /// - `r:va_ret alloc_vmap_area start=+0($retval):x64 end=+8($retval):x64`
    /// - `p:fva free_vmap_area_noflush start=+0($arg1):x64 end=+8($arg1):x64`
    /// - `p:purge __purge_vmap_area_lazy start=$arg1:x64 end=$arg2:x64`, `r:purge_ret … ret=$retval:x64`
    static let probes: [Tracepoint] = areaProbes + pageProbes

    private static let areaProbes: [Tracepoint] = [
        Tracepoint(
            "kprobes", "va", .areaAlloc, .areaEnter,
            [TracepointField("size", .size, .hex), TracepointField("align", .align, .hex), TracepointField("vstart", .start, .hex)]),
        Tracepoint("kprobes", "va_ret", .areaAlloc, .areaReturn, [TracepointField("start", .address, .hex), .skip("end")]),
        Tracepoint("kprobes", "fva", .areaFree, [TracepointField("start", .address, .hex), .skip("end")]),
        Tracepoint(
            "kprobes", "purge", .areaPurge, .purgeEnter,
            [TracepointField("start", .start, .hex), TracepointField("end", .end, .hex)]),
        Tracepoint("kprobes", "purge_ret", .areaPurge, .purgeReturn, [TracepointField("ret", .count, .hex)]),
    ]
    /// kprobes on mm/page_alloc.c and mm/vmscan.c (6.1), for what has no tracepoint:
    ///
    /// - `p:bulk __alloc_pages_bulk gfp=$arg1:x32 node=$arg2:s32 pages=$arg4:s32`, `r:bulk_ret __alloc_pages_bulk given=$retval:s64`
    /// - `p:ask __alloc_pages gfp=$arg1:x32 order=$arg2:u32 node=$arg3:s32 mask=$arg4:x64`
    /// - `p:drain_zone drain_pages_zone of_cpu=$arg1:u32 zone=$arg2:x64`, `p:drain_expired drain_zone_pages zone=$arg1:x64`
    /// - `p:balance balance_pgdat pgdat=$arg1:x64 order=$arg2:s32 zone=$arg3:s32`, `r:balance_ret balance_pgdat`
    /// - `p:isolate __isolate_free_page page=$arg1:x64 order=$arg2:u32`, `r:isolate_ret __isolate_free_page taken=$retval:u64`
    /// - `p:stat_flush refresh_cpu_vm_stats`
    private static let pageProbes: [Tracepoint] = [
        Tracepoint(
            "kprobes", "bulk", .pageBulk,
            [TracepointField("gfp", .gfp, .gfp), TracepointField("node", .node, .signed), TracepointField("pages", .count)]),
        Tracepoint("kprobes", "bulk_ret", .pageBulkDone, [TracepointField("given", .count)]),
        Tracepoint(
            "kprobes", "ask", .pageAsk,
            [
                TracepointField("gfp", .gfp, .gfp), TracepointField("order", .order), TracepointField("node", .node, .signed),
                TracepointField("mask", .address, .hex),
            ]),
        Tracepoint(
            "kprobes", "drain_zone", .pcpDrain, [TracepointField("of_cpu", .processor), TracepointField("zone", .address, .hex)]),
        Tracepoint("kprobes", "drain_expired", .pcpDrain, [TracepointField("zone", .address, .hex)]),
        Tracepoint(
            "kprobes", "balance", .kswapdBalance,
            [TracepointField("pgdat", .address, .hex), TracepointField("order", .order), TracepointField("zone", .count)]),
        Tracepoint("kprobes", "balance_ret", .kswapdBalanceDone, [.skip("order")]),
        Tracepoint(
            "kprobes", "isolate", .pageIsolate, .isolate, [TracepointField("page", .frame, .hex), TracepointField("order", .order)]),
        Tracepoint("kprobes", "isolate_ret", .pageIsolateDone, [TracepointField("taken", .count)]),
        Tracepoint("kprobes", "stat_flush", .statFlush, []),
    ]
}
