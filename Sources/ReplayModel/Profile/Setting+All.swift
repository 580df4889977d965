extension Setting {
    /// Every setting, by topic.
    public static let all: [Setting] = machine + pages + slab + virtualMemory + oom + malloc + replay

    /// The largest value of the kernel's sysctls that are an int (kernel/sysctl.c).
    private static let largestInt = UInt64(Int32.max)
    /// The largest number of pages, mappings or KiB that counts for anything: sums and products of a few are numbers still.
    private static let largestCount: UInt64 = 1 << 40

    private static let machine: [Setting] = [
        Setting(
            key: "kernel", doc: "Kernel generation whose rules apply.", expected: "2.6.32, 3.10, 4.4, 6.1 or 6.18",
            get: { $0.generation.title },
            assign: { profile, text in
                guard let generation = KernelGeneration.allCases.first(where: { $0.title == text }) else { return false }
                if profile.architecture.kind == .arm64, generation != profile.generation { profile.architecture.place(generation) }
                profile.generation = generation
                return true
            }),
        .integer("cpus", \.cpus, 1...4096, "Number of processors."),
        .integer("seed", \.seed, 0...(.max), "Seed of every random choice that the real system makes."),
    ]

    private static let pages: [Setting] = [
        .automatic(
            "vm.min_free_kbytes", \.pages.minFreeKilobytes, 0...largestInt, "KiB kept free; auto: from lowmem, as mm/page_alloc.c does."),
        .integer("vm.watermark_scale_factor", \.pages.watermarkScaleFactor, 1...3000, "Distance of the watermarks, 1/10000 of a zone."),
        Setting(
            key: "vm.lowmem_reserve_ratio", doc: "Reserve ratio of DMA, DMA32, Normal, HighMem, Movable.",
            expected: "five whole numbers separated by blanks",
            get: { $0.pages.lowmemReserveRatio.map(String.init).joined(separator: " ") },
            assign: { profile, text in
                let values = text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }).map { UInt32($0) }
                guard values.count == 5, !values.contains(nil) else { return false }
                profile.pages.lowmemReserveRatio = values.compactMap { $0 }
                return true
            }),
        .automatic(
            "vm.percpu_pagelist_high_fraction", \.pages.perCPUFraction, 0...UInt64(Int32.max),
            "A processor's lists may hold this part of a zone, 1/n; before 5.14 percpu_pagelist_fraction; auto or 0: by the watermarks.",
            isSparse: true),
        .flag("pages.per_cpu_lists", \.pages.perCPULists, "Per-CPU page lists; 0 makes a textbook run easier to read."),
        Setting(
            key: "pages.per_cpu_limits",
            doc: "Whose rules high and batch of per-CPU lists follow: 4.20 to 5.13 have larger batches than before, 5.14 and later high "
                + "from the low watermark; auto: those of kernel.",
            expected: "auto, 2.6.32, 4.20 or 5.14", isSparse: true,
            get: { $0.pages.perCPULimits?.title ?? "auto" },
            assign: { profile, text in
                let rules = PerCPULimitRules.allCases.first { $0.title == text }
                guard rules != nil || text == "auto" else { return false }
                profile.pages.perCPULimits = rules
                return true
            }),
        .flag("pages.group_by_mobility", \.pages.groupByMobility, "Page blocks by migrate type."),
    ]

    private static let slab: [Setting] = [
        Setting(
            key: "slab", doc: "Slab algorithm.", expected: "slub, slab or slob",
            get: { "\($0.slab.algorithm)" },
            assign: { profile, text in
                guard let algorithm = SlabSettings.Algorithm.allCases.first(where: { "\($0)" == text }) else { return false }
                profile.slab.algorithm = algorithm
                return true
            }),
        .integer("slab.max_order", \.slab.maxOrder, 0...10, "slub_max_order."),
        .integer("slab.min_objects", \.slab.minObjects, 0...4096, "slub_min_objects; 0: from the number of processors."),
        .flag("slab.merge", \.slab.merge, "Merge alike caches."),
        .flag("slab.freelist_random", \.slab.randomFreelist, "CONFIG_SLAB_FREELIST_RANDOM."),
        .flag("slab.cpu_partial", \.slab.cpuPartial, "CONFIG_SLUB_CPU_PARTIAL."),
        .integer("slab.min_size", \.slab.minimumSize, 8...256, "KMALLOC_MIN_SIZE in bytes."),
        .integer("slab.array_order", \.slab.arrayOrder, 0...10, "SLAB's slab_max_order; 0 on machines of up to 32 MiB."),
        .flag("slab.reap", \.slab.reap, "SLAB: caches are reaped every two seconds of the trace's time."),
        .flag(
            "slab.random_kmalloc", \.slab.randomKmalloc,
            "CONFIG_RANDOM_KMALLOC_CACHES: 16 copies of kmalloc's caches, chosen by call site (6.18)."),
    ]

    private static let virtualMemory: [Setting] = [
        .integer("vm.overcommit_memory", \.vm.overcommitMemory, 0...2, "0 heuristic, 1 always, 2 never."),
        .integer("vm.overcommit_ratio", \.vm.overcommitRatio, 0...1000, "Per cent of RAM that mode 2 may commit."),
        .integer("vm.overcommit_kbytes", \.vm.overcommitKilobytes, 0...(.max >> 10), "KiB that mode 2 may commit; 0: by ratio."),
        .integer("vm.admin_reserve_kbytes", \.vm.adminReserveKilobytes, 0...(.max >> 10), "KiB kept for root in mode 2."),
        .integer("vm.user_reserve_kbytes", \.vm.userReserveKilobytes, 0...(.max >> 10), "KiB kept for the user in mode 2."),
        .integer("vm.max_map_count", \.vm.maxMapCount, 1...(.max), "VMAs a process may have."),
        .bytes("stack_limit", \.vm.stackLimit, "RLIMIT_STACK in bytes."),
        .automatic(
            "rlimit.memlock", \.vm.lockLimit, 0...(.max), "RLIMIT_MEMLOCK in bytes, soft and hard; auto: 64 KiB, since 5.16 8 MiB.",
            isSparse: true),
        .automatic("rlimit.as", \.vm.addressSpaceLimit, 0...(.max), "RLIMIT_AS in bytes, soft and hard; auto: none.", isSparse: true),
        .automatic("rlimit.data", \.vm.dataLimit, 0...(.max), "RLIMIT_DATA in bytes, soft and hard; auto: none.", isSparse: true),
        .bytes("swap", \.vm.swapSize, "Swap in bytes; counts for limits and scores, nothing is swapped out."),
        .automatic(
            "vmalloc.lazy_max_pages", \.vm.vmallocLazyMaxPages, 0...largestCount,
            "Lazily freed pages before a purge; auto: 32 MiB × CPUs' log2."),
        .choice(
            "vm.transparent_hugepage", \.vm.transparentHugePages, ["always", "madvise", "never"],
            "Huge pages for anonymous memory (defrag=madvise, no khugepaged); kernels 6.1 and 6.18 on x86."),
    ]

    private static let oom: [Setting] = [
        .integer("vm.panic_on_oom", \.oom.panicOnOom, 0...2, "Not 0: the replay ends where the OOM killer would act."),
        .flag("vm.oom_kill_allocating_task", \.oom.killAllocatingTask, "Kill whoever asked."),
        .integer("oom.exit_delay", \.oom.exitDelay, 0...(.max >> 1), "Nanoseconds from a kill to the victim's exit."),
        .integer("android.foreground_adj", \.oom.foregroundAdj, -1000...1000, "oom_score_adj of an app in the foreground."),
        .integer("android.background_adj", \.oom.backgroundAdj, -1000...1000, "oom_score_adj of an app in the background."),
        Setting(
            key: "android.lowmemorykiller", doc: "Table of the lowmemorykiller: adj:pages pairs; off when empty.",
            expected: "pairs such as 0:1536,529:8192, or off",
            get: { $0.oom.lowMemoryKiller.map { "\($0.adj):\($0.pages)" }.joined(separator: ",") },
            assign: { profile, text in
                guard let table = lowMemoryTable(text) else { return false }
                profile.oom.lowMemoryKiller = table
                return true
            }),
    ]

    private static let malloc: [Setting] = [
        .choice("libc", \.malloc.library, ["glibc", "musl"], "The C library whose malloc the processes use."),
        .choice("malloc.version", \.malloc.version, GlibcVersion.allCases.map(\.title), "glibc's version."),
        fixing(.bytes("malloc.trim_threshold", \.malloc.trimThreshold, "M_TRIM_THRESHOLD: top bytes that are given back; -1: never.")),
        fixing(.bytes("malloc.top_pad", \.malloc.topPad, "M_TOP_PAD: extra bytes with every growth.")),
        fixing(.bytes("malloc.mmap_threshold", \.malloc.mmapThreshold, "M_MMAP_THRESHOLD: from this size chunks are mmapped.")),
        fixing(.integer("malloc.mmap_max", \.malloc.mmapMax, 0...(.max), "M_MMAP_MAX: chunks that may be mmapped.")),
        .flag(
            "malloc.dynamic_mmap_threshold", \.malloc.dynamicMmapThreshold,
            "The mmap threshold grows with freed chunks; another value of one of the four above turns it off, as in glibc."),
        .automatic("malloc.mxfast", \.malloc.maxFast, 0...(.max), "M_MXFAST in bytes; auto: 64 × pointer size / 4."),
        .integer("malloc.arena_max", \.malloc.arenaMax, 0...(.max), "M_ARENA_MAX; 0: by processors."),
        .integer("malloc.arena_test", \.malloc.arenaTest, 0...(.max), "M_ARENA_TEST; 0: the default."),
        .integer("malloc.perturb", \.malloc.perturb, 0...255, "M_PERTURB."),
        .integer("malloc.tcache_count", \.malloc.tcacheCount, 0...65535, "glibc.malloc.tcache_count; 0: off."),
        .bytes("malloc.tcache_max", \.malloc.tcacheMax, "glibc.malloc.tcache_max."),
        .integer(
            "malloc.tcache_unsorted_limit", \.malloc.tcacheUnsortedLimit, 0...(.max), "glibc.malloc.tcache_unsorted_limit; 0: none."),
        .integer(
            "malloc.hugetlb", \.malloc.hugetlb, 0...1,
            "glibc.malloc.hugetlb; 1: the break moves in steps of 2 MiB (the kernel's huge pages themselves are not modelled)."),
    ]

    private static let replay: [Setting] = [
        Setting(
            key: "replay.page_requests",
            doc: "Who asks for pages when a kernel recording is replayed in placement model: its page events (recorded), or what it "
                + "tells of faults, objects and areas (model); auto: its page events where the run begins with a state of the page allocator.",
            expected: "auto, recorded or model",
            get: { "\($0.replay.pageRequests)" },
            assign: { profile, text in
                guard let choice = PageRequests.allCases.first(where: { "\($0)" == text }) else { return false }
                profile.replay.pageRequests = choice
                return true
            }),
        Setting(
            key: "replay.lock_order",
            doc: "In which order processors refill and drain per-CPU pages, where the model answers a recording's page requests: as the "
                + "places of mm_page_alloc_zone_locked and mm_page_pcpu_drain tell (recorded; their frames are never read), or in the order of "
                + "requests and frees (trace).",
            expected: "recorded or trace",
            get: { "\($0.replay.lockOrder)" },
            assign: { profile, text in
                guard let choice = LockOrder.allCases.first(where: { "\($0)" == text }) else { return false }
                profile.replay.lockOrder = choice
                return true
            }),
    ]

    /// A setting that glibc takes as a wish for fixed thresholds (no_dyn_threshold, malloc/malloc.c): whoever sets it turns the
    /// dynamic mmap threshold off. Here only another value than before does, since a stored profile is read back setting by setting;
    /// in `all` the dynamic threshold's own setting stands behind them.
    private static func fixing(_ setting: Setting) -> Setting {
        var fixing = setting
        fixing.assign = { profile, text in
            let before = setting.get(profile)
            guard setting.assign(&profile, text) else { return false }
            if setting.get(profile) != before { profile.malloc.dynamicMmapThreshold = false }
            return true
        }
        return fixing
    }

    private static func lowMemoryTable(_ text: String) -> [LowMemoryThreshold]? {
        if text.isEmpty || text == "off" { return [] }
        var table: [LowMemoryThreshold] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let adj = Int16(parts[0]), let pages = UInt64(parts[1]) else { return nil }
            table.append(LowMemoryThreshold(adj: adj, pages: pages))
        }
        return table
    }
}
