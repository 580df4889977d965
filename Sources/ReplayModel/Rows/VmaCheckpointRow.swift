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

    public init(process: ProcessID, start: VirtualAddress, end: VirtualAddress, protection: UInt8, flags: UInt32, kind: VmaKind, name: NameID? = nil, offset: UInt64, attributes: UInt16? = nil) {
        self.process = process
        self.start = start
        self.end = end
        self.protection = protection
        self.flags = flags
        self.kind = kind
        self.name = name
        self.offset = offset
        self.attributes = attributes
    }

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
