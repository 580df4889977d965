import ReplayModel

/// What SLUB does differently from kernel generation to generation: the one place for such switches.
///
/// Source: mm/slub.c of the generations named.
struct SlubRules: Sendable {
    /// How a CPU's partial list is bounded.
    enum CPUPartialLimit: Sendable, Equatable {
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

    var common: SlabRules
    /// slub_max_order.
    var maximumOrder: UInt8
    /// slub_min_objects, from the number of CPUs where the profile does not tell: 4 * (fls(cpus) + 1).
    var minimumObjects: UInt32
    var orderSearch: OrderSearch
    var cpuPartial: CPUPartialLimit
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
    /// Slabs of one page carry __GFP_COMP too: since 6.9.
    var alwaysCompound: Bool
}

extension SlubRules {
    init(profile: MachineProfile) {
        let generation = profile.generation
        let isModern = generation == .v61 || generation == .v618
        let settings = profile.slab
        common = SlabRules(profile: profile)
        maximumOrder = settings.maxOrder
        minimumObjects = settings.minObjects > 0 ? settings.minObjects : 4 * (SlabRules.fls(UInt32(profile.cpus)) + 1)
        orderSearch = generation == .v618 ? .moreWaste : .fewerObjects
        cpuPartial = generation == .v2632 || !settings.cpuPartial ? .absent : isModern ? .slabs : .objects
        cpuPartialObjects = isModern ? [6, 24, 52, 120] : [2, 6, 13, 30]
        halvesMinimumPartial = generation != .v2632
        discardsAtMinimum = generation != .v310
        keepsEmptied = generation != .v2632
        splicesOnDeactivate = isModern
        tailWhenCPUListEmpty = generation == .v2632
        shrinkPromotes = isModern || generation == .v44 ? 32 : .max
        alwaysCompound = generation == .v618
        common.bootCaches = bootCaches
    }

    /// The caches that exist before anything else runs: `kmem_cache`, `kmem_cache_node` and kmalloc's.
    private var bootCaches: [BootCache] {
        let own = [("kmem_cache", common.ownObjectSizes.cache), ("kmem_cache_node", common.ownObjectSizes.node)].map { name, size in
            BootCache(name: name, objectSize: size, align: 0, flags: .hardwareCacheAlign, isExempt: true)
        }
        return own
            + common.kmallocFamilies.flatMap { family in
                common.kmallocClasses(of: family.type).map { sizeClass in
                    common.kmallocCache(family, sizeClass, name: common.kmallocName(family, size: sizeClass.size))
                }
            }
    }
}
