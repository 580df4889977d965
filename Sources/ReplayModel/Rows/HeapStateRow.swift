/// Figures of a C library heap after each step that changed them (mallinfo2).
public struct HeapStateRow: TransitionRow {
    public var process: ProcessID
    public var arena: UInt64
    public var inUse: UInt64
    public var freeBytes: UInt64
    public var top: UInt64
    public var mmapped: UInt64
    public var mmappedChunks: UInt32
    public var requested: UInt64
    public var programBreak: VirtualAddress

    public init(process: ProcessID, arena: UInt64, inUse: UInt64, freeBytes: UInt64, top: UInt64, mmapped: UInt64, mmappedChunks: UInt32, requested: UInt64, programBreak: VirtualAddress) {
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

    public static let table = TransitionTable.heapState

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
