import ReplayModel
import TraceFormat

/// How far one attempt may go: ALLOC_* of mm/internal.h (6.1 stable).
struct AllocationFlags: OptionSet, Sendable {
    let rawValue: UInt16

    /// Check the low watermark rather than the min one: the first attempt.
    static let low = AllocationFlags(rawValue: 0x01)
    /// No watermark at all (__GFP_MEMALLOC).
    static let noWatermarks = AllocationFlags(rawValue: 0x02)
    /// __GFP_HIGH: half of the min reserve.
    static let minReserve = AllocationFlags(rawValue: 0x04)
    /// Cannot sleep: a quarter more.
    static let nonBlock = AllocationFlags(rawValue: 0x08)
    /// An OOM victim: half of what is left.
    static let victim = AllocationFlags(rawValue: 0x10)
    /// May use and make high-order atomic page blocks.
    static let highAtomic = AllocationFlags(rawValue: 0x20)
    /// Do not mix migrate types below the page-block order.
    static let noFragment = AllocationFlags(rawValue: 0x40)
    /// Does not halve the drain factor: a bulk allocation, or an attempt made again.
    static let keepsFactor = AllocationFlags(rawValue: 0x80)
    /// May take pages of CMA blocks (ALLOC_CMA).
    static let cma = AllocationFlags(rawValue: 0x100)
    static let reserves: AllocationFlags = [.minReserve, .nonBlock, .victim]

    /// The flags of the second attempt, after kswapd was woken (gfp_to_alloc_flags).
    init(slowPath gfp: GfpFlags, order: UInt8, rules: PageAllocatorRules) {
        self = []
        if gfp.contains(.high) { insert(.minReserve) }
        if gfp.contains(.atomicContext) {
            if !gfp.contains(.noMemalloc) { insert(.nonBlock) }
            if order > 0, rules.highAtomicReserve, !gfp.contains(.noMemalloc) { insert(.highAtomic) }
        }
        if gfp.contains(.memalloc), !gfp.contains(.noMemalloc) { insert(.noWatermarks) }
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension GfpFlags {
    /// The highest zone that the request may use (gfp_zone, include/linux/gfp.h); zones a machine lacks are skipped later.
    /// The four lowest bits are __GFP_DMA, HIGHMEM, DMA32 and MOVABLE.
    @inline(__always)
    public var highestZone: ZoneKind {
        if rawValue & 0b0101 != 0 { return rawValue & 0b0001 != 0 ? .dma : .dma32 }
        if rawValue & 0b0010 != 0 { return rawValue & 0b1000 != 0 ? .movable : .highMem }
        return .normal
    }

    /// The highest zone on a machine whose lowest is `lowest`: where there is no DMA zone, GFP_DMA means that one.
    public func highestZoneKind(lowest: ZoneKind) -> ZoneKind { max(highestZone, lowest) }

    /// The migrate type that the flags ask for (gfp_migratetype, include/linux/gfp.h). Of flags that ask for two the kernel warns and
    /// reaches past its lists; they count as unmovable here.
    @inline(__always)
    var migratetype: UInt8 { asksForTwoMobilities ? Migratetype.unmovable.rawValue : UInt8((rawValue >> 3) & 3) }

    /// __GFP_MOVABLE and __GFP_RECLAIMABLE at once (VM_WARN_ON of gfp_migratetype).
    @inline(__always)
    package var asksForTwoMobilities: Bool { isSuperset(of: [.movable, .reclaimable]) }
}

/// A block that left the buddy lists, and the order of the free block it was split from.
struct TakenBlock {
    var frame: UInt32
    var blockOrder: UInt8
    /// The migrate type of the list that it left.
    var type: UInt8
}
