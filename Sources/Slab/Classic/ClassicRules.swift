import ReplayModel

/// What SLAB does differently from kernel generation to generation: the one place for such switches.
///
/// Source: mm/slab.c, include/linux/slab.h and mm/slab_common.c of the generations named. SLAB was removed in 6.8; as 6.18
/// it follows the last rules that there were, those of 6.1.
struct ClassicRules: Sendable {
    /// Where a slab keeps the list of its free objects.
    enum FreelistForm: Sendable, Equatable {
        /// struct slab and one 4-byte link for each object, before the objects: up to 3.12.
        case linked
        /// One byte for each object, before the objects: 3.15 … 4.5.
        case front
        /// One byte for each object, behind the objects or inside a free one: since 4.6.
        case back
    }

    private(set) var common: SlabRules
    let form: FreelistForm
    /// sizeof(struct slab) of the linked form: 48 or 28 bytes.
    let descriptorBytes: UInt32
    /// slab_max_order: 1 on machines of more than 32 MiB, else 0.
    let maximumOrder: UInt8
    /// The caches are called size-N and size-N(DMA): before 3.9.
    let oldNames: Bool
    /// Slabs have __GFP_COMP: since 3.13.
    let isCompound: Bool
    /// A cache's first slab has colour 1 where there is one (since 4.7), else 0.
    let coloursFromSecond: Bool
    /// Free slabs above the limit go when a whole batch is freed (since 4.8), before that each as it empties.
    let givesBackAfterBatch: Bool
    /// New slabs come without a look at the lists when these have nothing free: since 4.8.
    let growsDirectly: Bool

    init(profile: MachineProfile) {
        var last = profile
        if last.generation == .v618 { last.generation = .v61 }
        let generation = last.generation
        let isModern = generation == .v61
        common = Self.common(last)
        form = isModern ? .back : generation == .v44 ? .front : .linked
        descriptorBytes = common.pointerSize == 8 ? 48 : 28
        let ram = profile.ram.reduce(0) { $0 + ($1.end - $1.start) }
        maximumOrder = ram > 32 << 20 ? profile.slab.arrayOrder : 0
        oldNames = generation == .v2632
        isCompound = isModern || generation == .v44
        coloursFromSecond = isModern
        givesBackAfterBatch = isModern
        growsDirectly = isModern
        common.bootCaches = bootCaches
    }

    /// What SLAB has otherwise than SLUB of what they share.
    private static func common(_ profile: MachineProfile) -> SlabRules {
        let generation = profile.generation
        var common = SlabRules(profile: profile)
        common.kmallocMinimum = max(common.kmallocMinimum, 32)
        // ARCH_SLAB_MINALIGN is 0 in 2.6.32's SLAB.
        if generation == .v2632 { common.minimumAlign = common.pointerSize }
        // kmalloc's largest cache has 4 MiB, since 6.1 two pages (KMALLOC_SHIFT_HIGH).
        common.largestClass = KmallocClass(generation == .v61 ? 13 : 22)
        common.largestKmalloc = UInt64(common.largestClass.size)
        // No cache of 96 bytes in 2.6.32 where a cache line has 64 (include/linux/kmalloc_sizes.h).
        common.has96 = generation != .v2632 && common.kmallocMinimum <= 32
        common.oddClassesFirst = false
        common.oddDMAClassesFirst = false
        // Alike caches are merged since 3.18, CONFIG_SLAB_FREELIST_RANDOM is there since 4.7.
        common.merges = profile.slab.merge && (generation == .v61 || generation == .v44)
        common.mergesByAlignment = true
        common.randomisesFreelists = profile.slab.randomFreelist && generation == .v61
        common.shrinksNewestFirst = true
        return common
    }

    /// The caches that exist before anything else runs: the caches' own and kmalloc's.
    private var bootCaches: [BootCache] {
        let own = BootCache(
            name: oldNames ? "cache_cache" : "kmem_cache", objectSize: common.ownObjectSizes.cache, align: 0, flags: .hardwareCacheAlign,
            isExempt: true)
        let (types, classes) = (common.kmallocTypes, common.kmallocClasses())
        let kmalloc =
            oldNames
            ? classes.flatMap { sizeClass in types.map { kmallocCache($0, sizeClass) } }
            : types.flatMap { type in classes.map { kmallocCache(type, $0) } }
        return [own] + kmalloc
    }

    private func kmallocCache(_ type: KmallocType, _ sizeClass: KmallocClass) -> BootCache {
        common.kmallocCache(
            KmallocFamily(type: type), sizeClass, name: kmallocName(type, size: sizeClass.size), flags: .hardwareCacheAlign)
    }

    private func kmallocName(_ type: KmallocType, size: UInt32) -> String {
        if oldNames { return type == .dma ? "size-\(size)(DMA)" : "size-\(size)" }
        if common.shortKmallocNames && size >= 1 << 20 { return "\(type.prefix)\(size >> 20)M" }
        return common.kmallocName(KmallocFamily(type: type), size: size)
    }

    /// Objects that a CPU's array holds, by the size of a slot (enable_cpucache).
    static func arrayLimit(size: UInt32) -> UInt32 {
        if size > 131072 { return 1 }
        if size > UInt32(pageSize) { return 8 }
        if size > 1024 { return 24 }
        return size > 256 ? 54 : 120
    }

    /// Objects that move at once between an array and what stands behind it.
    static func batch(limit: UInt32) -> UInt32 { (limit + 1) / 2 }

    /// The shared array's size in batches.
    static func sharedFactor(size: UInt32, cpus: UInt32) -> UInt32 { size <= UInt32(pageSize) && cpus > 1 ? 8 : 0 }

    /// An array that was not used since the last reaping takes at most this many objects at once (BATCHREFILL_LIMIT).
    static let idleRefill: UInt32 = 16
    /// Every CPU reaps every two seconds, each a little after the one before (REAPTIMEOUT_AC, start_cpu_timer); a node's shared
    /// array and free slabs have their turn every four (REAPTIMEOUT_NODE). Nanoseconds.
    static let reapPeriod: UInt64 = 2_000_000_000
    static let nodePeriod: UInt64 = 4_000_000_000
    static func firstReap(cpu: Int) -> UInt64 { 1_000_000_000 + UInt64(cpu) * 12_000_000 % reapPeriod }
}
