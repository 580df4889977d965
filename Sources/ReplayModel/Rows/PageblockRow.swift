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

    public init(zone: ZoneIndex, frame: FrameNumber, oldType: UInt8, newType: UInt8) {
        self.zone = zone
        self.frame = frame
        self.oldType = oldType
        self.newType = newType
    }

    /// The row that a store holds, by the position of its column in `schema`; nil when a value is none that a row can have.
    public init?(stored column: (Int) -> Int64?) {
        guard let zone = column(0).flatMap({ UInt8(exactly: $0) }), let frame = column(1).flatMap({ UInt32(exactly: $0) }),
            let old = column(2).flatMap({ UInt8(exactly: $0) }), let new = column(3).flatMap({ UInt8(exactly: $0) })
        else { return nil }
        self.init(zone: ZoneIndex(zone), frame: FrameNumber(frame), oldType: old, newType: new)
    }

    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(frame)
        row.put(oldType)
        row.put(newType)
    }
}
