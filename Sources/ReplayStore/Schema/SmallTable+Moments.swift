extension SmallTable {
    private static let moment = SmallColumn("moment", .text, "begin (after the starting state was entered) or end")
    private static let number = SmallColumn("run", .integer, "number of the row in its moment, from 0")

    static let freeList = SmallTable(
        "free_list",
        "The page allocator's lists at the run's begin and end, whole and in list order: blocks that follow each other on one list at equal distances are one row.",
        key: 2,
        [
            moment, number,
            SmallColumn("zone", .integer, "id in zone"),
            SmallColumn("cpu", .integer, optional: true, "whose per-CPU list; NULL: a list of the buddy"),
            SmallColumn("ord", .integer, "log2 of each block's size in frames"),
            SmallColumn(
                "migratetype", .integer,
                "the list's migrate type, as in page.migratetype; on a per-CPU list the type that the blocks drain to (above 2 they stand on movable's list)"
            ),
            SmallColumn("position", .integer, "place of the first block on its list, from 0"),
            SmallColumn("pfn", .integer, "first frame of the first block"),
            SmallColumn("blocks", .integer, "blocks in the row"),
            SmallColumn("stride", .integer, "frames from one block to the next; 0 where there is one block"),
        ])

    static let pageblockType = SmallTable(
        "pageblock_type", "Migrate types of all page blocks at the run's begin and end: neighbours of one type are one row.", key: 2,
        [
            moment, number,
            SmallColumn("zone", .integer, "id in zone"),
            SmallColumn("pfn", .integer, "first frame of the first page block; may lie below the zone's first"),
            SmallColumn("blocks", .integer, "page blocks"),
            SmallColumn("migratetype", .integer, "their migrate type, as in pageblock.new_type"),
        ])

    static let perCPUState = SmallTable(
        "per_cpu_state", "Each CPU's stock of pages in each zone at the run's begin and end. Pages.", key: 3,
        [
            moment,
            SmallColumn("zone", .integer, "id in zone"),
            SmallColumn("cpu", .integer, "processor"),
            SmallColumn("count", .integer, "pages on its lists"),
            SmallColumn("high", .integer, "pages at which a free drains the lists"),
            SmallColumn("batch", .integer, "pages taken or given back at a time"),
            SmallColumn("free_factor", .integer, "how often the drain was doubled by frees without an allocation between"),
        ])

    static let zoneState = SmallTable(
        "zone_state", "Each zone's totals at the run's begin and end. Pages.", key: 2,
        [
            moment,
            SmallColumn("zone", .integer, "id in zone"),
            SmallColumn("managed", .integer, "managed by the page allocator"),
            SmallColumn("free", .integer, "free in the buddy"),
            SmallColumn("pcp", .integer, "on per-CPU lists"),
            SmallColumn("highatomic", .integer, "in page blocks reserved for high-order atomic requests"),
        ])

    static let slabList = SmallTable(
        "slab_list",
        "SLUB's slabs at the run's end, list by list in order, where the run began with the state of its caches.",
        key: 2,
        [
            SmallColumn("moment", .text, "end"),
            number,
            SmallColumn("cache", .integer, "cache id"),
            SmallColumn("place", .text, "cpu: a CPU's slab; cpu partial, node: on that list, the first to be used first; full: on none"),
            SmallColumn("cpu", .integer, "processor whose slab it is or was last"),
            SmallColumn("pfn", .integer, "first frame"),
            SmallColumn("ord", .integer, "log2 of its frames"),
            SmallColumn("objects", .integer, "objects in it"),
            SmallColumn("free", .text, "numbers of the objects on its own free list, the head first"),
            SmallColumn("cpu_free", .text, "the same of its CPU's free list"),
        ])

    /// What is stored of the page allocator at the begin and at the end, and of SLUB.
    static let moments = [freeList, pageblockType, perCPUState, zoneState, slabList]
}
