import ReplayModel

/// What SLOB does differently from kernel generation to generation: the one place for such switches.
///
/// Source: mm/slob.c and include/linux/slab.h of the generations named. SLOB was removed in 6.4; as 6.18 it follows the last
/// rules that there were, those of 6.1.
struct SlobRules: Sendable {
    /// Bytes of a unit: pages up to 64 KiB number their units with 15 bits.
    static let unit: UInt32 = 2
    static let unitsPerPage = UInt16(UInt32(pageSize) / unit)

    /// Bytes before a kmalloc that hold its size, and its alignment: the larger of ARCH_KMALLOC_MINALIGN and
    /// ARCH_SLAB_MINALIGN. A word in 2.6.32, 8 since 2.6.35 at the latest in 3.10; the DMA alignment where there is one.
    let header: UInt32
    /// kmallocs of a power of two are aligned to their size: since 5.4.
    let alignsPowersOfTwo: Bool
    /// After an allocation that filled its page the search goes on behind that page: up to 5.1.
    let rotatesPastFullPage: Bool
    /// Alignment of caches is the cache line or nothing, without halving: before the common code of 3.8.
    let ownAlignment: Bool
    let common: SlabRules

    init(profile: MachineProfile) {
        var last = profile
        if last.generation == .v618 { last.generation = .v61 }
        let generation = last.generation
        var common = SlabRules(profile: last)
        let word: UInt32 = generation == .v2632 ? common.pointerSize : 8
        header = profile.slab.minimumSize > 8 ? max(word, profile.slab.minimumSize) : word
        alignsPowersOfTwo = generation == .v61
        rotatesPastFullPage = generation != .v61
        ownAlignment = generation == .v2632
        common.minimumAlign = word
        common.largestKmalloc = pageSize - UInt64(header) - 1
        common.largeSizeIsExact = generation == .v2632 || generation == .v310
        common.merges = false
        common.randomisesFreelists = false
        common.destroysCachesInUse = true
        common.countsReclaimable = false
        common.bootCaches = [Self.heap(align: header)]
        self.common = common
    }

    /// The one cache that stands for the heap and serves every kmalloc.
    private static func heap(align: UInt32) -> BootCache {
        var heap = BootCache(name: "slob", objectSize: UInt32(pageSize), align: align, flags: [], isExempt: true)
        for type in KmallocType.allCases {
            for sizeClass in 0..<KmallocClass.count { heap.serves.append((KmallocFamily(type: type), KmallocClass(sizeClass))) }
        }
        return heap
    }

    static func units(_ bytes: UInt32) -> UInt16 { UInt16((bytes + unit - 1) / unit) }

    /// Bytes of a cache's object: caches whose objects are freed after a grace period have a footer (struct slob_rcu).
    private func size(_ objectSize: UInt32, _ flags: SlabFlags) -> UInt32 {
        guard flags.contains(.typesafeByRCU) else { return objectSize }
        // struct slob_rcu: two words of rcu_head and an int, padded.
        return objectSize + SlabRules.roundUp(2 * common.pointerSize + 4, to: common.pointerSize)
    }

    private func alignment(objectSize: UInt32, wish: UInt32, flags: SlabFlags) -> UInt32 {
        guard ownAlignment else { return common.alignment(objectSize: objectSize, wish: wish, flags: flags) }
        return max(flags.contains(.hardwareCacheAlign) ? common.cacheLine : 0, common.minimumAlign, wish)
    }

    /// The layout of a cache. It has no slabs, but an object of a page and more has a block of its own.
    func geometry(_ properties: CacheProperties) -> CacheGeometry {
        let whole = size(properties.objectSize, properties.flags)
        let hasBlocks = whole >= UInt32(pageSize)
        return CacheGeometry(
            objectSize: properties.objectSize, size: whole,
            align: alignment(objectSize: properties.objectSize, wish: properties.align, flags: properties.flags),
            order: hasBlocks ? SlabRules.pageOrder(UInt64(whole)) : 0, objects: hasBlocks ? 1 : 0)
    }
}
