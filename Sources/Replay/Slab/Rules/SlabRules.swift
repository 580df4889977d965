import ReplayModel

/// What SLUB does differently from kernel generation to generation, and the machine's constants that its sizes follow
/// from: the one place for such switches.
///
/// Source: mm/slub.c, mm/slab_common.c and include/linux/slab.h of the generations named.
struct SlabRules: Sendable {
    /// How a CPU's partial list is bounded.
    enum CpuPartialLimit: Sendable, Equatable {
        /// No such list: before 3.2.
        case absent
        /// By free objects, as they were counted when each slab joined: 3.2 … 5.15.
        case objects
        /// By slabs: since 5.16.
        case slabs
    }

    /// Which slab order is tried when the least number of objects does not fit well.
    enum OrderSearch: Sendable, Equatable {
        /// Asks for fewer objects, one by one, when no order wastes at most a quarter: up to 6.7.
        case fewerObjects
        /// Accepts half a slab of waste instead: since 6.8.
        case moreWaste
    }

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
    /// KMALLOC_MIN_SIZE; above 8 also the least alignment of kmalloc's caches (ARCH_KMALLOC_MINALIGN).
    var kmallocMinimum: UInt32
    /// slub_max_order.
    var maximumOrder: UInt8
    /// slub_min_objects, from the number of CPUs where the profile does not tell: 4 * (fls(cpus) + 1).
    var minimumObjects: UInt32
    var orderSearch: OrderSearch
    var cpuPartial: CpuPartialLimit
    /// Free objects wanted on a CPU's partial list, for sizes from a page, from 1024, from 256, and below
    /// (set_cpu_partial): 2, 6, 13, 30 up to 5.15; 6, 24, 52, 120 since.
    var cpuPartialObjects: [UInt32]
    /// min_partial is log2 of the size, halved since 3.2, kept between 5 and 10.
    var halvesMinimumPartial: Bool
    /// An empty slab is given back with `min_partial` others on the list already (2.6.32, and again since 3.16), or only with more.
    var discardsAtMinimum: Bool
    /// A slab that a free empties may stay on the node's list; in 2.6.32 it is given back at once (__slab_free), and
    /// `min_partial` counts only when a CPU puts its slab away.
    var keepsEmptied: Bool
    /// A CPU slab that is put away keeps its free list's order (since 5.10); before, the order is reversed.
    var splicesOnDeactivate: Bool
    /// A CPU slab that is put away goes to the list's tail when its CPU list is used up (before 3.0), instead of when
    /// other CPUs freed into it.
    var tailWhenCPUListEmpty: Bool
    /// kmem_cache_shrink sorts slabs with at most this many free objects to the front (32 since 3.19, before all).
    var shrinkPromotes: UInt32
    var mergeScan: MergeScan
    /// kmalloc's caches are merged with others: before 4.16 they are, since then hardened usercopy prevents it.
    var mergesKmalloc: Bool
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
    /// Slabs of one page carry __GFP_COMP too: since 6.9.
    var alwaysCompound: Bool
    /// Alignment of kmalloc's caches.
    var kmallocAlign: KmallocAlign
    /// Sizes from 1024 are named 1k, 2k …: since 4.20.
    var shortKmallocNames: Bool
    /// Object sizes of the caches `kmem_cache` and `kmem_cache_node`. They depend on the build: 6.1 and 6.18 as recorded
    /// on Debian kernels, older generations taken as 6.1.
    var ownObjectSizes: (cache: UInt32, node: UInt32)

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
    init(profile: MachineProfile) {
        let generation = profile.generation
        let isModern = generation == .v61 || generation == .v618
        let settings = profile.slab
        pointerSize = UInt32(profile.architecture.pointerSize)
        kmallocMinimum = settings.minimumSize
        maximumOrder = settings.maxOrder
        minimumObjects = settings.minObjects > 0 ? settings.minObjects : 4 * (Self.fls(UInt32(profile.cpus)) + 1)
        orderSearch = generation == .v618 ? .moreWaste : .fewerObjects
        cpuPartial = generation == .v2632 || !settings.cpuPartial ? .absent : isModern ? .slabs : .objects
        cpuPartialObjects = isModern ? [6, 24, 52, 120] : [2, 6, 13, 30]
        halvesMinimumPartial = generation != .v2632
        discardsAtMinimum = generation != .v310
        keepsEmptied = generation != .v2632
        splicesOnDeactivate = isModern
        tailWhenCPUListEmpty = generation == .v2632
        shrinkPromotes = isModern || generation == .v44 ? 32 : .max
        mergeScan = isModern || generation == .v44 ? .oldestFirst : .newestFirst
        mergesKmalloc = !isModern
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
        alwaysCompound = generation == .v618
        let isWide = profile.architecture.pointerSize == 8
        ownObjectSizes = generation == .v618 && isWide ? (232, 72) : isWide ? (224, 64) : (140, 32)
    }

    /// Position of the highest set bit, from 1; 0 for 0.
    static func fls(_ value: UInt32) -> UInt32 { 32 - UInt32(value.leadingZeroBitCount) }
}
