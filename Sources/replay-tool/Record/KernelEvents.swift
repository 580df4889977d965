/// The kernel's tracepoints that a recording for a replay is made of.
enum KernelEvents {
    /// System and name, as in /sys/kernel/tracing/events. What a kernel does not have is left out and named.
    static let wanted =
        [
            "kmem:kmalloc", "kmem:kfree", "kmem:kmem_cache_alloc", "kmem:kmem_cache_free", "kmem:mm_page_alloc", "kmem:mm_page_free",
            "kmem:mm_page_free_batched", "kmem:mm_page_alloc_extfrag", "kmem:mm_page_alloc_zone_locked", "kmem:mm_page_pcpu_drain",
            "kmem:rss_stat", "vmalloc:alloc_vmap_area", "vmalloc:free_vmap_area_noflush", "vmalloc:purge_vmap_area_lazy",
            "exceptions:page_fault_user", "oom:oom_score_adj_update", "oom:mark_victim", "syscalls:sys_enter_brk", "syscalls:sys_exit_brk",
            "syscalls:sys_enter_mmap", "syscalls:sys_exit_mmap", "syscalls:sys_enter_mremap", "syscalls:sys_exit_mremap",
        ] + calls.flatMap { ["syscalls:sys_enter_\($0)", "syscalls:sys_exit_\($0)"] } + [
            "task:task_newtask", "sched:sched_process_fork", "sched:sched_process_exec", "sched:sched_process_exit",
        ]

    /// System calls whose return is read only to see whether they failed.
    private static let calls = ["munmap", "mprotect", "madvise", "mlock", "mlock2", "munlock", "mlockall", "munlockall"]

    /// The wanted events that a kernel has (`available`: the lines of available_events), and those that it has not.
    static func choose(from available: Set<Substring>) -> (there: [String], missing: [String]) {
        (wanted.filter { available.contains(Substring($0)) }, wanted.filter { !available.contains(Substring($0)) })
    }
}
