extension WordTable {
    /// GFP flags by the kernel's names (include/linux/gfp_types.h, Linux 6.1), as `show_gfp_flags` prints them.
    static let gfp = WordTable((gfpComposites + gfpBits).map { ($0, UInt64($1.rawValue)) })

    /// Names of several flags, those with the most first: so that the writer's first match is the best.
    static let gfpComposites: [(String, GfpFlags)] = [
        ("GFP_TRANSHUGE", transhugeLight.union(.directReclaim)), ("GFP_TRANSHUGE_LIGHT", transhugeLight),
        ("GFP_HIGHUSER_MOVABLE", .highUserMovable), ("GFP_HIGHUSER", .highUser), ("GFP_USER", .user),
        ("GFP_KERNEL_ACCOUNT", .kernelAccount), ("GFP_KERNEL", .kernel), ("GFP_NOFS", [.reclaim, .io]),
        ("GFP_ATOMIC", .atomic), ("GFP_NOIO", .reclaim), ("GFP_NOWAIT", .kswapdReclaim), ("GFP_DMA", .dma),
        ("GFP_DMA32", .dma32), ("__GFP_RECLAIM", .reclaim),
    ]

    private static let transhugeLight: GfpFlags =
        GfpFlags([.highUserMovable, .compound, .noMemalloc, .noWarn]).subtracting(.reclaim)

    /// Names of single flags, lowest first.
    static let gfpBits: [(String, GfpFlags)] = [
        ("__GFP_DMA", .dma), ("__GFP_HIGHMEM", .highmem), ("__GFP_DMA32", .dma32), ("__GFP_MOVABLE", .movable),
        ("__GFP_RECLAIMABLE", .reclaimable), ("__GFP_HIGH", .high), ("__GFP_IO", .io), ("__GFP_FS", .fs),
        ("__GFP_ZERO", .zero), ("__GFP_ATOMIC", .atomicContext), ("__GFP_DIRECT_RECLAIM", .directReclaim),
        ("__GFP_KSWAPD_RECLAIM", .kswapdReclaim), ("__GFP_WRITE", .write), ("__GFP_NOWARN", .noWarn),
        ("__GFP_RETRY_MAYFAIL", .retryMayFail), ("__GFP_NOFAIL", .noFail), ("__GFP_NORETRY", .noRetry),
        ("__GFP_MEMALLOC", .memalloc), ("__GFP_COMP", .compound), ("__GFP_NOMEMALLOC", .noMemalloc),
        ("__GFP_HARDWALL", .hardwall), ("__GFP_THISNODE", .thisNode), ("__GFP_ACCOUNT", .account),
        ("__GFP_ZEROTAGS", .zeroTags), ("__GFP_SKIP_KASAN_ZERO", .skipKasanZero),
        ("__GFP_SKIP_KASAN_UNPOISON", .skipKasanUnpoison), ("__GFP_SKIP_KASAN_POISON", .skipKasanPoison),
    ]

    /// mmap's flags by the names of mman.h, in lower case without `MAP_` and as C writes them.
    static let mapFlags = WordTable(
        mapBits.flatMap { name, bit in [(name, UInt64(bit)), ("MAP_" + name.uppercased(), UInt64(bit))] }
            + [("anon", 0x20), ("MAP_ANON", 0x20)])

    /// Lowest first; bits as on Linux x86 (asm-generic/mman-common.h and mman.h).
    static let mapBits: [(String, UInt32)] = [
        ("shared", 0x01), ("private", 0x02), ("fixed", 0x10), ("anonymous", 0x20), ("growsdown", 0x100),
        ("denywrite", 0x800), ("executable", 0x1000), ("locked", 0x2000), ("noreserve", 0x4000), ("populate", 0x8000),
        ("nonblock", 0x10000), ("stack", 0x20000), ("hugetlb", 0x40000), ("sync", 0x80000), ("fixed_noreplace", 0x100000),
    ]

    /// Migrate types in lower case, which the writer uses, and as /proc/pagetypeinfo prints them; by raw value.
    static let migratetypes = WordTable(
        migratetypeNames.enumerated().flatMap { [($1.lowercased(), UInt64($0)), ($1, UInt64($0))] })

    /// By raw value of `Migratetype`.
    static let migratetypeNames = ["Unmovable", "Movable", "Reclaimable", "HighAtomic", "Isolate", "CMA"]
}
