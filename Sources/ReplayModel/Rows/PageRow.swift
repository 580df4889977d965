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
    /// Taken by a recording, or before it began, for a purpose that it does not tell; the id is the `RecordedUse` that a
    /// starting state tells, else 0.
    case recorded
    /// The shared zero page.
    case zeroPage
}

/// Page blocks as they change hands. One row stands for the whole chain: an allocation of order `ord` that split a block of order `block_order`, a free that merged up to `block_order`.
public struct PageRow: TransitionRow {
    public var operation: PageOperation
    public var zone: ZoneIndex
    public var frame: FrameNumber
    public var order: UInt8
    public var blockOrder: UInt8? = nil
    public var migratetype: UInt8
    public var owner: OwnerKind
    public var ownerID: UInt32
    public var tag: UInt64
    public var gfp: UInt32? = nil
    public var recorded: UInt64? = nil

    public static let table = TransitionTable.page

    public static let schema = TableSchema(
        "page",
        "Page blocks as they change hands. One row stands for the whole chain: an allocation of order `ord` that split a block of order `block_order`, a free that merged up to `block_order`.",
        [
            ColumnSchema("op", PageOperation.columnType, "what happened"),
            ColumnSchema("zone", .zone, "zone, row of zone"),
            ColumnSchema("pfn", .frame, "first frame of the block"),
            ColumnSchema("ord", .integer, "log2 of its size in frames"),
            ColumnSchema(
                "block_order", .integer, optional: true, "order of the free block it was split from or merged into; NULL: per-CPU list"),
            ColumnSchema("migratetype", Migratetype.columnType, "list it was taken from or joined"),
            ColumnSchema("owner", OwnerKind.columnType, "what the frames serve after the step"),
            ColumnSchema("owner_id", .integer, "cache, pid, area or call site, by owner"),
            ColumnSchema("tag", .integer, "virtual page for anonymous memory, level for page tables, else 0"),
            ColumnSchema("gfp", .integer, optional: true, "GFP flags of the request"),
            ColumnSchema("recorded_pfn", .frame, optional: true, "frame that the recording names"),
        ])

    /// The first fields of a stored row.
    package static func read(_ buffer: RowBuffer, row: Int) -> (
        operation: PageOperation, frame: UInt32, order: UInt8, blockOrder: UInt8?, type: UInt8
    ) {
        let at = row * buffer.width + 2
        return (
            PageOperation(rawValue: UInt8(buffer.values[at]))!, UInt32(buffer.values[at + 2]), UInt8(buffer.values[at + 3]),
            buffer.values[at + 4] == RowBuffer.null ? nil : UInt8(buffer.values[at + 4]), UInt8(buffer.values[at + 5])
        )
    }

    /// The row that a store holds, by the position of its column in `schema`; nil when a value is none that a row can have.
    public init?(stored column: (Int) -> Int64?) {
        guard let operation = column(0).flatMap({ PageOperation(rawValue: UInt8(truncatingIfNeeded: $0)) }),
            let zone = column(1).flatMap({ UInt8(exactly: $0) }), let frame = column(2).flatMap({ UInt32(exactly: $0) }),
            let order = column(3).flatMap({ UInt8(exactly: $0) }), let migratetype = column(5).flatMap({ UInt8(exactly: $0) }),
            let owner = column(6).flatMap({ OwnerKind(rawValue: UInt8(truncatingIfNeeded: $0)) })
        else { return nil }
        self.init(
            operation: operation, zone: ZoneIndex(zone), frame: FrameNumber(frame), order: order,
            blockOrder: column(4).map { UInt8(truncatingIfNeeded: $0) }, migratetype: migratetype, owner: owner,
            ownerID: UInt32(truncatingIfNeeded: column(7) ?? 0), tag: UInt64(bitPattern: column(8) ?? 0),
            gfp: column(9).map { UInt32(truncatingIfNeeded: $0) }, recorded: column(10).map { UInt64(bitPattern: $0) })
    }

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
