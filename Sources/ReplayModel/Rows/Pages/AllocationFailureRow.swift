// Made by Scripts/generate-rows from Tables/Pages/allocation_failure.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What came of a page request that found no page at once.
public enum AllocationFailure: UInt8, CodedValue {
    /// Reclaim found pages and the request went on.
    case reclaimed
    /// The OOM killer was called.
    case outOfMemory
    /// Enough pages are free but no block is large enough.
    case fragmentation
    /// The request may fail and did.
    case failed
    /// The recording tells that the request failed on the real machine; the model did not try. The figures are the model's.
    case recorded

    public static let words: [String] = [
        "reclaimed", "out_of_memory", "fragmentation", "failed", "recorded"
    ]
}

/// Page requests that could not be met at once: reclaim, OOM or fragmentation.
public struct AllocationFailureRow: TableRow, Equatable {
    /// what came of it
    public var reason: AllocationFailure
    /// order asked for
    public var order: UInt8
    /// GFP flags
    public var gfp: UInt32
    /// preferred zone
    public var zone: ZoneIndex
    /// who asked
    public var process: ProcessID
    /// free pages in the zones it may use
    public var free: UInt64
    /// largest order with a free block there, -1 none
    public var largestOrder: Int8
    /// extfrag_index of the preferred zone for the order, in thousandths
    public var extfragIndex: Int64?

    @inlinable
    public init(
        reason: AllocationFailure, order: UInt8, gfp: UInt32, zone: ZoneIndex, process: ProcessID, free: UInt64, largestOrder: Int8,
        extfragIndex: Int64? = nil
    ) {
        self.reason = reason
        self.order = order
        self.gfp = gfp
        self.zone = zone
        self.process = process
        self.free = free
        self.largestOrder = largestOrder
        self.extfragIndex = extfragIndex
    }

    @inlinable public static var table: TransitionTable { .allocationFailure }

    public static let schema = TableSchema(
        "allocation_failure",
        "Page requests that could not be met at once: reclaim, OOM or fragmentation.",
        [
            ColumnSchema("reason", AllocationFailure.columnType, "what came of it"),
            ColumnSchema("ord", .integer, "order asked for"),
            ColumnSchema("gfp", .integer, "GFP flags"),
            ColumnSchema("zone", .zone, "preferred zone"),
            ColumnSchema("pid", .integer, "who asked"),
            ColumnSchema("free", .integer, "free pages in the zones it may use"),
            ColumnSchema("largest_order", .integer, "largest order with a free block there, -1 none"),
            ColumnSchema("extfrag_index", .integer, optional: true, "extfrag_index of the preferred zone for the order, in thousandths"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case reason = 0
        case order = 1
        case gfp = 2
        case zone = 3
        case process = 4
        case free = 5
        case largestOrder = 6
        case extfragIndex = 7

        public static var schema: TableSchema { AllocationFailureRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        reason = try row.value(0)
        order = try row.value(1)
        gfp = try row.value(2)
        zone = try row.value(3)
        process = try row.value(4)
        free = try row.value(5)
        largestOrder = try row.value(6)
        extfragIndex = try row.optional(7)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(reason)
        row.put(order)
        row.put(gfp)
        row.put(zone)
        row.put(process)
        row.put(free)
        row.put(largestOrder)
        row.put(extfragIndex)
    }
}
