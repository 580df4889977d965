/// A page table as it stands after a step: no transition.
public struct PageTableCheckpointRow: TransitionRow {
    public var process: ProcessID
    public var level: UInt8
    public var base: VirtualAddress
    public var frame: FrameNumber

    public init(process: ProcessID, level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        self.process = process
        self.level = level
        self.base = base
        self.frame = frame
    }

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
