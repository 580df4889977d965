/// A page table as it stands after a step: no transition.
public struct PageTableCheckpointRow: TransitionRow {
    public var process: ProcessID
    public var level: UInt8
    public var base: VirtualAddress
    public var frame: FrameNumber

    public static let table = TransitionTable.pageTableCheckpoint

    public static let schema = TableSchema(
        "page_table_checkpoint",
        "Every page table that has a frame after a step, now and then (keyframe says when): no transitions. Columns as in page_table.",
        Array(PageTableRow.schema.columns.dropFirst()))

    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(level)
        row.put(base)
        row.put(frame)
    }
}

extension PageTables {
    private func isStored(_ record: TableRecord) -> Bool { record.level > 0 && record.frame != TableRecord.noFrame }

    /// Page tables with a frame. O(tables there ever were at once).
    var storedCount: Int { records.count { isStored($0) } }

    /// Writes all page tables with a frame, in the order of the pool.
    func storeTables(log: inout TransitionLog) {
        for record in records where isStored(record) {
            log.append(
                PageTableCheckpointRow(
                    process: record.process, level: record.level, base: VirtualAddress(record.base), frame: FrameNumber(record.frame)))
        }
    }
}
