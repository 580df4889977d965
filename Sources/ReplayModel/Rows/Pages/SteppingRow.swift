// Made by Scripts/generate-rows from Tables/Pages/stepping.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// The page allocator's own steps that a kernel recording tells of.
public enum SteppingKind: UInt8, CodedValue {
    /// mm_page_alloc_zone_locked: a block left the buddy's free lists.
    case pageAllocZoneLocked
    /// mm_page_pcpu_drain: a block went from a per-CPU list to the buddy.
    case pagePcpuDrain
    /// mm_page_alloc_extfrag: a request was met from another migrate type's blocks.
    case pageAllocExtfrag
    /// mm_page_alloc: a request served from another zone than the model would choose (zone: the model's; only those have rows).
    case pageAllocZone

    public static let words: [String] = [
        "page_alloc_zone_locked", "page_pcpu_drain", "page_alloc_extfrag", "page_alloc_zone"
    ]
}

/// What the model did inside the page allocator beside what the recording tells of it, step by step (placement model).
public struct SteppingRow: TableRow, Equatable {
    /// which of the allocator's steps
    public var kind: SteppingKind
    /// zone, row of zone
    public var zone: ZoneIndex
    /// order of the block
    public var order: UInt8
    /// first frame of the model's block; NULL: the model did nothing
    public var frame: FrameNumber?
    /// first frame of the recorded block; NULL: the recording tells of none
    public var recorded: FrameNumber?
    /// 1: frame, order and migrate type are equal
    public var agrees: Bool

    @inlinable
    public init(kind: SteppingKind, zone: ZoneIndex, order: UInt8, frame: FrameNumber? = nil, recorded: FrameNumber? = nil, agrees: Bool) {
        self.kind = kind
        self.zone = zone
        self.order = order
        self.frame = frame
        self.recorded = recorded
        self.agrees = agrees
    }

    @inlinable public static var table: TransitionTable { .stepping }

    public static let schema = TableSchema(
        "stepping",
        "What the model did inside the page allocator beside what the recording tells of it, step by step (placement model).",
        [
            ColumnSchema("kind", SteppingKind.columnType, "which of the allocator's steps"),
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("ord", .integer, "order of the block"),
            ColumnSchema("pfn", .frame, optional: true, "first frame of the model's block; NULL: the model did nothing"),
            ColumnSchema("recorded_pfn", .frame, optional: true, "first frame of the recorded block; NULL: the recording tells of none"),
            ColumnSchema("agrees", .integer, "1: frame, order and migrate type are equal"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case kind = 0
        case zone = 1
        case order = 2
        case frame = 3
        case recorded = 4
        case agrees = 5

        public static var schema: TableSchema { SteppingRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        kind = try row.value(0)
        zone = try row.value(1)
        order = try row.value(2)
        frame = try row.optional(3)
        recorded = try row.optional(4)
        agrees = try row.value(5)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(kind)
        row.put(zone)
        row.put(order)
        row.put(frame)
        row.put(recorded)
        row.put(agrees)
    }
}
