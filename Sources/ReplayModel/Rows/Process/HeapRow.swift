// Made by Scripts/generate-rows from Tables/Process/heap.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a chunk. Sizes are chunk sizes, header included.
public enum HeapOperation: UInt8, CodedValue {
    // Handed out, by where it came from.
    case fromTcache
    case fromFastbin
    case fromSmallbin
    case fromLargebin
    case fromUnsorted
    case fromTop
    case fromMmap
    // Given back, by where it went.
    case toTcache
    case toFastbin
    case toUnsorted
    case toTop
    case toMmap
    // Between bins and in place.
    case sortToSmallbin
    case sortToLargebin
    case split
    case merge
    case resize
    // The top chunk and the arena.
    case growTop
    case trimTop
    case newArena
    case newHeap
    case freeHeap
    /// The call failed: NULL.
    case fail
    // musl: a block of a group handed out and given back; a group made and freed (its own address and length).
    case fromGroup
    case toGroup
    case newGroup
    case freeGroup

    public static let words: [String] = [
        "from_tcache", "from_fastbin", "from_smallbin", "from_largebin", "from_unsorted", "from_top", "from_mmap", "to_tcache",
        "to_fastbin", "to_unsorted", "to_top", "to_mmap", "sort_to_smallbin", "sort_to_largebin", "split", "merge", "resize",
        "grow_top", "trim_top", "new_arena", "new_heap", "free_heap", "fail", "from_group", "to_group", "new_group", "free_group"
    ]
}

/// What the C library did with chunks of its heap.
public struct HeapRow: TableRow, Equatable {
    /// what happened
    public var operation: HeapOperation
    /// pid
    public var process: ProcessID
    /// 0 is the main arena
    public var arena: UInt16
    /// address of the chunk header, two words before the user's address
    public var chunk: VirtualAddress
    /// bytes of the chunk after the step
    public var size: UInt64
    /// bytes asked for, where this answers a call
    public var requested: UInt64?
    /// user address that the recording names
    public var recorded: UInt64?

    @inlinable
    public init(
        operation: HeapOperation, process: ProcessID, arena: UInt16, chunk: VirtualAddress, size: UInt64, requested: UInt64? = nil,
        recorded: UInt64? = nil
    ) {
        self.operation = operation
        self.process = process
        self.arena = arena
        self.chunk = chunk
        self.size = size
        self.requested = requested
        self.recorded = recorded
    }

    @inlinable public static var table: TransitionTable { .heap }

    public static let schema = TableSchema(
        "heap",
        "What the C library did with chunks of its heap.",
        [
            ColumnSchema("op", HeapOperation.columnType, "what happened"),
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("arena", .integer, "0 is the main arena"),
            ColumnSchema("chunk", .address, "address of the chunk header, two words before the user's address"),
            ColumnSchema("size", .integer, "bytes of the chunk after the step"),
            ColumnSchema("requested", .integer, optional: true, "bytes asked for, where this answers a call"),
            ColumnSchema("recorded", .address, optional: true, "user address that the recording names"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case process = 1
        case arena = 2
        case chunk = 3
        case size = 4
        case requested = 5
        case recorded = 6

        public static var schema: TableSchema { HeapRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        process = try row.value(1)
        arena = try row.value(2)
        chunk = try row.value(3)
        size = try row.value(4)
        requested = try row.optional(5)
        recorded = try row.optional(6)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(process)
        row.put(arena)
        row.put(chunk)
        row.put(size)
        row.put(requested)
        row.put(recorded)
    }
}

/// Figures of a C library heap after each step that changed them (mallinfo2).
public struct HeapStateRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// bytes got by sbrk or as heaps, all arenas
    public var arena: UInt64
    /// bytes of chunks in use, tcache and fastbins counted as free
    public var inUse: UInt64
    /// bytes free in bins, tcache and fastbins, without top
    public var freeBytes: UInt64
    /// bytes of top chunks
    public var top: UInt64
    /// bytes of mmapped chunks
    public var mmapped: UInt64
    /// mmapped chunks
    public var mmappedChunks: UInt32
    /// bytes asked for by live allocations
    public var requested: UInt64
    /// program break
    public var programBreak: VirtualAddress

    @inlinable
    public init(
        process: ProcessID, arena: UInt64, inUse: UInt64, freeBytes: UInt64, top: UInt64, mmapped: UInt64, mmappedChunks: UInt32,
        requested: UInt64, programBreak: VirtualAddress
    ) {
        self.process = process
        self.arena = arena
        self.inUse = inUse
        self.freeBytes = freeBytes
        self.top = top
        self.mmapped = mmapped
        self.mmappedChunks = mmappedChunks
        self.requested = requested
        self.programBreak = programBreak
    }

    @inlinable public static var table: TransitionTable { .heapState }

    public static let schema = TableSchema(
        "heap_state",
        "Figures of a C library heap after each step that changed them (mallinfo2).",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("arena", .integer, "bytes got by sbrk or as heaps, all arenas"),
            ColumnSchema("in_use", .integer, "bytes of chunks in use, tcache and fastbins counted as free"),
            ColumnSchema("free", .integer, "bytes free in bins, tcache and fastbins, without top"),
            ColumnSchema("top", .integer, "bytes of top chunks"),
            ColumnSchema("mmapped", .integer, "bytes of mmapped chunks"),
            ColumnSchema("mmapped_chunks", .integer, "mmapped chunks"),
            ColumnSchema("requested", .integer, "bytes asked for by live allocations"),
            ColumnSchema("brk", .address, "program break"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case arena = 1
        case inUse = 2
        case freeBytes = 3
        case top = 4
        case mmapped = 5
        case mmappedChunks = 6
        case requested = 7
        case programBreak = 8

        public static var schema: TableSchema { HeapStateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        arena = try row.value(1)
        inUse = try row.value(2)
        freeBytes = try row.value(3)
        top = try row.value(4)
        mmapped = try row.value(5)
        mmappedChunks = try row.value(6)
        requested = try row.value(7)
        programBreak = try row.value(8)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(arena)
        row.put(inUse)
        row.put(freeBytes)
        row.put(top)
        row.put(mmapped)
        row.put(mmappedChunks)
        row.put(requested)
        row.put(programBreak)
    }
}
