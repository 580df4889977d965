// Made by Scripts/generate-rows from Tables/Slab/cache.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a slab cache.
public enum CacheOperation: UInt8, CodedValue {
    case create
    case merge
    case destroy
    case shrink

    public static let words: [String] = [
        "create", "merge", "destroy", "shrink"
    ]
}

/// Slab caches as they are created, merged and destroyed.
public struct CacheRow: TableRow, Equatable {
    /// what happened
    public var operation: CacheOperation
    /// cache id
    public var cache: CacheID
    /// its name
    public var name: NameID
    /// bytes usable per object
    public var objectSize: UInt32
    /// bytes from one object to the next
    public var size: UInt32
    /// alignment in bytes
    public var align: UInt32
    /// order of a slab
    public var order: UInt8
    /// objects per slab
    public var objectsPerSlab: UInt32
    /// partial slabs kept per node
    public var minPartial: UInt32
    /// free objects kept per CPU
    public var cpuPartial: UInt32
    /// SLAB_* bits
    public var flags: UInt32
    /// the cache this one is an alias of
    public var mergedInto: CacheID?

    @inlinable
    public init(
        operation: CacheOperation, cache: CacheID, name: NameID, objectSize: UInt32, size: UInt32, align: UInt32, order: UInt8,
        objectsPerSlab: UInt32, minPartial: UInt32, cpuPartial: UInt32, flags: UInt32, mergedInto: CacheID? = nil
    ) {
        self.operation = operation
        self.cache = cache
        self.name = name
        self.objectSize = objectSize
        self.size = size
        self.align = align
        self.order = order
        self.objectsPerSlab = objectsPerSlab
        self.minPartial = minPartial
        self.cpuPartial = cpuPartial
        self.flags = flags
        self.mergedInto = mergedInto
    }

    @inlinable public static var table: TransitionTable { .cache }

    public static let schema = TableSchema(
        "cache",
        "Slab caches as they are created, merged and destroyed.",
        [
            ColumnSchema("op", CacheOperation.columnType, "what happened"),
            ColumnSchema("cache", .cache, "cache id"),
            ColumnSchema("name", .name, "its name"),
            ColumnSchema("object_size", .integer, "bytes usable per object"),
            ColumnSchema("size", .integer, "bytes from one object to the next"),
            ColumnSchema("align", .integer, "alignment in bytes"),
            ColumnSchema("ord", .integer, "order of a slab"),
            ColumnSchema("objects_per_slab", .integer, "objects per slab"),
            ColumnSchema("min_partial", .integer, "partial slabs kept per node"),
            ColumnSchema("cpu_partial", .integer, "free objects kept per CPU"),
            ColumnSchema("flags", .integer, "SLAB_* bits"),
            ColumnSchema("merged_into", .cache, optional: true, "the cache this one is an alias of"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case cache = 1
        case name = 2
        case objectSize = 3
        case size = 4
        case align = 5
        case order = 6
        case objectsPerSlab = 7
        case minPartial = 8
        case cpuPartial = 9
        case flags = 10
        case mergedInto = 11

        public static var schema: TableSchema { CacheRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        cache = try row.value(1)
        name = try row.value(2)
        objectSize = try row.value(3)
        size = try row.value(4)
        align = try row.value(5)
        order = try row.value(6)
        objectsPerSlab = try row.value(7)
        minPartial = try row.value(8)
        cpuPartial = try row.value(9)
        flags = try row.value(10)
        mergedInto = try row.optional(11)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(cache)
        row.put(name)
        row.put(objectSize)
        row.put(size)
        row.put(align)
        row.put(order)
        row.put(objectsPerSlab)
        row.put(minPartial)
        row.put(cpuPartial)
        row.put(flags)
        row.put(mergedInto)
    }
}

/// Each cache's figures after every step that changed them: /proc/slabinfo over time.
public struct CacheStateRow: TableRow, Equatable {
    /// cache id
    public var cache: CacheID
    /// objects allocated (active_objs)
    public var activeObjects: UInt64
    /// objects in all slabs (num_objs)
    public var objects: UInt64
    /// slabs not empty; SLAB: slabs not on the list of free ones
    public var activeSlabs: UInt64
    /// all slabs
    public var slabs: UInt64
    /// bytes asked for by live objects
    public var requested: UInt64
    /// free objects of the slabs on the node's lists; slabinfo shows num_objs less this as active_objs
    public var partialFree: UInt64
    /// SLAB: free objects in the array that all CPUs share (sharedavail)
    public var sharedFree: UInt64

    @inlinable
    public init(
        cache: CacheID, activeObjects: UInt64, objects: UInt64, activeSlabs: UInt64, slabs: UInt64, requested: UInt64,
        partialFree: UInt64 = 0, sharedFree: UInt64 = 0
    ) {
        self.cache = cache
        self.activeObjects = activeObjects
        self.objects = objects
        self.activeSlabs = activeSlabs
        self.slabs = slabs
        self.requested = requested
        self.partialFree = partialFree
        self.sharedFree = sharedFree
    }

    @inlinable public static var table: TransitionTable { .cacheState }

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
            ColumnSchema("partial_free", .integer, "free objects of the slabs on the node's lists; slabinfo shows num_objs less this as active_objs"),
            ColumnSchema("shared_free", .integer, "SLAB: free objects in the array that all CPUs share (sharedavail)"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case cache = 0
        case activeObjects = 1
        case objects = 2
        case activeSlabs = 3
        case slabs = 4
        case requested = 5
        case partialFree = 6
        case sharedFree = 7

        public static var schema: TableSchema { CacheStateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        cache = try row.value(0)
        activeObjects = try row.value(1)
        objects = try row.value(2)
        activeSlabs = try row.value(3)
        slabs = try row.value(4)
        requested = try row.value(5)
        partialFree = try row.value(6)
        sharedFree = try row.value(7)
    }

    @inlinable
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
