import TraceFormat

/// What happened to a VMA.
public enum VmaOperation: UInt8, CodedValue {
    case add, remove
}

/// What a VMA is for.
public enum VmaKind: UInt8, CodedValue {
    case text, data, bss, heap, mmap, file, stack, vdso
}

/// Virtual memory areas of processes. A change is a removal and an addition.
public struct VmaRow: TransitionRow {
    public var operation: VmaOperation
    public var process: ProcessID
    public var start: VirtualAddress
    public var end: VirtualAddress
    public var protection: UInt8
    public var flags: UInt32
    public var kind: VmaKind
    public var name: NameID? = nil
    public var offset: UInt64
    /// nil where only a recording tells of the VMA.
    public var attributes: UInt16? = nil

    public init(operation: VmaOperation, process: ProcessID, start: VirtualAddress, end: VirtualAddress, protection: UInt8, flags: UInt32, kind: VmaKind, name: NameID? = nil, offset: UInt64, attributes: UInt16? = nil) {
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

    public static let table = TransitionTable.vma

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
            ColumnSchema(
                "attributes", .integer, optional: true,
                "1 shared, 2 grows down, 4 locked, 8 not reserved, 16 in Committed_AS, 64 random, 128 sequential, 256 not dumped, "
                    + "512 huge pages, 1024 no huge pages, 2048 locked on fault"),
        ])

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
