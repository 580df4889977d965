/// Everything that the outcome of a run depends on besides its traces. Plain data; stored whole in the database.
///
/// Invariants (checked by `validate()`): RAM ranges are sorted, page-aligned and do not overlap, and hold at least one
/// managed page; zones are sorted, adjoin and cover all RAM; the vmalloc range does not overlap the linear map.
public struct MachineProfile: Sendable, Equatable {
    public var name: String
    public var architecture: Architecture
    public var generation: KernelGeneration
    /// Physical RAM: [start, end) in bytes, sorted.
    public var ram: [PhysicalRange]
    /// Parts of RAM that the buddy allocator never gets (kernel image, memory map, firmware), sorted.
    public var reserved: [PhysicalRange]
    /// Zones, lowest first.
    public var zones: [ZoneProfile]
    public var cpus: UInt16
    /// The NUMA node of each CPU; a CPU that is not named belongs to node 0.
    public var cpuNodes: [UInt8] = []
    public var pages = PageAllocatorSettings()
    public var slab = SlabSettings()
    public var vm = VirtualMemorySettings()
    public var oom = OomSettings()
    public var malloc = MallocSettings()
    public var replay = ReplaySettings()
    /// Seed of every random choice that the real system makes (freelist randomisation); 0 is a fine seed.
    public var seed: UInt64 = 0
    /// Keys of settings that hold against the trace's own `sysctl` events: what the user gave on the command line.
    public var pinned: [String] = []

    public init(
        name: String, architecture: Architecture, generation: KernelGeneration, ram: [PhysicalRange],
        reserved: [PhysicalRange], zones: [ZoneProfile], cpus: UInt16
    ) {
        self.name = name
        self.architecture = architecture
        self.generation = generation
        self.ram = ram
        self.reserved = reserved
        self.zones = zones
        self.cpus = cpus
    }
}

/// A range of physical addresses in bytes, end excluded.
public struct PhysicalRange: Sendable, Equatable {
    public var start: UInt64
    public var end: UInt64

    public init(_ start: UInt64, _ end: UInt64) {
        self.start = start
        self.end = end
    }
}

/// A zone's kind; the order of the cases is the order of the addresses.
public enum ZoneKind: UInt8, CodedValue {
    case dma, dma32, normal, highMem, movable

    /// The name in /proc: `DMA`, `DMA32`, `Normal`, `HighMem`, `Movable`.
    public var title: String {
        switch self {
        case .dma: "DMA"
        case .dma32: "DMA32"
        case .normal: "Normal"
        case .highMem: "HighMem"
        case .movable: "Movable"
        }
    }
}

/// One zone: its kind and the physical addresses it spans, end excluded. A zone may be empty.
public struct ZoneProfile: Sendable, Equatable {
    public var kind: ZoneKind
    public var range: PhysicalRange
    /// The NUMA node that it belongs to.
    public var node: UInt8

    public init(_ kind: ZoneKind, _ range: PhysicalRange, node: UInt8 = 0) {
        self.kind = kind
        self.range = range
        self.node = node
    }

    /// Its name beside all others of the machine: `DMA32`, and of a node above 0 `1/DMA32`.
    public var title: String { node == 0 ? kind.title : "\(node)/\(kind.title)" }

    /// The node and kind of a `title`; nil where it is none.
    public static func parse(title: String) -> (node: UInt8, kind: ZoneKind)? {
        let parts = title.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let kind = ZoneKind.allCases.first(where: { $0.title == parts.last.map(String.init) }) else { return nil }
        guard parts.count == 2 else { return (0, kind) }
        return UInt8(parts[0]).map { ($0, kind) }
    }
}

/// Kernel generations: chosen because rules changed between them.
public enum KernelGeneration: UInt8, CodedValue {
    case v2632, v310, v44, v61, v618

    /// `2.6.32`, `3.10`, `4.4`, `6.1`, `6.18`.
    public var title: String {
        switch self {
        case .v2632: "2.6.32"
        case .v310: "3.10"
        case .v44: "4.4"
        case .v61: "6.1"
        case .v618: "6.18"
        }
    }
}

/// Page allocator settings (mm/page_alloc.c).
public struct PageAllocatorSettings: Sendable, Equatable {
    /// vm.min_free_kbytes; nil: the kernel's own formula from lowmem.
    public var minFreeKilobytes: UInt64?
    /// vm.watermark_scale_factor, in 1/10000 of a zone.
    public var watermarkScaleFactor: UInt32 = 10
    /// vm.lowmem_reserve_ratio by zone kind (DMA, DMA32, Normal, HighMem, Movable).
    public var lowmemReserveRatio: [UInt32] = [256, 256, 32, 0, 0]
    /// vm.percpu_pagelist_high_fraction, before 5.14 vm.percpu_pagelist_fraction; nil or 0: the kernel's own limits.
    public var perCPUFraction: UInt64?
    /// Per-CPU page lists on or off. A textbook run is easier to read without.
    public var perCPULists = true
    /// Whose rules the limits of per-CPU lists follow; nil: the generation's.
    public var perCPULimits: PerCPULimitRules?
    /// Group pages by mobility; the kernel turns it off on very small machines.
    public var groupByMobility = true
    /// Parts of RAM that the kernel frees only after it has computed watermarks and reserves (its init sections, the
    /// initial RAM disk), sorted. They are managed memory, but those limits do not count them, as on a real system.
    public var initMemory: [PhysicalRange] = []

