import ReplayModel

/// What SLOB does differently from kernel generation to generation: the one place for such switches.
///
/// Source: mm/slob.c and include/linux/slab.h of the generations named. SLOB was removed in 6.4; as 6.18 it follows the last
/// rules that there were, those of 6.1.
struct SlobRules: Sendable {
    /// Bytes of a unit: pages up to 64 KiB number their units with 15 bits.
    static let unit: UInt32 = 2
    static let unitsPerPage = UInt16(UInt32(pageSize) / unit)
    /// Blocks below these sizes come from the first and the second list of pages, all others from the third.
    static let breaks: [UInt32] = [256, 1024]

    let pointerSize: UInt32
    /// Bytes before a kmalloc that hold its size, and its alignment: the larger of ARCH_KMALLOC_MINALIGN and
    /// ARCH_SLAB_MINALIGN. A word in 2.6.32, 8 since 2.6.35 at the latest in 3.10; the DMA alignment where there is one.
    let header: UInt32
    /// kmallocs of a power of two are aligned to their size: since 5.4.
    let alignsPowersOfTwo: Bool
    /// After an allocation that filled its page the search goes on behind that page: up to 5.1.
    let rotatesPastFullPage: Bool
    /// A large kmalloc can grow in place only up to what was asked for at first: up to 3.15 (page->private).
    let largeSizeIsExact: Bool
    /// Alignment of caches is the cache line or nothing, without halving: before the common code of 3.8.
    let ownAlignment: Bool
    /// Alignment of caches, shared with SLUB.
    let common: SlabRules

    init(profile: MachineProfile) {
        var last = profile
        if last.generation == .v618 { last.generation = .v61 }
        let generation = last.generation
        var common = SlabRules(profile: last)
        pointerSize = common.pointerSize
        let word: UInt32 = generation == .v2632 ? common.pointerSize : 8
        common.minimumAlign = word
        header = profile.slab.minimumSize > 8 ? max(word, profile.slab.minimumSize) : word
        alignsPowersOfTwo = generation == .v61
        rotatesPastFullPage = generation != .v61
        largeSizeIsExact = generation == .v2632 || generation == .v310
        ownAlignment = generation == .v2632
        self.common = common
    }

    static func units(_ bytes: UInt32) -> UInt16 { UInt16((bytes + unit - 1) / unit) }

    /// The list of pages for a block, 0 … 2.
    static func list(bytes: UInt32) -> Int { bytes < breaks[0] ? 0 : bytes < breaks[1] ? 1 : 2 }

    /// Bytes of a cache's object: caches whose objects are freed after a grace period have a footer (struct slob_rcu).
    func size(_ objectSize: UInt32, _ flags: SlabFlags) -> UInt32 {
        guard flags.contains(.typesafeByRCU) else { return objectSize }
        // struct slob_rcu: two words of rcu_head and an int, padded.
        return objectSize + SlabRules.roundUp(2 * pointerSize + 4, to: pointerSize)
    }

    func alignment(objectSize: UInt32, wish: UInt32, flags: SlabFlags) -> UInt32 {
        guard ownAlignment else { return common.alignment(objectSize: objectSize, wish: wish, flags: flags) }
        return max(flags.contains(.hardwareCacheAlign) ? common.cacheLine : 0, common.minimumAlign, wish)
    }
}
