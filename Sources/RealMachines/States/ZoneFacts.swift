import Replay

/// What is known of one zone. Frames and pages.
public struct ZoneFacts: Sendable, Equatable {
    /// Its extent and limits (/proc/zoneinfo).
    public struct Figures: Sendable, Equatable {
        public var start: UInt64
        public var spanned: UInt64
        public var present: UInt64
        public var managed: UInt64
        public var min: UInt64
        public var low: UInt64
        public var high: UInt64
        public var highAtomic: UInt64?
        /// Against requests of each zone kind (`ZoneKind`'s order).
        public var protection: [UInt64]

        /// Frames spanned.
        public var span: Range<UInt64> { start..<(start + spanned) }
    }

    /// One CPU's stock.
    public struct Stock: Sendable, Equatable {
        public var count: UInt64
        public var high: UInt32
        public var batch: UInt32
        public var freeFactor: UInt8?
        /// Frames of each list in list order, by the kernel's index: 3 × order + migrate type, then two of page-block size.
        public var lists: [[UInt32]]?
    }

    public var kind: ZoneKind
    public var figures: Figures?
    /// By CPU.
    public var stocks: [Stock]?
    /// Frames of the free blocks in list order, by order and migrate type.
    public var lists: [[[UInt32]]]?
    /// Free pages, as the kernel counts them.
    public var free: UInt64?
    /// Free blocks by order (/proc/buddyinfo).
    public var blocks: [UInt64]?
    /// Free blocks by migrate type and order (/proc/pagetypeinfo).
    public var blocksByType: [[UInt64]]?
    /// Migrate type of each page block, from the one that holds the zone's first frame.
    public var pageblocks: [UInt8]?
    /// Page blocks by migrate type (/proc/pagetypeinfo).
    public var pageblockCounts: [UInt64]?

    public init(kind: ZoneKind) { self.kind = kind }

    /// Free blocks by order, from what there is.
    public var blockCounts: [UInt64]? {
        if let blocks { return blocks }
        if let lists { return lists.map { $0.reduce(0) { $0 + UInt64($1.count) } } }
        guard let blocksByType else { return nil }
        return (0..<orderCount).map { order in blocksByType.reduce(0) { $0 + $1[order] } }
    }

    /// Fills in what is not known yet.
    mutating func merge(_ other: ZoneFacts) {
        figures = figures ?? other.figures
        if figures?.highAtomic == nil { figures?.highAtomic = other.figures?.highAtomic }
        stocks = stocks ?? other.stocks
        lists = lists ?? other.lists
        free = free ?? other.free
        blocks = blocks ?? other.blocks
        blocksByType = blocksByType ?? other.blocksByType
        pageblocks = pageblocks ?? other.pageblocks
        pageblockCounts = pageblockCounts ?? other.pageblockCounts
    }
}

extension SystemState {
    /// Fills in what is not known yet.
    mutating func merge(_ other: SystemState) {
        sources += other.sources
        pageblockOrder = pageblockOrder ?? other.pageblockOrder
        for zone in other.zones { zones[self.zone(zone.kind)].merge(zone) }
        flags = flags ?? other.flags
        ram = ram ?? other.ram
        kernelImage = kernelImage ?? other.kernelImage
        release = release ?? other.release
        if memInfo.isEmpty { memInfo = other.memInfo }
        slabs = slabs ?? other.slabs
        areas = areas ?? other.areas
        slabCaches = slabCaches ?? other.slabCaches
        for entry in other.unknown {
            if let index = unknown.firstIndex(where: { $0.name == entry.name }) {
                unknown[index].count += entry.count
            } else {
                unknown.append(entry)
            }
        }
    }
}