    public init() {}
}

/// Which slab algorithm, and its tunables.
public struct SlabSettings: Sendable, Equatable {
    public enum Algorithm: UInt8, CodedValue {
        case slub, slab, slob
    }

    public var algorithm = Algorithm.slub
    /// slub_max_order.
    public var maxOrder: UInt8 = 3
    /// slub_min_objects; 0: from the number of CPUs.
    public var minObjects: UInt32 = 0
    /// Merge alike caches.
    public var merge = true
    /// CONFIG_SLAB_FREELIST_RANDOM.
    public var randomFreelist = false
    /// CONFIG_SLUB_CPU_PARTIAL.
    public var cpuPartial = true
    /// KMALLOC_MIN_SIZE in bytes.
    public var minimumSize: UInt32 = 8
    /// SLAB's slab_max_order: 1 on machines of more than 32 MiB.
    public var arrayOrder: UInt8 = 1
    /// SLAB reaps its caches every two seconds of the trace's time.
    public var reap = true
    /// CONFIG_RANDOM_KMALLOC_CACHES: 16 copies of kmalloc's caches, chosen by call site (since 6.6).
    public var randomKmalloc = false

    public init() {}
}

/// Virtual memory settings.
public struct VirtualMemorySettings: Sendable, Equatable {
    /// vm.overcommit_memory: 0 heuristic, 1 always, 2 never.
    public var overcommitMemory: UInt8 = 0
    /// vm.overcommit_ratio in per cent.
    public var overcommitRatio: UInt32 = 50
    /// vm.overcommit_kbytes; 0: use the ratio.
    public var overcommitKilobytes: UInt64 = 0
    /// vm.admin_reserve_kbytes and vm.user_reserve_kbytes.
    public var adminReserveKilobytes: UInt64 = 8192
    public var userReserveKilobytes: UInt64 = 131_072
    /// vm.max_map_count.
    public var maxMapCount: UInt32 = 65530
    /// RLIMIT_STACK in bytes.
    public var stackLimit: UInt64 = 8 << 20
    /// RLIMIT_MEMLOCK in bytes; nil: 64 KiB, since 5.16 8 MiB.
    public var lockLimit: UInt64?
    /// RLIMIT_AS and RLIMIT_DATA in bytes; nil: none.
    public var addressSpaceLimit: UInt64?
    public var dataLimit: UInt64?
    /// Swap in bytes.
    public var swapSize: UInt64 = 0
    /// Lazily freed vmalloc pages before a purge; nil: the kernel's 32 MiB × (1 + log2 of CPUs).
    public var vmallocLazyMaxPages: UInt64?
    /// Transparent huge pages of anonymous memory.
    public var transparentHugePages = TransparentHugePages.never

    public init() {}
}

/// OOM settings.
public struct OomSettings: Sendable, Equatable {
    /// vm.panic_on_oom.
    public var panicOnOom: UInt8 = 0
    /// vm.oom_kill_allocating_task.
    public var killAllocatingTask = false
    /// Nanoseconds between a kill and the exit of the victim.
    public var exitDelay: UInt64 = 1_000_000
    /// Android's lowmemorykiller: pairs (oom_score_adj at least, free pages below); empty: off.
    public var lowMemoryKiller: [LowMemoryThreshold] = []
    /// oom_score_adj that Android gives to an app in the foreground and in the background.
    public var foregroundAdj: Int16 = 0
    public var backgroundAdj: Int16 = 529

    public init() {}
}

/// One row of Android's minfree table.
public struct LowMemoryThreshold: Sendable, Equatable {
    public var adj: Int16
    public var pages: UInt64

    public init(adj: Int16, pages: UInt64) {
        self.adj = adj
        self.pages = pages
    }
}

/// The C library and its malloc's settings (mallopt and GLIBC_TUNABLES).
public struct MallocSettings: Sendable, Equatable {
    /// Whose malloc the processes use.
    public var library = CLibrary.glibc
    public var version = GlibcVersion.v236
    /// M_TRIM_THRESHOLD; the largest UInt64 is never (-1).
    public var trimThreshold: UInt64 = 128 << 10
    public var topPad: UInt64 = 128 << 10
    public var mmapThreshold: UInt64 = 128 << 10
    /// Whether the mmap threshold grows with freed chunks; setting any of the four above or below turns it off.
    public var dynamicMmapThreshold = true
    public var mmapMax: UInt32 = 65536
    /// M_MXFAST in bytes; nil: 64 * pointer size / 4.
    public var maxFast: UInt64?
    /// M_ARENA_MAX; 0: by CPUs.
    public var arenaMax: UInt32 = 0
    public var arenaTest: UInt32 = 0
    public var perturb: UInt8 = 0
    /// glibc.malloc.tcache_count; 0 turns the cache off.
    public var tcacheCount: UInt16 = 7
    /// glibc.malloc.tcache_max in bytes.
    public var tcacheMax: UInt64 = 1032
    /// glibc.malloc.tcache_unsorted_limit; 0: no limit.
    public var tcacheUnsortedLimit: UInt64 = 0
    /// glibc.malloc.hugetlb: 0, or 1 (the break moves in steps of a transparent huge page).
    public var hugetlb: UInt8 = 0

    public init() {}
}
