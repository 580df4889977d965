import ReplayModel

/// One zone's figures, as /proc/zoneinfo and /proc/buddyinfo show them. Pages unless said otherwise.
public struct ZoneReport: Sendable, Equatable {
    public var zone: ZoneIndex
    public var kind: ZoneKind
    /// The NUMA node that it belongs to.
    public var node: UInt8
    /// First frame spanned.
    public var start: FrameNumber
    public var spanned: UInt64
    public var present: UInt64
    public var managed: UInt64
    public var free: UInt64
    /// What the three marks are raised by for now, which they contain.
    public var boost: UInt64
    public var min: UInt64
    public var low: UInt64
    public var high: UInt64
    /// Pages kept from requests that could have used a higher zone, by the kind of that zone (5 entries, `ZoneKind`'s order).
    public var protection: [UInt64]
    /// Free blocks by order (11 entries).
    public var freeBlocks: [UInt32]
    /// By CPU.
    public var perCPU: [PerCPUReport]
    /// Free pages in CMA blocks.
    public var freeCMA: UInt64
    /// Pages in high-atomic page blocks.
    public var reservedHighAtomic: UInt64

    /// Its name beside all others of the machine: `DMA32`, and of a node above 0 `1/DMA32`.
    public var title: String { node == 0 ? kind.title : "\(node)/\(kind.title)" }
}

/// One CPU's pages in one zone.
public struct PerCPUReport: Sendable, Equatable {
    public var count: UInt32
    public var high: UInt32
    public var batch: UInt32
}

/// A block of page frames: what `explain` tells about a frame.
public struct PageBlockReport: Sendable, Equatable {
    public var frame: FrameNumber
    public var order: UInt8
    public var owner: FrameOwner
    public var zone: ZoneIndex
    /// Free: the list it stands on. Allocated: what was asked for.
    public var migratetype: UInt8
    /// The migrate type of its page block.
    public var pageblockType: UInt8
}

/// Why no page was to be had: what an `allocation_failure` row says.
public struct PageFailureReport: Sendable, Equatable {
    /// The first zone of the zonelist.
    public var zone: ZoneIndex
    /// Free pages in the zones that the request may use.
    public var free: UInt64
    /// Largest order with a free block there, -1 none.
    public var largestOrder: Int8
    /// extfrag_index of the first zone for the order, in thousandths; -1000: a block is there.
    public var extfragIndex: Int64
    /// Enough pages are free above the min watermark of some zone, but no block is large enough.
    public var isFragmentation: Bool
}
