/// What a keyframe may store whole.
public enum KeyframeSubject: UInt8, CodedValue {
    /// The page allocator's lists: `page_checkpoint`.
    case pageAllocator
    /// VMAs of processes: `vma_checkpoint`.
    case vma
    /// Page tables: `page_table_checkpoint`.
    case pageTable
    /// Areas of the vmalloc range: `area_checkpoint`.
    case area
}

/// Which checkpoints there are: a subject that is stored whole after a step, where there is none of it with 0 rows.
public struct KeyframeRow: TransitionRow, Equatable {
    public var subject: KeyframeSubject
    public var rows: UInt64

    public init(subject: KeyframeSubject, rows: UInt64) {
        self.subject = subject
        self.rows = rows
    }

    public static let table = TransitionTable.keyframe

    public static let schema = TableSchema(
        "keyframe",
        "Which checkpoints there are: what is stored whole after a step. A place to begin at when the state at a later step is asked for.",
        [
            ColumnSchema("subject", KeyframeSubject.columnType, "what is stored, in SUBJECT_checkpoint (page_allocator: page_checkpoint)"),
            ColumnSchema("rows", .integer, "rows that it takes there"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(subject)
        row.put(rows)
    }
}
