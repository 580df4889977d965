// Made by Scripts/generate-rows from Tables/Machine/checkpoint.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// Digest of everything that happened up to a step; two runs are equal up to it when these are.
///
/// The last row of its step. Its values are `RollingDigest`'s, which `RollingDigest.seal(_:)` writes into it on the way to the store.
public struct CheckpointRow: TableRow, Equatable {
    /// transition rows so far
    public var rows: UInt64
    /// FNV-style digest of all rows so far
    public var digest: UInt64

    @inlinable
    public init(rows: UInt64 = 0, digest: UInt64 = 0) {
        self.rows = rows
        self.digest = digest
    }

    @inlinable public static var table: TransitionTable { .checkpoint }

    public static let schema = TableSchema(
        "checkpoint",
        "Digest of everything that happened up to a step; two runs are equal up to it when these are.",
        [
            ColumnSchema("rows", .integer, "transition rows so far"),
            ColumnSchema("digest", .address, "FNV-style digest of all rows so far"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case rows = 0
        case digest = 1

        public static var schema: TableSchema { CheckpointRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        rows = try row.value(0)
        digest = try row.value(1)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(rows)
        row.put(digest)
    }
}

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

    public static let words: [String] = [
        "page_allocator", "vma", "page_table", "area"
    ]
}

/// Which checkpoints there are: what is stored whole after a step. A place to begin at when the state at a later step is asked for.
public struct KeyframeRow: TableRow, Equatable {
    /// what is stored, in SUBJECT_checkpoint (page_allocator: page_checkpoint)
    public var subject: KeyframeSubject
    /// rows that it takes there
    public var rows: UInt64

    @inlinable
    public init(subject: KeyframeSubject, rows: UInt64) {
        self.subject = subject
        self.rows = rows
    }

    @inlinable public static var table: TransitionTable { .keyframe }

    public static let schema = TableSchema(
        "keyframe",
        "Which checkpoints there are: what is stored whole after a step. A place to begin at when the state at a later step is asked for.",
        [
            ColumnSchema("subject", KeyframeSubject.columnType, "what is stored, in SUBJECT_checkpoint (page_allocator: page_checkpoint)"),
            ColumnSchema("rows", .integer, "rows that it takes there"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case subject = 0
        case rows = 1

        public static var schema: TableSchema { KeyframeRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        subject = try row.value(0)
        rows = try row.value(1)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(subject)
        row.put(rows)
    }
}
