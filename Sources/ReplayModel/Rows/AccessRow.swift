/// What a kernel virtual address is.
public enum AddressKind: UInt8, CodedValue {
    case linear, vmalloc, ioremap, unmapped
}

/// Reads and writes through kernel addresses: linear map, vmalloc range, device registers.
public struct AccessRow: TransitionRow {
    public var process: ProcessID
    public var address: VirtualAddress
    public var length: UInt64
    public var access: AccessKind
    public var kind: AddressKind
    public var physical: UInt64? = nil

    public init(process: ProcessID, address: VirtualAddress, length: UInt64, access: AccessKind, kind: AddressKind, physical: UInt64? = nil) {
        self.process = process
        self.address = address
        self.length = length
        self.access = access
        self.kind = kind
        self.physical = physical
    }

    public static let table = TransitionTable.access

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

    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(address)
        row.put(length)
        row.put(access)
        row.put(kind)
        row.put(physical)
    }
}
