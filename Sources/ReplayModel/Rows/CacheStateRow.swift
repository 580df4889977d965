/// Each cache's figures after every step that changed them: /proc/slabinfo over time.
public struct CacheStateRow: TransitionRow {
    public var cache: CacheID
    public var activeObjects: UInt64
    public var objects: UInt64
    public var activeSlabs: UInt64
    public var slabs: UInt64
    public var requested: UInt64
    public var partialFree: UInt64 = 0
    public var sharedFree: UInt64 = 0

    public init(cache: CacheID, activeObjects: UInt64, objects: UInt64, activeSlabs: UInt64, slabs: UInt64, requested: UInt64, partialFree: UInt64 = 0, sharedFree: UInt64 = 0) {
        self.cache = cache
        self.activeObjects = activeObjects
        self.objects = objects
        self.activeSlabs = activeSlabs
        self.slabs = slabs
        self.requested = requested
        self.partialFree = partialFree
        self.sharedFree = sharedFree
    }

    public static let table = TransitionTable.cacheState

    public static let schema = TableSchema(
        "cache_state",
        "Each cache's figures after every step that changed them: /proc/slabinfo over time.",
        [
            ColumnSchema("cache", .cache, "cache id"),
            ColumnSchema("active_objs", .integer, "objects allocated (active_objs)"),
            ColumnSchema("num_objs", .integer, "objects in all slabs (num_objs)"),
            ColumnSchema("active_slabs", .integer, "slabs not empty; SLAB: slabs not on the list of free ones"),
            ColumnSchema("num_slabs", .integer, "all slabs"),
            ColumnSchema("requested", .integer, "bytes asked for by live objects"),
            ColumnSchema(
                "partial_free", .integer,
                "free objects of the slabs on the node's lists; slabinfo shows num_objs less this as active_objs"),
            ColumnSchema("shared_free", .integer, "SLAB: free objects in the array that all CPUs share (sharedavail)"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(cache)
        row.put(activeObjects)
        row.put(objects)
        row.put(activeSlabs)
        row.put(slabs)
        row.put(requested)
        row.put(partialFree)
        row.put(sharedFree)
    }
}
