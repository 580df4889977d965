// Made by Scripts/generate-rows from Tables/Virtual/access.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What a kernel virtual address is.
public enum AddressKind: UInt8, CodedValue {
    case linear
    case vmalloc
    case ioremap
    case unmapped

    public static let words: [String] = [
        "linear", "vmalloc", "ioremap", "unmapped"
    ]
}

/// Reads and writes through kernel addresses: linear map, vmalloc range, device registers.
public struct AccessRow: TableRow, Equatable {
    /// pid
    public var process: ProcessID
    /// virtual address
    public var address: VirtualAddress
    /// bytes
    public var length: UInt64
    /// what the CPU did
    public var access: AccessKind
    /// where the address lies
    public var kind: AddressKind
    /// physical address
    public var physical: UInt64?

    @inlinable
    public init(
        process: ProcessID, address: VirtualAddress, length: UInt64, access: AccessKind, kind: AddressKind, physical: UInt64? = nil
    ) {
        self.process = process
        self.address = address
        self.length = length
        self.access = access
        self.kind = kind
        self.physical = physical
    }

    @inlinable public static var table: TransitionTable { .access }

    public static let schema = TableSchema(
        "access",
        "Reads and writes through kernel addresses: linear map, vmalloc range, device registers.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("address", .address, "virtual address"),
            ColumnSchema("length", .integer, "bytes"),
            ColumnSchema("access", AccessKind.columnType, "what the CPU did"),
            ColumnSchema("kind", AddressKind.columnType, "where the address lies"),
            ColumnSchema("physical", .address, optional: true, "physical address"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case process = 0
        case address = 1
        case length = 2
        case access = 3
        case kind = 4
        case physical = 5

        public static var schema: TableSchema { AccessRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        process = try row.value(0)
        address = try row.value(1)
        length = try row.value(2)
        access = try row.value(3)
        kind = try row.value(4)
        physical = try row.optional(5)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(address)
        row.put(length)
        row.put(access)
        row.put(kind)
        row.put(physical)
    }
}
