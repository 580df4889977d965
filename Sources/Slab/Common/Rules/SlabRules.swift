import ReplayModel

/// What the three algorithms share and do differently from kernel generation to generation: alignment, merging, kmalloc's caches. Each
/// algorithm makes its own from the profile.
///
/// Source: mm/slab_common.c and include/linux/slab.h of the generations named.
package struct SlabRules: Sendable {
    /// Which caches a new one is compared with first.
    enum MergeScan: Sendable, Equatable {
        /// The newest: up to 3.17.
        case newestFirst
        /// The oldest: since 3.18.
        case oldestFirst
    }

    var pointerSize: UInt32
    /// Bytes of a cache line: 64 on all machines modelled.
    var cacheLine: UInt32 = 64
    /// ARCH_SLAB_MINALIGN: the alignment of an unsigned long long in the kernel.
    var minimumAlign: UInt32 = 8

    // MARK: Caches

    /// Alike caches share one set of slabs.
    var merges: Bool
    var mergeScan: MergeScan
    /// SLAB: the alignment wanted must divide that of the cache that is shared.
    var mergesByAlignment = false
    /// kmalloc's caches are merged with others: before 4.16 they are, since then hardened usercopy prevents it.
    var mergesKmalloc: Bool
    /// CONFIG_SLAB_FREELIST_RANDOM: each cache draws an order of its objects.
    var randomisesFreelists: Bool
    /// Slabs of caches with SLAB_RECLAIM_ACCOUNT are counted apart. SLOB counts all as unreclaimable.
    var countsReclaimable = true
    /// SLOB: a cache that has objects can be destroyed, since nobody knows of them.
    var destroysCachesInUse = false
    /// SLAB: shrinking all caches begins with the newest, so that lists off their slabs come back to caches that are still to be shrunk.
    var shrinksNewestFirst = false
    /// Object sizes of the caches `kmem_cache` and `kmem_cache_node`. They depend on the build: 6.1 and 6.18 as recorded
    /// on Debian kernels, older generations taken as 6.1.
    var ownObjectSizes: (cache: UInt32, node: UInt32)
    /// What boot makes, in its order. Each algorithm's rules fill it.
    var bootCaches: [BootCache] = []

    // MARK: kmalloc

    /// KMALLOC_MIN_SIZE; above 8 also the least alignment of kmalloc's caches (ARCH_KMALLOC_MINALIGN).
    var kmallocMinimum: UInt32
    /// The class of kmalloc's largest cache: two pages (KMALLOC_SHIFT_HIGH of SLUB).
    var largestClass = KmallocClass(13)
    /// Requests of more bytes go straight to the page allocator (KMALLOC_MAX_CACHE_SIZE).
    package var largestKmalloc: UInt64 = 8192
    /// SLOB up to 3.15: a large kmalloc can grow in place only up to what was asked for at first (page->private).
    var largeSizeIsExact = false
    /// There is a cache of 96 bytes.
    var has96: Bool
    /// kmalloc-rcl-* for __GFP_RECLAIMABLE: since 4.20.
    var hasReclaimableKmalloc: Bool
    /// kmalloc-cg-* for __GFP_ACCOUNT: since 5.14.
    var hasAccountedKmalloc: Bool
    /// kmalloc-cg-* are made after all others: since 6.2; before, right after the normal ones.
    var accountedKmallocLast: Bool
    /// kmalloc's caches of 96 and 192 bytes are made before the others of their family: 2.6.32 and, as recorded, 6.18.
    var oddClassesFirst: Bool
    /// The same for DMA's: in 6.1 they are made like the others, before 5.19 in a loop of their own, by class number.
    var oddDMAClassesFirst: Bool
    /// Copies of the normal kmalloc caches, kmalloc-rnd-01-* … (RANDOM_KMALLOC_CACHES_NR, since 6.6): 15, or 0 without.
    var randomCopies: Int
    /// Drawn at boot: which call site gets which copy.
    var randomKmallocSeed: UInt64
    /// dma-kmalloc-* exist where the machine has a DMA zone.
    var hasDMAKmalloc: Bool
    /// Alignment of kmalloc's caches.
    var kmallocAlign: KmallocAlign
    /// Sizes from 1024 are named 1k, 2k …: since 4.20.
    var shortKmallocNames: Bool

    /// How kmalloc's caches are aligned.
    enum KmallocAlign: Sendable, Equatable {
        /// By KMALLOC_MIN_SIZE only: up to 5.3.
        case minimum
        /// Sizes that are a power of two by themselves: since 5.4.
        case powersOfTwo
        /// Every size by its largest power-of-two divisor: since 6.12.
        case divisors
    }
}

