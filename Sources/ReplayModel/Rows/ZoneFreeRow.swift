/// Free blocks per order in a zone after each step that changed them: the history of fragmentation.
public struct ZoneFreeRow: TransitionRow {
    public var zone: ZoneIndex
    public var order0: UInt32
    public var order1: UInt32
    public var order2: UInt32
    public var order3: UInt32
    public var order4: UInt32
    public var order5: UInt32
    public var order6: UInt32
    public var order7: UInt32
    public var order8: UInt32
    public var order9: UInt32
    public var order10: UInt32
    public var free: UInt64
    public var perCPU: UInt32

    public init(zone: ZoneIndex, order0: UInt32, order1: UInt32, order2: UInt32, order3: UInt32, order4: UInt32, order5: UInt32, order6: UInt32, order7: UInt32, order8: UInt32, order9: UInt32, order10: UInt32, free: UInt64, perCPU: UInt32) {
        self.zone = zone
        self.order0 = order0
        self.order1 = order1
        self.order2 = order2
        self.order3 = order3
        self.order4 = order4
        self.order5 = order5
        self.order6 = order6
        self.order7 = order7
        self.order8 = order8
        self.order9 = order9
        self.order10 = order10
        self.free = free
        self.perCPU = perCPU
    }

    public static let table = TransitionTable.zoneFree

    public static let schema = TableSchema(
        "zone_free",
        "Free blocks per order in a zone after each step that changed them: the history of fragmentation.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("o0", .integer, "free blocks of order 0"),
            ColumnSchema("o1", .integer, "free blocks of order 1"),
            ColumnSchema("o2", .integer, "free blocks of order 2"),
            ColumnSchema("o3", .integer, "free blocks of order 3"),
            ColumnSchema("o4", .integer, "free blocks of order 4"),
            ColumnSchema("o5", .integer, "free blocks of order 5"),
            ColumnSchema("o6", .integer, "free blocks of order 6"),
            ColumnSchema("o7", .integer, "free blocks of order 7"),
            ColumnSchema("o8", .integer, "free blocks of order 8"),
            ColumnSchema("o9", .integer, "free blocks of order 9"),
            ColumnSchema("o10", .integer, "free blocks of order 10"),
            ColumnSchema("free", .integer, "free pages in the buddy"),
            ColumnSchema("pcp", .integer, "pages on per-CPU lists"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(order0)
        row.put(order1)
        row.put(order2)
        row.put(order3)
        row.put(order4)
        row.put(order5)
        row.put(order6)
        row.put(order7)
        row.put(order8)
        row.put(order9)
        row.put(order10)
        row.put(free)
        row.put(perCPU)
    }
}
