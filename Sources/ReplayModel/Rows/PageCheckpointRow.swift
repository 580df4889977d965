import TraceFormat

/// What a row of a page allocator's checkpoint tells of.
public enum PageCheckpointPart: UInt8, CodedValue {
    /// Free blocks of one list, in list order.
    case list
    /// Page blocks of one migrate type, side by side.
    case pageblock
    /// A zone's own count.
    case zone
}

/// The page allocator's lists as they stood after a step, packed as `PageAllocatorPicture` packs them.
///
/// Frames that no list names are allocated, or reserved as at the run's begin.
public struct PageCheckpointRow: TransitionRow, Equatable {
    public var part: PageCheckpointPart
    public var zone: ZoneIndex
    public var count: UInt64
    public var frame: FrameNumber? = nil
    public var migratetype: UInt8? = nil
    public var order: UInt8? = nil
    public var stride: Int64? = nil
    public var cpu: UInt16? = nil

    public init(part: PageCheckpointPart, zone: ZoneIndex, count: UInt64, frame: FrameNumber? = nil, migratetype: UInt8? = nil, order: UInt8? = nil, stride: Int64? = nil, cpu: UInt16? = nil) {
        self.part = part
        self.zone = zone
        self.count = count
        self.frame = frame
        self.migratetype = migratetype
        self.order = order
        self.stride = stride
        self.cpu = cpu
    }

    public static let table = TransitionTable.pageCheckpoint

    public static let schema = TableSchema(
        "page_checkpoint",
        "The page allocator's lists after a step, now and then: a place to rebuild the lists of later steps from. Blocks that follow each other on one list at equal distances are one row, in list order.",
        [
            ColumnSchema("part", PageCheckpointPart.columnType, "what the row tells of"),
            ColumnSchema("zone", .zone, "zone"),
            ColumnSchema("count", .integer, "list: blocks; pageblock: page blocks; zone: page requests that it served so far"),
            ColumnSchema(
                "pfn", .frame, optional: true, "first frame of the first block; of a page block it may lie below the zone's first"),
            ColumnSchema("migratetype", Migratetype.columnType, optional: true, "the list's, or the page blocks'"),
            ColumnSchema("ord", .integer, optional: true, "list: log2 of each block's size in frames"),
            ColumnSchema("stride", .integer, optional: true, "list: frames from one block to the next; 0 where there is one block"),
            ColumnSchema("cpu", .integer, optional: true, "list: whose per-CPU list; NULL: a list of the buddy"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(part)
        row.put(zone)
        row.put(count)
        row.put(frame)
        row.put(migratetype)
        row.put(order)
        row.put(stride)
        row.put(cpu)
    }
}