extension SlabRules {
    /// As SLUB has them.
    init(profile: MachineProfile) {
        let generation = profile.generation
        let isModern = generation == .v61 || generation == .v618
        let settings = profile.slab
        pointerSize = UInt32(profile.architecture.pointerSize)
        merges = settings.merge
        mergeScan = isModern || generation == .v44 ? .oldestFirst : .newestFirst
        mergesKmalloc = !isModern
        randomisesFreelists = settings.randomFreelist
        let isWide = profile.architecture.pointerSize == 8
        ownObjectSizes = generation == .v618 && isWide ? (232, 72) : isWide ? (224, 64) : (140, 32)
        kmallocMinimum = settings.minimumSize
        has96 = settings.minimumSize <= 32
        hasReclaimableKmalloc = isModern
        hasAccountedKmalloc = isModern
        accountedKmallocLast = generation == .v618
        oddClassesFirst = generation == .v618 || generation == .v2632
        oddDMAClassesFirst = generation != .v61
        randomCopies = generation == .v618 && settings.randomKmalloc ? 15 : 0
        var random = SlabRandom(seed: profile.seed, stream: .max - 1)
        randomKmallocSeed = random.next()
        hasDMAKmalloc = profile.zones.contains { $0.kind == .dma && $0.range.end > $0.range.start }
        kmallocAlign = generation == .v618 ? .divisors : isModern ? .powersOfTwo : .minimum
        shortKmallocNames = isModern
    }

    /// The alignment that a cache gets: the wish, the cache line where asked for (halved for objects that fill at most
    /// half of it), and the machine's minimum (calculate_alignment).
    func alignment(objectSize: UInt32, wish: UInt32, flags: SlabFlags) -> UInt32 {
        var align = wish
        if flags.contains(.hardwareCacheAlign) {
            var line = cacheLine
            while objectSize <= line / 2 { line /= 2 }
            align = max(align, line)
        }
        return Self.roundUp(max(align, minimumAlign), to: pointerSize)
    }
}

// Sizes and orders.
extension SlabRules {
    /// The largest order that the page allocator serves.
    static let largestOrder = UInt8(orderCount - 1)
    /// Requests above this fail at once: KMALLOC_MAX_SIZE, the largest block.
    static let largestRequest: UInt64 = pageSize << UInt64(orderCount - 1)

    /// Objects that fit a block.
    package static func objects(inOrder order: UInt8, size: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (pageSize << UInt64(order)) / UInt64(size))
    }

    /// get_order: the lowest order of a block of at least `bytes`.
    static func pageOrder(_ bytes: UInt64) -> UInt8 {
        let pages = (bytes + pageSize - 1) >> pageShift
        return pages <= 1 ? 0 : UInt8(64 - (pages - 1).leadingZeroBitCount)
    }

    static func roundUp(_ value: UInt32, to align: UInt32) -> UInt32 { (value + align - 1) & ~(align - 1) }

    /// Position of the highest set bit, from 1; 0 for 0.
    static func fls(_ value: UInt32) -> UInt32 { 32 - UInt32(value.leadingZeroBitCount) }
}
