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

    /// Alignment, merging and kmalloc's families, which SLAB shares with SLUB (mm/slab_common.c).
    let common: SlabRules
    let form: FreelistForm
    /// sizeof(struct slab) of the linked form: 48 or 28 bytes.
    let descriptorBytes: UInt32
    /// slab_max_order: 1 on machines of more than 32 MiB, else 0.
    let maximumOrder: UInt8
    /// Class number of kmalloc's largest cache: 4 MiB, since 6.1 two pages (KMALLOC_SHIFT_HIGH).
    let largestClass: Int
    /// A cache of 96 bytes: not in 2.6.32 where a cache line has 64 bytes (include/linux/kmalloc_sizes.h).
    let has96: Bool
    /// The caches are called size-N and size-N(DMA): before 3.9.
    let oldNames: Bool
    /// Alike caches are merged: since 3.18.
    let merges: Bool
    /// Slabs have __GFP_COMP: since 3.13.
    let isCompound: Bool
    /// A cache's first slab has colour 1 where there is one (since 4.7), else 0.
    let coloursFromSecond: Bool
    /// Free slabs above the limit go when a whole batch is freed (since 4.8), before that each as it empties.
    let givesBackAfterBatch: Bool
    /// New slabs come without a look at the lists when these have nothing free: since 4.8.
    let growsDirectly: Bool
    /// CONFIG_SLAB_FREELIST_RANDOM: since 4.7.
    let randomises: Bool
    /// A shared array between the CPUs' arrays and the slabs: with more than one processor.
    let isMultiprocessor: Bool

    init(profile: MachineProfile) {
        var last = profile
        if last.generation == .v618 { last.generation = .v61 }
        let generation = last.generation
        let isModern = generation == .v61
        var common = SlabRules(profile: last)
        common.kmallocMinimum = max(common.kmallocMinimum, 32)
        // ARCH_SLAB_MINALIGN is 0 in 2.6.32's SLAB.
        if generation == .v2632 { common.minimumAlign = common.pointerSize }
        self.common = common
        form = isModern ? .back : generation == .v44 ? .front : .linked
        descriptorBytes = common.pointerSize == 8 ? 48 : 28
        let ram = profile.ram.reduce(0) { $0 + ($1.end - $1.start) }
        maximumOrder = ram > 32 << 20 ? profile.slab.arrayOrder : 0
        largestClass = isModern ? 13 : 22
        has96 = generation != .v2632 && common.kmallocMinimum <= 32
        oldNames = generation == .v2632
        merges = profile.slab.merge && (isModern || generation == .v44)
        isCompound = isModern || generation == .v44
        coloursFromSecond = isModern
        givesBackAfterBatch = isModern
        growsDirectly = isModern
        randomises = profile.slab.randomFreelist && isModern
        isMultiprocessor = profile.cpus > 1
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

    // MARK: kmalloc

    static let classCount = 23

    /// The classes that exist, in the order in which boot makes them: 96 right after 64, 192 after 128.
    var classes: [Int] {
        let lowest = 31 - common.kmallocMinimum.leadingZeroBitCount
        return (lowest...largestClass).flatMap { index -> [Int] in
            if index == 6 && has96 { return [6, 1] }
            if index == 7 && common.kmallocMinimum <= 64 { return [7, 2] }
            return [index]
        }
    }

    /// The class that serves a request. Precondition: 1 … the largest class's bytes.
    @inline(__always)
    func kmallocClass(size: UInt64) -> Int {
        let index = common.kmallocClass(size: size)
        return index == 1 && !has96 ? 7 : index
    }

    func name(_ type: KmallocType, size: UInt32) -> String {
        if oldNames { return type == .dma ? "size-\(size)(DMA)" : "size-\(size)" }
        if !common.shortKmallocNames || size < 1 << 20 { return common.kmallocName(type, size: size) }
        return "\(type.prefix)\(size >> 20)M"
    }
}
