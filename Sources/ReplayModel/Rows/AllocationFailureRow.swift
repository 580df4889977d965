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
}

/// Page requests that could not be met at once: reclaim, OOM or fragmentation.
public struct AllocationFailureRow: TransitionRow {
    public var reason: AllocationFailure
    public var order: UInt8
    public var gfp: UInt32
    public var zone: ZoneIndex
    public var process: ProcessID
    public var free: UInt64
    public var largestOrder: Int8
    public var extfragIndex: Int64? = nil

    public init(reason: AllocationFailure, order: UInt8, gfp: UInt32, zone: ZoneIndex, process: ProcessID, free: UInt64, largestOrder: Int8, extfragIndex: Int64? = nil) {
        self.reason = reason
        self.order = order
        self.gfp = gfp
        self.zone = zone
        self.process = process
        self.free = free
        self.largestOrder = largestOrder
        self.extfragIndex = extfragIndex
    }

    public static let table = TransitionTable.allocationFailure

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
