// Made by Scripts/generate-rows from Tables/Virtual/vma.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a VMA.
public enum VmaOperation: UInt8, CodedValue {
    case add
    case remove

    public static let words: [String] = [
        "add", "remove"
    ]
}

/// What a VMA is for.
public enum VmaKind: UInt8, CodedValue {
    case text
    case data
    case bss
    case heap
    case mmap
    case file
    case stack
    case vdso

    public static let words: [String] = [
        "text", "data", "bss", "heap", "mmap", "file", "stack", "vdso"
    ]
}

/// Virtual memory areas of processes. A change is a removal and an addition.
public struct VmaRow: TableRow, Equatable {
    /// what happened
    public var operation: VmaOperation
    /// pid
    public var process: ProcessID
    /// first address
    public var start: VirtualAddress
    /// first address after it
    public var end: VirtualAddress
    /// 1 read, 2 write, 4 execute
    public var protection: UInt8
    /// mmap flags; 0x2000 locked
    public var flags: UInt32
    /// what it is for
    public var kind: VmaKind
    /// file, or NULL
    public var name: NameID?
    /// offset in the file, bytes
    public var offset: UInt64
    /// 1 shared, 2 grows down, 4 locked, 8 not reserved, 16 in Committed_AS, 64 random, 128 sequential, 256 not dumped, 512 huge pages,
    /// 1024 no huge pages, 2048 locked on fault
    public var attributes: UInt16?

    @inlinable
    public init(
        operation: VmaOperation, process: ProcessID, start: VirtualAddress, end: VirtualAddress, protection: UInt8, flags: UInt32,
        kind: VmaKind, name: NameID? = nil, offset: UInt64, attributes: UInt16? = nil
    ) {
        self.operation = operation
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

    @inlinable public static var table: TransitionTable { .vma }

    public static let schema = TableSchema(
        "vma",
        "Virtual memory areas of processes. A change is a removal and an addition.",
        [
            ColumnSchema("op", VmaOperation.columnType, "what happened"),
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("start", .address, "first address"),
            ColumnSchema("end", .address, "first address after it"),
            ColumnSchema("prot", .integer, "1 read, 2 write, 4 execute"),
            ColumnSchema("flags", .integer, "mmap flags; 0x2000 locked"),
            ColumnSchema("kind", VmaKind.columnType, "what it is for"),
            ColumnSchema("name", .name, optional: true, "file, or NULL"),
            ColumnSchema("offset", .integer, "offset in the file, bytes"),
            ColumnSchema("attributes", .integer, optional: true, "1 shared, 2 grows down, 4 locked, 8 not reserved, 16 in Committed_AS, 64 random, 128 sequential, 256 not dumped, 512 huge pages, 1024 no huge pages, 2048 locked on fault"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case process = 1
        case start = 2
        case end = 3
        case protection = 4
        case flags = 5
        case kind = 6
        case name = 7
        case offset = 8
        case attributes = 9

        public static var schema: TableSchema { VmaRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        process = try row.value(1)
        start = try row.value(2)
        end = try row.value(3)
        protection = try row.value(4)
        flags = try row.value(5)
        kind = try row.value(6)
        name = try row.optional(7)
        offset = try row.value(8)
        attributes = try row.optional(9)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
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

/// Every VMA of every process after a step, now and then (keyframe says when): no transitions. Columns as in vma.
public struct VmaCheckpointRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// first address
    public var start: VirtualAddress
    /// first address after it
    public var end: VirtualAddress
    /// 1 read, 2 write, 4 execute
    public var protection: UInt8
    /// mmap flags; 0x2000 locked
    public var flags: UInt32
    /// what it is for
    public var kind: VmaKind
    /// file, or NULL
    public var name: NameID?
    /// offset in the file, bytes
    public var offset: UInt64
    /// 1 shared, 2 grows down, 4 locked, 8 not reserved, 16 in Committed_AS, 64 random, 128 sequential, 256 not dumped, 512 huge pages,
    /// 1024 no huge pages, 2048 locked on fault
    public var attributes: UInt16?

    @inlinable
    public init(
        process: ProcessID, start: VirtualAddress, end: VirtualAddress, protection: UInt8, flags: UInt32, kind: VmaKind,
        name: NameID? = nil, offset: UInt64, attributes: UInt16? = nil
    ) {
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

    @inlinable public static var table: TransitionTable { .vmaCheckpoint }

    public static let schema = TableSchema(
        "vma_checkpoint",
        "Every VMA of every process after a step, now and then (keyframe says when): no transitions. Columns as in vma.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("start", .address, "first address"),
            ColumnSchema("end", .address, "first address after it"),
            ColumnSchema("prot", .integer, "1 read, 2 write, 4 execute"),
            ColumnSchema("flags", .integer, "mmap flags; 0x2000 locked"),
            ColumnSchema("kind", VmaKind.columnType, "what it is for"),
            ColumnSchema("name", .name, optional: true, "file, or NULL"),
            ColumnSchema("offset", .integer, "offset in the file, bytes"),
            ColumnSchema("attributes", .integer, optional: true, "1 shared, 2 grows down, 4 locked, 8 not reserved, 16 in Committed_AS, 64 random, 128 sequential, 256 not dumped, 512 huge pages, 1024 no huge pages, 2048 locked on fault"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case start = 1
        case end = 2
        case protection = 3
        case flags = 4
        case kind = 5
        case name = 6
        case offset = 7
        case attributes = 8

        public static var schema: TableSchema { VmaCheckpointRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        start = try row.value(1)
        end = try row.value(2)
        protection = try row.value(3)
        flags = try row.value(4)
        kind = try row.value(5)
        name = try row.optional(6)
        offset = try row.value(7)
        attributes = try row.optional(8)
    }

    @inlinable
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
