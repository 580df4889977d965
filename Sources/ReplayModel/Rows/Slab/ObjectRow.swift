// Made by Scripts/generate-rows from Tables/Slab/object.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to an object.
public enum ObjectOperation: UInt8, CodedValue {
    case allocate
    case free
    /// krealloc within the object's size: only `requested` changed.
    case resize

    public static let words: [String] = [
        "allocate", "free", "resize"
    ]
}

/// Slab objects allocated and freed, and kmallocs too large for a slab.
public struct ObjectRow: TableRow, Equatable {
    /// what happened
    public var operation: ObjectOperation
    /// cache id; NULL for a large kmalloc
    public var cache: CacheID?
    /// the object
    public var address: VirtualAddress
    /// bytes asked for
    public var requested: UInt64
    /// bytes given
    public var given: UInt64
    /// first frame of its slab or block
    public var frame: FrameNumber
    /// processor
    public var cpu: UInt16
    /// call site
    public var caller: NameID?
    /// allocate: 1 when a new slab had to be made
    public var fresh: Bool
    /// address that the recording names, where the model chose its own
    public var recorded: UInt64?
    /// address that the model predicted for an object that stands where the recording says; 0: none; NULL: `address`
    public var predicted: UInt64?

    @inlinable
    public init(
        operation: ObjectOperation, cache: CacheID? = nil, address: VirtualAddress, requested: UInt64, given: UInt64, frame: FrameNumber,
        cpu: UInt16, caller: NameID? = nil, fresh: Bool, recorded: UInt64? = nil, predicted: UInt64? = nil
    ) {
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

    @inlinable public static var table: TransitionTable { .object }

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
            ColumnSchema("predicted", .address, optional: true, "address that the model predicted for an object that stands where the recording says; 0: none; NULL: `address`"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case cache = 1
        case address = 2
        case requested = 3
        case given = 4
        case frame = 5
        case cpu = 6
        case caller = 7
        case fresh = 8
        case recorded = 9
        case predicted = 10

        public static var schema: TableSchema { ObjectRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        cache = try row.optional(1)
        address = try row.value(2)
        requested = try row.value(3)
        given = try row.value(4)
        frame = try row.value(5)
        cpu = try row.value(6)
        caller = try row.optional(7)
        fresh = try row.value(8)
        recorded = try row.optional(9)
        predicted = try row.optional(10)
    }

    @inlinable
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
