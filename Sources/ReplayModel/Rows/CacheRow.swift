import TraceFormat

/// What happened to a slab cache.
public enum CacheOperation: UInt8, CodedValue {
    case create, merge, destroy, shrink
}

/// Slab caches as they are created, merged and destroyed.
public struct CacheRow: TransitionRow {
    public var operation: CacheOperation
    public var cache: CacheID
    public var name: NameID
    public var objectSize: UInt32
    public var size: UInt32
    public var align: UInt32
    public var order: UInt8
    public var objectsPerSlab: UInt32
    public var minPartial: UInt32
    public var cpuPartial: UInt32
    public var flags: UInt32
    public var mergedInto: CacheID? = nil

    public init(operation: CacheOperation, cache: CacheID, name: NameID, objectSize: UInt32, size: UInt32, align: UInt32, order: UInt8, objectsPerSlab: UInt32, minPartial: UInt32, cpuPartial: UInt32, flags: UInt32, mergedInto: CacheID? = nil) {
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

    public static let table = TransitionTable.cache

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
