import TraceFormat

/// An area of the vmalloc range as it stands after a step: no transition.
public struct AreaCheckpointRow: TransitionRow {
    /// Unmapped and not purged yet.
    public var isFreed: Bool
    public var kind: AreaKind
    public var area: UInt32
    public var start: VirtualAddress
    public var size: UInt64
    public var pages: UInt32
    public var physical: UInt64? = nil
    public var caller: NameID? = nil

    public init(isFreed: Bool, kind: AreaKind, area: UInt32, start: VirtualAddress, size: UInt64, pages: UInt32, physical: UInt64? = nil, caller: NameID? = nil) {
        self.isFreed = isFreed
        self.kind = kind
        self.area = area
        self.start = start
        self.size = size
        self.pages = pages
        self.physical = physical
        self.caller = caller
    }

    public static let table = TransitionTable.areaCheckpoint

    public static let schema = TableSchema(
        "area_checkpoint",
        "Every area of the vmalloc range after a step, now and then (keyframe says when): no transitions. Columns as in area.",
        [ColumnSchema("freed", .integer, "1: unmapped, its addresses not yet reusable")]
            + AreaRow.schema.columns.filter { !["op", "recorded", "predicted"].contains($0.name) })

    public func encode(into row: inout RowWriter) {
        row.put(isFreed)
        row.put(kind)
        row.put(area)
        row.put(start)
        row.put(size)
        row.put(pages)
        row.put(physical)
        row.put(caller)
    }
}
