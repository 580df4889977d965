// Made by Scripts/generate-rows from Tables/Pages/page.table: change that, and run `make generate`.
// swift-format-ignore-file

import TraceFormat

/// What happened to a block of page frames.
public enum PageOperation: UInt8, CodedValue {
    /// Taken from the buddy's free lists (or from a per-CPU list when `block_order` is NULL).
    case allocate
    /// Given back to the buddy (or to a per-CPU list when `block_order` is NULL).
    case free
    /// Moved from the buddy to a per-CPU list.
    case refill
    /// Moved from a per-CPU list to the buddy.
    case drain
    /// Stays where it is but serves another purpose.
    case own
    /// Found free, or taken, by repair of a recording that began in mid-life.
    case repair
    /// Moved, still free, to the free list of another migrate type (a fallback takes the page block over).
    case move

    public static let words: [String] = [
        "allocate", "free", "refill", "drain", "own", "repair", "move"
    ]
}

/// What a page frame serves.
public enum OwnerKind: UInt8, CodedValue {
    /// On the buddy's free lists.
    case free
    /// Free, on a per-CPU list; the id is the CPU.
    case perCPU
    /// Never managed: firmware, kernel image, memory map.
    case reserved
    /// A slab; the id is the cache.
    case slab
    /// A page table; the id is the pid (0 the kernel), the tag its level.
    case pageTable
    /// Mapped by vmalloc; the id is the area.
    case vmalloc
    /// A process's anonymous memory; the id is the pid that first touched it, the tag the virtual page.
    case anonymous
    /// A page of a file; the id is the pid that brought it in.
    case file
    /// Held by the kernel through alloc_pages; the id is the call site's name or 0.
    case kernel
    /// A kmalloc too large for a slab; the id is the call site's name or 0.
    case largeKmalloc
    /// Taken by a recording, or before it began, for a purpose that it does not tell; the id is the `RecordedUse` that a starting state
    /// tells, else 0.
    case recorded
    /// The shared zero page.
    case zeroPage

    public static let words: [String] = [
        "free", "per_cpu", "reserved", "slab", "page_table", "vmalloc", "anonymous", "file", "kernel", "large_kmalloc",
        "recorded", "zero_page"
    ]
}

/// Page blocks as they change hands. One row stands for the whole chain: an allocation of order `ord` that split a block of order
/// `block_order`, a free that merged up to `block_order`.
public struct PageRow: TableRow, Equatable {
    /// what happened
    public var operation: PageOperation
    /// zone, row of zone
    public var zone: ZoneIndex
    /// first frame of the block
    public var frame: FrameNumber
    /// log2 of its size in frames
    public var order: UInt8
    /// order of the free block it was split from or merged into; NULL: per-CPU list
    public var blockOrder: UInt8?
    /// list it was taken from or joined
    public var migratetype: UInt8
    /// what the frames serve after the step
    public var owner: OwnerKind
    /// cache, pid, area or call site, by owner
    public var ownerID: UInt32
    /// virtual page for anonymous memory, level for page tables, else 0
    public var tag: UInt64
    /// GFP flags of the request
    public var gfp: UInt32?
    /// frame that the recording names
    public var recorded: UInt64?

    @inlinable
    public init(
        operation: PageOperation, zone: ZoneIndex, frame: FrameNumber, order: UInt8, blockOrder: UInt8? = nil, migratetype: UInt8,
        owner: OwnerKind, ownerID: UInt32, tag: UInt64, gfp: UInt32? = nil, recorded: UInt64? = nil
    ) {
        self.operation = operation
        self.zone = zone
        self.frame = frame
        self.order = order
        self.blockOrder = blockOrder
        self.migratetype = migratetype
        self.owner = owner
        self.ownerID = ownerID
        self.tag = tag
        self.gfp = gfp
        self.recorded = recorded
    }

    @inlinable public static var table: TransitionTable { .page }

