// Made by Scripts/generate-rows from Tables/Pages/zone_limit.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Watermarks, reserves and per-CPU limits of each zone with memory after a sysctl that sets them; before the first, those of zone hold.
public struct ZoneLimitRow: TableRow {
    /// zone, row of zone
    public var zone: ZoneIndex
    /// min watermark, pages
    public var min: UInt64
    /// low watermark, pages
    public var low: UInt64
    /// high watermark, pages
    public var high: UInt64
    /// pages kept from requests that could have used a higher zone; 0 and so on: its kind (DMA, DMA32, Normal, HighMem, Movable)
    public var protection: InlineArray<5, UInt64>
    /// pages on one processor's lists at which a free drains them
    public var perCPUHigh: UInt32
    /// pages that such a list takes or gives at once
    public var perCPUBatch: UInt32

    @inlinable
    public init(
        zone: ZoneIndex, min: UInt64, low: UInt64, high: UInt64, protection: InlineArray<5, UInt64>, perCPUHigh: UInt32, perCPUBatch: UInt32
    ) {
        self.zone = zone
        self.min = min
        self.low = low
        self.high = high
        self.protection = protection
        self.perCPUHigh = perCPUHigh
        self.perCPUBatch = perCPUBatch
    }

    @inlinable public static var table: TransitionTable { .zoneLimit }

    public static let schema = TableSchema(
        "zone_limit",
        "Watermarks, reserves and per-CPU limits of each zone with memory after a sysctl that sets them; before the first, those of zone hold.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("min", .integer, "min watermark, pages"),
            ColumnSchema("low", .integer, "low watermark, pages"),
            ColumnSchema("high", .integer, "high watermark, pages"),
            ColumnSchema("p0", .integer, "pages kept from requests that could have used a higher zone; 0: its kind (DMA, DMA32, Normal, HighMem, Movable)"),
            ColumnSchema("p1", .integer, "pages kept from requests that could have used a higher zone; 1: its kind (DMA, DMA32, Normal, HighMem, Movable)"),
            ColumnSchema("p2", .integer, "pages kept from requests that could have used a higher zone; 2: its kind (DMA, DMA32, Normal, HighMem, Movable)"),
            ColumnSchema("p3", .integer, "pages kept from requests that could have used a higher zone; 3: its kind (DMA, DMA32, Normal, HighMem, Movable)"),
            ColumnSchema("p4", .integer, "pages kept from requests that could have used a higher zone; 4: its kind (DMA, DMA32, Normal, HighMem, Movable)"),
            ColumnSchema("pcp_high", .integer, "pages on one processor's lists at which a free drains them"),
            ColumnSchema("pcp_batch", .integer, "pages that such a list takes or gives at once"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case min = 1
        case low = 2
        case high = 3
        case protection = 4
        case perCPUHigh = 9
        case perCPUBatch = 10

        public static var schema: TableSchema { ZoneLimitRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        min = try row.value(1)
        low = try row.value(2)
        high = try row.value(3)
        protection = try InlineArray { index throws(UnreadableColumn) in try row.value(4 + index) }
        perCPUHigh = try row.value(9)
        perCPUBatch = try row.value(10)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(min)
        row.put(low)
        row.put(high)
        for index in protection.indices { row.put(protection[index]) }
        row.put(perCPUHigh)
        row.put(perCPUBatch)
    }
}
