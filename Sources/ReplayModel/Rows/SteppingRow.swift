import TraceFormat

/// The page allocator's own steps that a kernel recording tells of.
public enum SteppingKind: UInt8, CodedValue {
    /// mm_page_alloc_zone_locked: a block left the buddy's free lists.
    case pageAllocZoneLocked
    /// mm_page_pcpu_drain: a block went from a per-CPU list to the buddy.
    case pagePcpuDrain
    /// mm_page_alloc_extfrag: a request was met from another migrate type's blocks.
    case pageAllocExtfrag
}

/// What the model did inside the page allocator beside what the recording tells of it, step by step (placement model).
public struct SteppingRow: TransitionRow {
    public var kind: SteppingKind
    public var zone: ZoneIndex
    public var order: UInt8
    public var frame: FrameNumber?
    public var recorded: FrameNumber?
    public var agrees: Bool

    public init(kind: SteppingKind, zone: ZoneIndex, order: UInt8, frame: FrameNumber?, recorded: FrameNumber?, agrees: Bool) {
        self.kind = kind
        self.zone = zone
        self.order = order
        self.frame = frame
        self.recorded = recorded
        self.agrees = agrees
    }

    public static let table = TransitionTable.stepping

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

    public func encode(into row: inout RowWriter) {
        row.put(kind)
        row.put(zone)
        row.put(order)
        row.put(frame)
        row.put(recorded)
        row.put(agrees)
    }
}
