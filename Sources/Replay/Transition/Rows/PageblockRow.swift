import TraceFormat

/// Page blocks whose migrate type changed.
public struct PageblockRow: TransitionRow {
    public var zone: ZoneIndex
    public var frame: FrameNumber
    public var oldType: UInt8
    public var newType: UInt8

    public static let table = TransitionTable.pageblock

    public static let schema = TableSchema(
        "pageblock",
        "Page blocks whose migrate type changed.",
        [
            ColumnSchema("zone", .zone, "zone"),
            ColumnSchema("pfn", .frame, "first frame of the page block"),
            ColumnSchema("old_type", Migratetype.columnType, "migrate type before"),
            ColumnSchema("new_type", Migratetype.columnType, "migrate type after"),
        ])

    public func encode(into row: inout RowBuffer) {
        row.put(zone)
        row.put(frame)
        row.put(oldType)
        row.put(newType)
    }
}
