import TraceFormat

/// Page requests met from another migrate type's free blocks: the kernel's event mm_page_alloc_extfrag.
///
/// The row follows the `move` and `pageblock` rows of the same takeover, and stands before the `refill` or `allocate` row that it served.
public struct PageFallbackRow: TransitionRow {
    public var fallback: PageFallback

    public init(_ fallback: PageFallback) { self.fallback = fallback }

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
        row.put(fallback.zone)
        row.put(fallback.frame)
        row.put(fallback.order)
        row.put(fallback.blockOrder)
        row.put(fallback.migratetype)
        row.put(fallback.fallbackMigratetype)
        row.put(fallback.changedOwnership)
    }
}
