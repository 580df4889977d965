/// Flags of a slab cache. Bits 8 and up are those of Linux 6.1 (include/linux/slab.h); the low two are ours and stand for
/// what kmem_cache_create takes as other arguments.
public struct SlabFlags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Ours: the cache has a constructor, so the free pointer stands behind the object and the cache is never merged.
    public static let constructor = SlabFlags(rawValue: 0x1)
    /// Ours: made by kmem_cache_create_usercopy with a region, so never merged (since 4.16).
    public static let usercopy = SlabFlags(rawValue: 0x2)
    public static let redZone = SlabFlags(rawValue: 0x400)
    public static let poison = SlabFlags(rawValue: 0x800)
    public static let hardwareCacheAlign = SlabFlags(rawValue: 0x2000)
    public static let cacheDMA = SlabFlags(rawValue: 0x4000)
    public static let cacheDMA32 = SlabFlags(rawValue: 0x8000)
    public static let storeUser = SlabFlags(rawValue: 0x10000)
    public static let reclaimAccount = SlabFlags(rawValue: 0x20000)
    public static let panic = SlabFlags(rawValue: 0x40000)
    public static let typesafeByRCU = SlabFlags(rawValue: 0x80000)
    public static let trace = SlabFlags(rawValue: 0x200000)
    public static let noLeakTrace = SlabFlags(rawValue: 0x800000)
    public static let failSlab = SlabFlags(rawValue: 0x2000000)
    public static let account = SlabFlags(rawValue: 0x4000000)

    /// A cache with one of these is never merged (SLAB_NEVER_MERGE, mm/slab_common.c).
    static let neverMerge: SlabFlags = [
        .redZone, .poison, .storeUser, .trace, .typesafeByRCU, .noLeakTrace, .failSlab, .constructor, .usercopy,
    ]
    /// Caches are alike only when they agree in these (SLAB_MERGE_SAME, mm/slab_common.c).
    static let mergeSame: SlabFlags = [.reclaimAccount, .cacheDMA, .cacheDMA32, .account]
    /// The free pointer may not overlap the object (calculate_sizes, mm/slub.c).
    static let freePointerOutside: SlabFlags = [.constructor, .typesafeByRCU, .poison]
}
