import ReplayModel
import TraceFormat

/// A fallback as a recording tells of it (mm_page_alloc_extfrag): a request takes a free block of another migrate type.
public struct RecordedFallback: Sendable, Equatable {
    /// First frame of the block, and its order (fallback_order).
    public var frame: FrameNumber
    public var blockOrder: UInt8
    /// The order asked for (alloc_order).
    public var order: UInt8
    /// The type asked for, 0 … 2, and that of the list on which the block stood.
    public var migratetype: UInt8
    public var fallbackMigratetype: UInt8
    /// The page block has the type asked for from here on (change_ownership).
    public var changedOwnership: Bool

    public init(
        frame: FrameNumber, blockOrder: UInt8, order: UInt8, migratetype: UInt8, fallbackMigratetype: UInt8, changedOwnership: Bool
    ) {
        self.frame = frame
        self.blockOrder = blockOrder
        self.order = order
        self.migratetype = migratetype
        self.fallbackMigratetype = fallbackMigratetype
        self.changedOwnership = changedOwnership
    }
}

extension PhysicalMemory {
    /// Does what the kernel did by the recording: whether the page block changed its type is the recording's word; which of its free blocks
    /// change their lists follows from that and from the block's order (steal_suitable_fallback, mm/page_alloc.c of 6.1). Blocks that are
    /// not free here stay as they are. False, and nothing done, where it is no block of RAM or no type that can be asked for.
    public mutating func fallBackRecorded(_ fallback: RecordedFallback, log: inout TransitionLog) -> Bool {
        guard fallback.migratetype < perCPUTypes, isBlockOfRAM(fallback.frame.rawValue, order: fallback.blockOrder) else { return false }
        let (frame, type) = (fallback.frame.rawValue, fallback.migratetype)
        let zone = frames.peek(frame).zone
        let isHighAtomic = pageblockType(of: frame, zone: zone) == Migratetype.highAtomic.rawValue
        if fallback.blockOrder < pageblockOrder, !isHighAtomic { boostWatermarks(zone) }
        let isWhole = fallback.blockOrder < pageblockOrder && !isHighAtomic && mayTakeBlock(fallback.blockOrder, type: type)
        if isWhole { _ = moveBlocks(around: frame, zone: zone, to: type, log: &log) }
        if fallback.changedOwnership { setPageblockType(type, of: frame, order: fallback.blockOrder, zone: zone, log: &log) }
        moveFree(frame, order: fallback.blockOrder, zone: zone, to: type, log: &log)
        log.count(.pageFallback)
        if fallback.changedOwnership { log.count(.pageFallbackChangedPageblock) }
        log.append(
            PageFallbackRow(
                zone: zone, frame: fallback.frame, order: fallback.order, blockOrder: fallback.blockOrder, migratetype: type,
                fallbackMigratetype: fallback.fallbackMigratetype, changedOwnership: fallback.changedOwnership))
        return true
    }

    /// Moves the free blocks among 2^`order` frames from `frame` to `type`'s lists, where they stand on others.
    private mutating func moveFree(_ frame: UInt32, order: UInt8, zone: ZoneIndex, to type: UInt8, log: inout TransitionLog) {
        var start = frame
        while start < frame + (1 << UInt32(order)) {
            let record = frames.peek(start)
            if record.state == .free, record.migratetype != type {
                move(start, order: record.order, zone: zone, to: type, log: &log)
            }
            start += record.state == .body ? 1 : 1 << UInt32(record.order)
        }
    }
}
