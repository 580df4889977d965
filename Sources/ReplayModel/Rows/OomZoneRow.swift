/// A zone as the OOM killer found it: what its report tells of it.
public struct OomZoneRow: TransitionRow {
    public var zone: ZoneIndex
    public var free: UInt64
    public var min: UInt64
    public var low: UInt64
    public var high: UInt64
    public var reservedHighAtomic: UInt64
    public var anonymous: UInt64
    public var file: UInt64
    /// Of both, those in locked areas: they stand on the unevictable list.
    public var locked: UInt64
    public var lockedAnonymous: UInt64
    public var perCPU: UInt64
    /// On the lists of the processor whose request failed.
    public var localPerCPU: UInt64
    public var blocks: InlineArray<11, UInt32>
    /// By order: bit t is set where the list of migrate type t holds a block.
    public var types: InlineArray<11, UInt8>

    public init(zone: ZoneIndex, free: UInt64, min: UInt64, low: UInt64, high: UInt64, reservedHighAtomic: UInt64, anonymous: UInt64, file: UInt64, locked: UInt64, lockedAnonymous: UInt64, perCPU: UInt64, localPerCPU: UInt64, blocks: InlineArray<11, UInt32>, types: InlineArray<11, UInt8>) {
        self.zone = zone
        self.free = free
        self.min = min
        self.low = low
        self.high = high
        self.reservedHighAtomic = reservedHighAtomic
        self.anonymous = anonymous
        self.file = file
        self.locked = locked
        self.lockedAnonymous = lockedAnonymous
        self.perCPU = perCPU
        self.localPerCPU = localPerCPU
        self.blocks = blocks
        self.types = types
    }

    public static let table = TransitionTable.oomZone

    public static let schema = TableSchema(
        "oom_zone",
        "Each zone as the OOM killer found it, pages: the figures of its report.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("free", .integer, "free pages in the buddy"),
            ColumnSchema("min", .integer, "min watermark"),
            ColumnSchema("low", .integer, "low watermark"),
            ColumnSchema("high", .integer, "high watermark"),
            ColumnSchema("highatomic", .integer, "pages in high-atomic page blocks"),
            ColumnSchema("anon", .integer, "anonymous pages"),
            ColumnSchema("file", .integer, "file pages"),
            ColumnSchema("locked", .integer, "resident pages of locked areas, which are unevictable"),
            ColumnSchema("locked_anon", .integer, "those of them that are anonymous"),
            ColumnSchema("pcp", .integer, "pages on per-CPU lists"),
            ColumnSchema("local_pcp", .integer, "pages on the lists of the processor whose request failed"),
        ]
            + (0...10).map { ColumnSchema("o\($0)", .integer, "free blocks of order \($0)") }
            + (0...10).map { ColumnSchema("t\($0)", .integer, "migrate types that have a free block of order \($0): bit by type") })

    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(free)
        row.put(min)
        row.put(low)
        row.put(high)
        row.put(reservedHighAtomic)
        row.put(anonymous)
        row.put(file)
        row.put(locked)
        row.put(lockedAnonymous)
        row.put(perCPU)
        row.put(localPerCPU)
        for order in blocks.indices { row.put(blocks[order]) }
        for order in types.indices { row.put(types[order]) }
    }
}
