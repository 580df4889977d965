// Made by Scripts/generate-rows from Tables/Pages/pageblock.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Page blocks whose migrate type changed.
public struct PageblockRow: TableRow, Equatable {
    /// zone
    public var zone: ZoneIndex
    /// first frame of the page block
    public var frame: FrameNumber
    /// migrate type before
    public var oldType: UInt8
    /// migrate type after
    public var newType: UInt8

    @inlinable
    public init(zone: ZoneIndex, frame: FrameNumber, oldType: UInt8, newType: UInt8) {
        self.zone = zone
        self.frame = frame
        self.oldType = oldType
        self.newType = newType
    }

    @inlinable public static var table: TransitionTable { .pageblock }

    public static let schema = TableSchema(
        "pageblock",
        "Page blocks whose migrate type changed.",
        [
            ColumnSchema("zone", .zone, "zone"),
            ColumnSchema("pfn", .frame, "first frame of the page block"),
            ColumnSchema("old_type", Migratetype.columnType, "migrate type before"),
            ColumnSchema("new_type", Migratetype.columnType, "migrate type after"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case frame = 1
        case oldType = 2
        case newType = 3

        public static var schema: TableSchema { PageblockRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        frame = try row.value(1)
        oldType = try row.value(2)
        newType = try row.value(3)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(frame)
        row.put(oldType)
        row.put(newType)
    }
}
