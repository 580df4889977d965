import TraceFormat

/// What happened to an area.
public enum AreaOperation: UInt8, CodedValue {
    case allocate
    /// Unmapped, its addresses not yet reusable.
    case free
    /// Its addresses are reusable from here on.
    case purge
}

/// What an area maps.
public enum AreaKind: UInt8, CodedValue {
    case vmalloc, vmap, ioremap, recorded
}

/// Areas of the vmalloc range: vmalloc, vmap, ioremap and recorded ones.
public struct AreaRow: TransitionRow {
    public var operation: AreaOperation
    public var kind: AreaKind
    public var area: UInt32
    public var start: VirtualAddress
    public var size: UInt64
    public var pages: UInt32
    public var physical: UInt64? = nil
    public var caller: NameID? = nil
    public var recorded: UInt64? = nil
    public var predicted: UInt64? = nil

    public init(operation: AreaOperation, kind: AreaKind, area: UInt32, start: VirtualAddress, size: UInt64, pages: UInt32, physical: UInt64? = nil, caller: NameID? = nil, recorded: UInt64? = nil, predicted: UInt64? = nil) {
        self.operation = operation
        self.kind = kind
        self.area = area
        self.start = start
        self.size = size
        self.pages = pages
        self.physical = physical
        self.caller = caller
        self.recorded = recorded
        self.predicted = predicted
    }

    public static let table = TransitionTable.area

    public static let schema = TableSchema(
        "area",
        "Areas of the vmalloc range: vmalloc, vmap, ioremap and recorded ones.",
        [
            ColumnSchema("op", AreaOperation.columnType, "what happened"),
            ColumnSchema("kind", AreaKind.columnType, "what it maps"),
            ColumnSchema("area", .integer, "area id"),
            ColumnSchema("start", .address, "first address"),
            ColumnSchema("size", .integer, "bytes with the guard page"),
            ColumnSchema("pages", .integer, "page frames mapped that are RAM"),
            ColumnSchema("physical", .address, optional: true, "first physical address of an ioremap"),
            ColumnSchema("caller", .name, optional: true, "call site"),
            ColumnSchema("recorded", .address, optional: true, "address that the recording names"),
            ColumnSchema("predicted", .address, optional: true, "for a recorded area: where the model would have put it"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(kind)
        row.put(area)
        row.put(start)
        row.put(size)
        row.put(pages)
        row.put(physical)
        row.put(caller)
        row.put(recorded)
        row.put(predicted)
    }
}
