/// What happened to a slab.
public enum SlabOperation: UInt8, CodedValue {
    /// Made from fresh pages.
    case new
    /// Became a CPU's slab.
    case activate
    /// Left a CPU, to the partial list or full.
    case deactivate
    /// Joined the node's partial list.
    case partial
    /// Left the partial list because it is full again.
    case full
    /// Its pages went back to the page allocator.
    case discard
    /// Joined a CPU's partial list.
    case cpuPartial
    /// SLAB: joined the node's list of free slabs.
    case empty
}

/// Slabs as they are made, move between lists and are given back.
public struct SlabRow: TransitionRow {
    public var operation: SlabOperation
    public var cache: CacheID
    public var frame: FrameNumber
    public var order: UInt8
    public var objects: UInt32
    public var inUse: UInt32
    public var cpu: UInt16

    public init(operation: SlabOperation, cache: CacheID, frame: FrameNumber, order: UInt8, objects: UInt32, inUse: UInt32, cpu: UInt16) {
        self.operation = operation
        self.cache = cache
        self.frame = frame
        self.order = order
        self.objects = objects
        self.inUse = inUse
        self.cpu = cpu
    }

    public static let table = TransitionTable.slab

    public static let schema = TableSchema(
        "slab",
        "Slabs as they are made, move between lists and are given back.",
        [
            ColumnSchema("op", SlabOperation.columnType, "what happened"),
            ColumnSchema("cache", .cache, "cache id"),
            ColumnSchema("pfn", .frame, "first frame of the slab"),
            ColumnSchema("ord", .integer, "log2 of its frames"),
            ColumnSchema("objects", .integer, "objects it holds"),
            ColumnSchema("in_use", .integer, "objects allocated after the step"),
            ColumnSchema("cpu", .integer, "processor"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(cache)
        row.put(frame)
        row.put(order)
        row.put(objects)
        row.put(inUse)
        row.put(cpu)
    }
}
