import TraceFormat

/// Page requests met from another migrate type's free blocks: the kernel's event mm_page_alloc_extfrag.
///
/// The row follows the `move` and `pageblock` rows of the same takeover, and stands before the `refill` or `allocate` row that it served.
public struct PageFallbackRow: TransitionRow, Equatable, Sendable {
    public var zone: ZoneIndex
    public var frame: FrameNumber
    public var order: UInt8
    public var blockOrder: UInt8
    public var migratetype: UInt8
    public var fallbackMigratetype: UInt8
    public var changedOwnership: Bool

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

    public static let table = TransitionTable.pageFallback

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
