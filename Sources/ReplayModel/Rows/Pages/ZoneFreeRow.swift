// Made by Scripts/generate-rows from Tables/Pages/zone_free.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Free blocks per order in a zone after each step that changed them: the history of fragmentation.
public struct ZoneFreeRow: TableRow {
    /// zone, row of zone
    public var zone: ZoneIndex
    /// free blocks of order 0 and so on
    public var blocks: InlineArray<11, UInt32>
    /// free pages in the buddy
    public var free: UInt64
    /// pages on per-CPU lists
    public var perCPU: UInt32
    /// pages that its watermarks are raised by (watermark_boost)
    public var boost: UInt32

    @inlinable
    public init(zone: ZoneIndex, blocks: InlineArray<11, UInt32>, free: UInt64, perCPU: UInt32, boost: UInt32 = 0) {
        self.zone = zone
        self.blocks = blocks
        self.free = free
        self.perCPU = perCPU
        self.boost = boost
    }

    @inlinable public static var table: TransitionTable { .zoneFree }

    public static let schema = TableSchema(
        "zone_free",
        "Free blocks per order in a zone after each step that changed them: the history of fragmentation.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("o0", .integer, "free blocks of order 0"),
            ColumnSchema("o1", .integer, "free blocks of order 1"),
            ColumnSchema("o2", .integer, "free blocks of order 2"),
            ColumnSchema("o3", .integer, "free blocks of order 3"),
            ColumnSchema("o4", .integer, "free blocks of order 4"),
            ColumnSchema("o5", .integer, "free blocks of order 5"),
            ColumnSchema("o6", .integer, "free blocks of order 6"),
            ColumnSchema("o7", .integer, "free blocks of order 7"),
            ColumnSchema("o8", .integer, "free blocks of order 8"),
            ColumnSchema("o9", .integer, "free blocks of order 9"),
            ColumnSchema("o10", .integer, "free blocks of order 10"),
            ColumnSchema("free", .integer, "free pages in the buddy"),
            ColumnSchema("pcp", .integer, "pages on per-CPU lists"),
            ColumnSchema("boost", .integer, "pages that its watermarks are raised by (watermark_boost)"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case blocks = 1
        case free = 12
        case perCPU = 13
        case boost = 14

        public static var schema: TableSchema { ZoneFreeRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        blocks = try InlineArray { index throws(UnreadableColumn) in try row.value(1 + index) }
        free = try row.value(12)
        perCPU = try row.value(13)
        boost = try row.value(14)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        for index in blocks.indices { row.put(blocks[index]) }
        row.put(free)
        row.put(perCPU)
        row.put(boost)
    }
}
