// Made by Scripts/generate-rows from Tables/Virtual/area.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to an area.
public enum AreaOperation: UInt8, CodedValue {
    case allocate
    /// Unmapped, its addresses not yet reusable.
    case free
    /// Its addresses are reusable from here on.
    case purge

    public static let words: [String] = [
        "allocate", "free", "purge"
    ]
}

/// What an area maps.
public enum AreaKind: UInt8, CodedValue {
    case vmalloc
    case vmap
    case ioremap
    case recorded

    public static let words: [String] = [
        "vmalloc", "vmap", "ioremap", "recorded"
    ]
}

/// Areas of the vmalloc range: vmalloc, vmap, ioremap and recorded ones.
public struct AreaRow: TableRow, Equatable {
    /// what happened
    public var operation: AreaOperation
    /// what it maps
    public var kind: AreaKind
    /// area id
    public var area: UInt32
    /// first address
    public var start: VirtualAddress
    /// bytes with the guard page
    public var size: UInt64
    /// page frames mapped that are RAM
    public var pages: UInt32
    /// first physical address of an ioremap
    public var physical: UInt64?
    /// call site
    public var caller: NameID?
    /// address that the recording names
    public var recorded: UInt64?
    /// for a recorded area: where the model would have put it
    public var predicted: UInt64?

    @inlinable
    public init(
        operation: AreaOperation, kind: AreaKind, area: UInt32, start: VirtualAddress, size: UInt64, pages: UInt32, physical: UInt64? = nil,
        caller: NameID? = nil, recorded: UInt64? = nil, predicted: UInt64? = nil
    ) {
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

    @inlinable public static var table: TransitionTable { .area }

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

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case kind = 1
        case area = 2
        case start = 3
        case size = 4
        case pages = 5
        case physical = 6
        case caller = 7
        case recorded = 8
        case predicted = 9

        public static var schema: TableSchema { AreaRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        kind = try row.value(1)
        area = try row.value(2)
        start = try row.value(3)
        size = try row.value(4)
        pages = try row.value(5)
        physical = try row.optional(6)
        caller = try row.optional(7)
        recorded = try row.optional(8)
        predicted = try row.optional(9)
    }

    @inlinable
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

/// Every area of the vmalloc range after a step, now and then (keyframe says when): no transitions. Columns as in area.
public struct AreaCheckpointRow: TableRow, Equatable {
    /// 1: unmapped, its addresses not yet reusable
    public var isFreed: Bool
    /// what it maps
    public var kind: AreaKind
    /// area id
    public var area: UInt32
    /// first address
    public var start: VirtualAddress
    /// bytes with the guard page
    public var size: UInt64
    /// page frames mapped that are RAM
    public var pages: UInt32
    /// first physical address of an ioremap
    public var physical: UInt64?
    /// call site
    public var caller: NameID?

    @inlinable
    public init(
        isFreed: Bool, kind: AreaKind, area: UInt32, start: VirtualAddress, size: UInt64, pages: UInt32, physical: UInt64? = nil,
        caller: NameID? = nil
    ) {
        self.isFreed = isFreed
        self.kind = kind
        self.area = area
        self.start = start
        self.size = size
        self.pages = pages
        self.physical = physical
        self.caller = caller
    }

    @inlinable public static var table: TransitionTable { .areaCheckpoint }

    public static let schema = TableSchema(
        "area_checkpoint",
        "Every area of the vmalloc range after a step, now and then (keyframe says when): no transitions. Columns as in area.",
        [
            ColumnSchema("freed", .integer, "1: unmapped, its addresses not yet reusable"),
            ColumnSchema("kind", AreaKind.columnType, "what it maps"),
            ColumnSchema("area", .integer, "area id"),
            ColumnSchema("start", .address, "first address"),
            ColumnSchema("size", .integer, "bytes with the guard page"),
            ColumnSchema("pages", .integer, "page frames mapped that are RAM"),
            ColumnSchema("physical", .address, optional: true, "first physical address of an ioremap"),
            ColumnSchema("caller", .name, optional: true, "call site"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case isFreed = 0
        case kind = 1
        case area = 2
        case start = 3
        case size = 4
        case pages = 5
        case physical = 6
        case caller = 7

        public static var schema: TableSchema { AreaCheckpointRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        isFreed = try row.value(0)
        kind = try row.value(1)
        area = try row.value(2)
        start = try row.value(3)
        size = try row.value(4)
        pages = try row.value(5)
        physical = try row.optional(6)
        caller = try row.optional(7)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(isFreed)
        row.put(kind)
        row.put(area)
        row.put(start)
        row.put(size)
        row.put(pages)
        row.put(physical)
        row.put(caller)
    }
}