    public static let schema = TableSchema(
        "page",
        "Page blocks as they change hands. One row stands for the whole chain: an allocation of order `ord` that split a block of order `block_order`, a free that merged up to `block_order`.",
        [
            ColumnSchema("op", PageOperation.columnType, "what happened"),
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("pfn", .frame, "first frame of the block"),
            ColumnSchema("ord", .integer, "log2 of its size in frames"),
            ColumnSchema("block_order", .integer, optional: true, "order of the free block it was split from or merged into; NULL: per-CPU list"),
            ColumnSchema("migratetype", Migratetype.columnType, "list it was taken from or joined"),
            ColumnSchema("owner", OwnerKind.columnType, "what the frames serve after the step"),
            ColumnSchema("owner_id", .integer, "cache, pid, area or call site, by owner"),
            ColumnSchema("tag", .integer, "virtual page for anonymous memory, level for page tables, else 0"),
            ColumnSchema("gfp", .integer, optional: true, "GFP flags of the request"),
            ColumnSchema("recorded_pfn", .frame, optional: true, "frame that the recording names"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case operation = 0
        case zone = 1
        case frame = 2
        case order = 3
        case blockOrder = 4
        case migratetype = 5
        case owner = 6
        case ownerID = 7
        case tag = 8
        case gfp = 9
        case recorded = 10

        public static var schema: TableSchema { PageRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        operation = try row.value(0)
        zone = try row.value(1)
        frame = try row.value(2)
        order = try row.value(3)
        blockOrder = try row.optional(4)
        migratetype = try row.value(5)
        owner = try row.value(6)
        ownerID = try row.value(7)
        tag = try row.value(8)
        gfp = try row.optional(9)
        recorded = try row.optional(10)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(operation)
        row.put(zone)
        row.put(frame)
        row.put(order)
        row.put(blockOrder)
        row.put(migratetype)
        row.put(owner)
        row.put(ownerID)
        row.put(tag)
        row.put(gfp)
        row.put(recorded)
    }
}

/// What a row of a page allocator's checkpoint tells of.
public enum PageCheckpointPart: UInt8, CodedValue {
    /// Free blocks of one list, in list order.
    case list
    /// Page blocks of one migrate type, side by side.
    case pageblock
    /// A zone's own count.
    case zone

    public static let words: [String] = [
        "list", "pageblock", "zone"
    ]
}

/// The page allocator's lists after a step, now and then: a place to rebuild the lists of later steps from. Blocks that follow each other
/// on one list at equal distances are one row, in list order.
///
/// Frames that no list names are allocated, or reserved as at the run's begin.
public struct PageCheckpointRow: TableRow, Equatable {
    /// what the row tells of
    public var part: PageCheckpointPart
    /// zone
    public var zone: ZoneIndex
    /// list: blocks; pageblock: page blocks; zone: page requests that it served so far
    public var count: UInt64
    /// first frame of the first block; of a page block it may lie below the zone's first
    public var frame: FrameNumber?
    /// the list's, or the page blocks'
    public var migratetype: UInt8?
    /// list: log2 of each block's size in frames
    public var order: UInt8?
    /// list: frames from one block to the next; 0 where there is one block
    public var stride: Int64?
    /// list: whose per-CPU list; NULL: a list of the buddy
    public var cpu: UInt16?

    @inlinable
    public init(
        part: PageCheckpointPart, zone: ZoneIndex, count: UInt64, frame: FrameNumber? = nil, migratetype: UInt8? = nil, order: UInt8? = nil,
        stride: Int64? = nil, cpu: UInt16? = nil
    ) {
        self.part = part
        self.zone = zone
        self.count = count
        self.frame = frame
        self.migratetype = migratetype
        self.order = order
        self.stride = stride
        self.cpu = cpu
    }

    @inlinable public static var table: TransitionTable { .pageCheckpoint }

    public static let schema = TableSchema(
        "page_checkpoint",
        "The page allocator's lists after a step, now and then: a place to rebuild the lists of later steps from. Blocks that follow each other on one list at equal distances are one row, in list order.",
        [
            ColumnSchema("part", PageCheckpointPart.columnType, "what the row tells of"),
            ColumnSchema("zone", .zone, "zone"),
            ColumnSchema("count", .integer, "list: blocks; pageblock: page blocks; zone: page requests that it served so far"),
            ColumnSchema("pfn", .frame, optional: true, "first frame of the first block; of a page block it may lie below the zone's first"),
            ColumnSchema("migratetype", Migratetype.columnType, optional: true, "the list's, or the page blocks'"),
            ColumnSchema("ord", .integer, optional: true, "list: log2 of each block's size in frames"),
            ColumnSchema("stride", .integer, optional: true, "list: frames from one block to the next; 0 where there is one block"),
            ColumnSchema("cpu", .integer, optional: true, "list: whose per-CPU list; NULL: a list of the buddy"),
        ])

    /// The columns by their places after step and seq; of an array its first.
    public enum Column: Int, TableColumn {
        case part = 0
        case zone = 1
        case count = 2
        case frame = 3
        case migratetype = 4
        case order = 5
        case stride = 6
        case cpu = 7

        public static var schema: TableSchema { PageCheckpointRow.schema }
    }

    @inlinable
    public init(stored row: some StoredColumns) throws(UnreadableColumn) {
        part = try row.value(0)
        zone = try row.value(1)
        count = try row.value(2)
        frame = try row.optional(3)
        migratetype = try row.optional(4)
        order = try row.optional(5)
        stride = try row.optional(6)
        cpu = try row.optional(7)
    }

    @inlinable
    public func encode(into row: inout RowWriter) {
        row.put(part)
        row.put(zone)
        row.put(count)
        row.put(frame)
        row.put(migratetype)
        row.put(order)
        row.put(stride)
        row.put(cpu)
    }
}
