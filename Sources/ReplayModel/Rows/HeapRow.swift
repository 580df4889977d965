/// What happened to a chunk. Sizes are chunk sizes, header included.
public enum HeapOperation: UInt8, CodedValue {
    // Handed out, by where it came from.
    case fromTcache, fromFastbin, fromSmallbin, fromLargebin, fromUnsorted, fromTop, fromMmap
    // Given back, by where it went.
    case toTcache, toFastbin, toUnsorted, toTop, toMmap
    // Between bins and in place.
    case sortToSmallbin, sortToLargebin, split, merge, resize
    // The top chunk and the arena.
    case growTop, trimTop, newArena, newHeap, freeHeap
    /// The call failed: NULL.
    case fail
    // musl: a block of a group handed out and given back; a group made and freed (its own address and length).
    case fromGroup, toGroup, newGroup, freeGroup
}

/// What the C library did with chunks of its heap.
public struct HeapRow: TransitionRow {
    public var operation: HeapOperation
    public var process: ProcessID
    public var arena: UInt16
    public var chunk: VirtualAddress
    public var size: UInt64
    public var requested: UInt64? = nil
    public var recorded: UInt64? = nil

    public init(operation: HeapOperation, process: ProcessID, arena: UInt16, chunk: VirtualAddress, size: UInt64, requested: UInt64? = nil, recorded: UInt64? = nil) {
        self.operation = operation
        self.process = process
        self.arena = arena
        self.chunk = chunk
        self.size = size
        self.requested = requested
        self.recorded = recorded
    }

    public static let table = TransitionTable.heap

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
