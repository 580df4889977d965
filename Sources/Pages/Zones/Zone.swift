import ReplayModel

/// How many migrate types have free lists: `Migratetype`'s cases.
package let migratetypeCount = 6
/// How many migrate types have per-CPU lists (MIGRATE_PCPTYPES): unmovable, movable, reclaimable.
package let perCPUTypes: UInt8 = 3
/// How many zone kinds there are.
let zoneKindCount = 5

/// One zone (struct zone, include/linux/mmzone.h, 6.1). Frame counts unless said otherwise.
///
/// Invariants:
/// - managed ≤ present ≤ spanned; min ≤ low ≤ high;
/// - blocksFree[o] = sum over migrate types of the count of list (o, type);
/// - free = sum over orders of blocksFree[o] << o;
/// - perCPU = sum over CPUs of their `count` in this zone;
/// - uncounted = sum over CPUs of theirs, each at most 125 either way.
package struct Zone {
    var kind = ZoneKind.normal
    /// The NUMA node that it belongs to.
    var node: UInt8 = 0
    /// First frame spanned, and one past the last.
    package var start: UInt32 = 0
    package var end: UInt32 = 0
    var spanned: UInt64 = 0
    var present: UInt64 = 0
    var managed: UInt64 = 0
    /// Managed less the memory that is freed after the limits were computed.
    var managedEarly: UInt64 = 0
    var free: UInt64 = 0
    var perCPU: UInt64 = 0
    var min: UInt64 = 0
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// What min, low and high are raised by for now (watermark_boost).
    var boost: UInt64 = 0
    /// Pages kept from requests that could have used a higher zone, by the kind of that zone.
    var protection = InlineArray<5, UInt64>(repeating: 0)
    /// Page requests served since the run began (NUMA_HIT).
    var served: UInt64 = 0
    /// nr_reserved_highatomic.
    var reservedHighAtomic: UInt64 = 0
    /// A block was free in a CMA page block; where none ever was, nobody looks for free CMA pages.
    var hasCMA = false
    /// kswapd works for it (ZONE_RECLAIM_ACTIVE).
    var isReclaimed = false
    var batch: UInt32 = 1
    var perCPUHigh: UInt32 = 0
    /// Changes of `free` that a CPU may keep from the zone's counter, and those that all CPUs keep now (free - counter).
    var countThreshold: UInt32 = 0
    /// The threshold changes while kswapd is awake (percpu_drift_mark).
    var hasDriftMark = false
    var uncounted: Int32 = 0
    /// Where this zone's page blocks begin in the array of all, less the number of its first block.
    var pageblockOffset = 0
    var blocksFree = InlineArray<11, UInt32>(repeating: 0)

    /// Free lists of a zone: one for each order and migrate type.
    static let listCount = orderCount * migratetypeCount
}

/// One CPU's pages in one zone (struct per_cpu_pages, 6.1).
///
/// Invariant: count = sum over the lists of list.count << order of the list.
struct PerCPUPages {
    /// Pages on all lists.
    var count: UInt32 = 0
    var high: UInt32 = 0
    var batch: UInt32 = 1
    /// How often the drain was doubled by frees without an allocation between.
    var freeFactor: UInt8 = 0
    /// Changes of the zone's free pages that the zone's counter does not know yet (vm_stat_diff).
    var uncounted: Int32 = 0

    /// Lists of one CPU: orders 0 … 3 by three migrate types, then two of huge blocks: not movable, movable.
    static let listCount = 14
    /// Lists below this one hold orders 0 … 3.
    static let lowOrderLists = 12
}
