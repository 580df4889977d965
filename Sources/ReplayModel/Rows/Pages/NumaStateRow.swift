// Made by Scripts/generate-rows from Tables/Pages/numa_state.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What became of page requests by NUMA node, in pages since the run began (zone_statistics, mm/page_alloc.c of 6.1); only machines of
/// several nodes have rows.
public struct NumaStateRow: TableRow, Equatable {
    /// zone, row of zone
    public var zone: ZoneIndex
    /// served from the node that the request preferred (numa_hit)
    public var hit: UInt64
    /// served here although another node was preferred (numa_miss)
    public var miss: UInt64
    /// preferred here and served from another node (numa_foreign)
    public var foreign: UInt64
    /// interleaved and served from the node whose turn it was (numa_interleave)
    public var interleave: UInt64
    /// asked by a processor of this node (numa_local)
    public var local: UInt64
    /// asked by a processor of another node (numa_other)
    public var other: UInt64

    @inlinable
    public init(zone: ZoneIndex, hit: UInt64, miss: UInt64, foreign: UInt64, interleave: UInt64, local: UInt64, other: UInt64) {
        self.zone = zone
        self.hit = hit
        self.miss = miss
        self.foreign = foreign
        self.interleave = interleave
        self.local = local
        self.other = other
    }

    @inlinable public static var table: TransitionTable { .numaState }

    public static let schema = TableSchema(
        "numa_state",
        "What became of page requests by NUMA node, in pages since the run began (zone_statistics, mm/page_alloc.c of 6.1); only machines of several nodes have rows.",
        [
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("hit", .integer, "served from the node that the request preferred (numa_hit)"),
            ColumnSchema("miss", .integer, "served here although another node was preferred (numa_miss)"),
            ColumnSchema("foreign", .integer, "preferred here and served from another node (numa_foreign)"),
            ColumnSchema("interleave", .integer, "interleaved and served from the node whose turn it was (numa_interleave)"),
            ColumnSchema("local", .integer, "asked by a processor of this node (numa_local)"),
            ColumnSchema("other", .integer, "asked by a processor of another node (numa_other)"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case zone = 0
        case hit = 1
        case miss = 2
        case foreign = 3
        case interleave = 4
        case local = 5
        case other = 6

        public static var schema: TableSchema { NumaStateRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        zone = try row.value(0)
        hit = try row.value(1)
        miss = try row.value(2)
        foreign = try row.value(3)
        interleave = try row.value(4)
        local = try row.value(5)
        other = try row.value(6)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(zone)
        row.put(hit)
        row.put(miss)
        row.put(foreign)
        row.put(interleave)
        row.put(local)
        row.put(other)
    }
}
