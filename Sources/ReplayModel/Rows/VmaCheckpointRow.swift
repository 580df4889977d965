import TraceFormat

/// A VMA as it stands after a step: no transition.
public struct VmaCheckpointRow: TransitionRow {
    public var process: ProcessID
    public var start: VirtualAddress
    public var end: VirtualAddress
    public var protection: UInt8
    public var flags: UInt32
    public var kind: VmaKind
    public var name: NameID? = nil
    public var offset: UInt64
    public var attributes: UInt16? = nil

    public static let table = TransitionTable.vmaCheckpoint

    public static let schema = TableSchema(
        "vma_checkpoint",
        "Every VMA of every process after a step, now and then (keyframe says when): no transitions. Columns as in vma.",
        Array(VmaRow.schema.columns.dropFirst()))

    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(start)
        row.put(end)
        row.put(protection)
        row.put(flags)
        row.put(kind)
        row.put(name)
        row.put(offset)
        row.put(attributes)
    }
}
