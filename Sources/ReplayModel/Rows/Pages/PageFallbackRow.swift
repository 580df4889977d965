// Made by Scripts/generate-rows from Tables/Pages/page_fallback.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Page requests met from another migrate type's free blocks: the kernel's event mm_page_alloc_extfrag.
///
/// The row follows the `move` and `pageblock` rows of the same takeover, and stands before the `refill` or `allocate` row that it served.
public struct PageFallbackRow: TableRow, Equatable {
    /// zone
    public var zone: ZoneIndex
    /// first frame of the free block that was taken
    public var frame: FrameNumber
    /// order asked for (alloc_order)
    public var order: UInt8
    /// order of that block (fallback_order)
    public var blockOrder: UInt8
    /// migrate type asked for (alloc_migratetype)
    public var migratetype: UInt8
    /// migrate type of the list it stood on (fallback_migratetype)
    public var fallbackMigratetype: UInt8
    /// 1: its page block has the type asked for from here on (change_ownership)
    public var changedOwnership: Bool

    @inlinable
    public init(
        zone: ZoneIndex, frame: FrameNumber, order: UInt8, blockOrder: UInt8, migratetype: UInt8, fallbackMigratetype: UInt8,
        changedOwnership: Bool
    ) {
        self.zone = zone
        self.frame = frame
        self.order = order
        self.blockOrder = blockOrder
        self.migratetype = migratetype
        self.fallbackMigratetype = fallbackMigratetype
        self.changedOwnership = changedOwnership
    }

    @inlinable public static var table: TransitionTable { .pageFallback }

    public static let schema = TableSchema(
        "page_fallback",
        "Page requests met from another migrate type's free blocks: the kernel's event mm_page_alloc_extfrag.",
        [
            ColumnSchema("zone", .zone, "zone"),
            ColumnSchema("pfn", .frame, "first frame of the free block that was taken"),
            ColumnSchema("ord", .integer, "order asked for (alloc_order)"),
            ColumnSchema("block_order", .integer, "order of that block (fallback_order)"),
            ColumnSchema("migratetype", Migratetype.columnType, "migrate type asked for (alloc_migratetype)"),
            ColumnSchema("from_type", Migratetype.columnType, "migrate type of the list it stood on (fallback_migratetype)"),
            ColumnSchema("takeover", .integer, "1: its page block has the type asked for from here on (change_ownership)"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case frame = 1
        case order = 2
        case blockOrder = 3
        case migratetype = 4
        case fallbackMigratetype = 5
        case changedOwnership = 6

        public static var schema: TableSchema { PageFallbackRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        frame = try row.value(1)
        order = try row.value(2)
        blockOrder = try row.value(3)
        migratetype = try row.value(4)
        fallbackMigratetype = try row.value(5)
        changedOwnership = try row.value(6)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(frame)
        row.put(order)
        row.put(blockOrder)
        row.put(migratetype)
        row.put(fallbackMigratetype)
        row.put(changedOwnership)
    }
}
