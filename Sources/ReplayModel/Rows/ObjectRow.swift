import TraceFormat

/// What happened to an object.
public enum ObjectOperation: UInt8, CodedValue {
    case allocate, free
    /// krealloc within the object's size: only `requested` changed.
    case resize
}

/// Slab objects allocated and freed, and kmallocs too large for a slab.
public struct ObjectRow: TransitionRow {
    public var operation: ObjectOperation
    public var cache: CacheID? = nil
    public var address: VirtualAddress
    public var requested: UInt64
    public var given: UInt64
    public var frame: FrameNumber
    public var cpu: UInt16
    public var caller: NameID? = nil
    public var fresh: Bool
    public var recorded: UInt64? = nil
    public var predicted: UInt64? = nil

    public init(operation: ObjectOperation, cache: CacheID? = nil, address: VirtualAddress, requested: UInt64, given: UInt64, frame: FrameNumber, cpu: UInt16, caller: NameID? = nil, fresh: Bool, recorded: UInt64? = nil, predicted: UInt64? = nil) {
        self.operation = operation
        self.cache = cache
        self.address = address
        self.requested = requested
        self.given = given
        self.frame = frame
        self.cpu = cpu
        self.caller = caller
        self.fresh = fresh
        self.recorded = recorded
        self.predicted = predicted
    }

    public static let table = TransitionTable.object

    public static let schema = TableSchema(
        "object",
        "Slab objects allocated and freed, and kmallocs too large for a slab.",
        [
            ColumnSchema("op", ObjectOperation.columnType, "what happened"),
            ColumnSchema("cache", .cache, optional: true, "cache id; NULL for a large kmalloc"),
            ColumnSchema("address", .address, "the object"),
            ColumnSchema("requested", .integer, "bytes asked for"),
            ColumnSchema("given", .integer, "bytes given"),
            ColumnSchema("pfn", .frame, "first frame of its slab or block"),
            ColumnSchema("cpu", .integer, "processor"),
            ColumnSchema("caller", .name, optional: true, "call site"),
            ColumnSchema("fresh", .integer, "allocate: 1 when a new slab had to be made"),
            ColumnSchema("recorded", .address, optional: true, "address that the recording names, where the model chose its own"),
            ColumnSchema(
                "predicted", .address, optional: true,
                "address that the model predicted for an object that stands where the recording says; 0: none; NULL: `address`"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(cache)
        row.put(address)
        row.put(requested)
        row.put(given)
        row.put(frame)
        row.put(cpu)
        row.put(caller)
        row.put(fresh)
        row.put(recorded)
        row.put(predicted)
    }
}
