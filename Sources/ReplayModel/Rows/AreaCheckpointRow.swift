import TraceFormat

/// An area of the vmalloc range as it stands after a step: no transition.
public struct AreaCheckpointRow: TransitionRow {
    public var area: Area
    /// Unmapped and not purged yet.
    public var isFreed: Bool

    public static let table = TransitionTable.areaCheckpoint

    public static let schema = TableSchema(
        "area_checkpoint",
        "Every area of the vmalloc range after a step, now and then (keyframe says when): no transitions. Columns as in area.",
        [ColumnSchema("freed", .integer, "1: unmapped, its addresses not yet reusable")]
            + AreaRow.schema.columns.filter { !["op", "recorded", "predicted"].contains($0.name) })

    public func encode(into row: inout RowWriter) {
        row.put(isFreed)
        row.put(area.kind)
        row.put(area.id)
        row.put(VirtualAddress(area.start))
        row.put(area.size)
        row.put(area.pages)
        row.put(area.physical)
        row.put(area.caller)
    }
}

extension VmallocSpace {
    /// Areas in use, and freed ones that wait for the purge. O(1).
    var storedCount: Int { areas.count - unusedAreas.count }

    /// Writes all areas: those in use by address, then freed ones in order of freeing.
    func storeAreas(log: inout TransitionLog) {
        for area in areasInUse { log.append(AreaCheckpointRow(area: area, isFreed: false)) }
        for area in areasToPurge { log.append(AreaCheckpointRow(area: area, isFreed: true)) }
    }
}
