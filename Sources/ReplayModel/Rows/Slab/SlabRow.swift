// Made by Scripts/generate-rows from Tables/Slab/slab.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

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

    public static let words: [String] = [
        "new", "activate", "deactivate", "partial", "full", "discard", "cpu_partial", "empty"
    ]
}

/// Slabs as they are made, move between lists and are given back.
public struct SlabRow: TableRow, Equatable {
    /// what happened
    public var operation: SlabOperation
    /// cache id
    public var cache: CacheID
    /// first frame of the slab
    public var frame: FrameNumber
    /// log2 of its frames
    public var order: UInt8
    /// objects it holds
    public var objects: UInt32
    /// objects allocated after the step
    public var inUse: UInt32
    /// processor
    public var cpu: UInt16

    @inlinable
    public init(operation: SlabOperation, cache: CacheID, frame: FrameNumber, order: UInt8, objects: UInt32, inUse: UInt32, cpu: UInt16) {
        self.operation = operation
        self.cache = cache
        self.frame = frame
        self.order = order
        self.objects = objects
        self.inUse = inUse
        self.cpu = cpu
    }

    @inlinable public static var table: TransitionTable { .slab }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case cache = 1
        case frame = 2
        case order = 3
        case objects = 4
        case inUse = 5
        case cpu = 6

        public static var schema: TableSchema { SlabRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        cache = try row.value(1)
        frame = try row.value(2)
        order = try row.value(3)
        objects = try row.value(4)
        inUse = try row.value(5)
        cpu = try row.value(6)
    }

    @inlinable
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
