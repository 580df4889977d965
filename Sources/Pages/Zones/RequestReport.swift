import ReplayModel

/// One pass over the zonelist: with which flags, and what each zone answered.
public struct RequestAttempt: Sendable, Equatable {
    /// The kernel's names: `ALLOC_WMARK_LOW`, `ALLOC_NOFRAGMENT` …
    public var flags: [String]
    /// In the order in which they were tried; the last one served the request where `isServed`.
    public var zones: [ZoneTrial]

    public var isServed: Bool { zones.last?.outcome == .serves }
}

/// What one zone answers to a request.
public struct ZoneTrial: Sendable, Equatable {
    public enum Outcome: String, Sendable {
        /// Above its watermark, with a block to give.
        case serves
        /// Not above its watermark.
        case belowWatermark = "below_watermark"
        /// Above its watermark, but no free block is large enough that the request may take.
        case noBlock = "no_block"
        /// Above its watermark in all, but not by its larger blocks alone, which is what counts to 4.3.
        case fewLargeBlocks = "few_large_blocks"
        /// A block of another migrate type would do, but the attempt must not mix types (ALLOC_NOFRAGMENT).
        case wouldMix = "would_mix"
    }

    public var zone: ZoneIndex
    public var outcome: Outcome
    public var check: WatermarkCheck
    /// The largest order with a free block; nil: none.
    public var largestOrder: UInt8?
    /// Free blocks that are large enough, by migrate type: of those that the request may not take, the reason.
    public var enough: [UInt32]
}

/// The arithmetic of __zone_watermark_ok (mm/page_alloc.c, 6.1), term by term. Pages.
///
/// Invariant: usable = free - uncounted - orderPages - highAtomic - cma; least = mark - Σ reductions; `passes` ⇔ usable > least + lowmemReserve, or the
/// attempt ignores watermarks.
public struct WatermarkCheck: Sendable, Equatable {
    public var free: UInt64
    /// Free pages that the zone's counter does not know yet (negative: it knows of more than there are).
    public var uncounted: Int64
    /// 2^order - 1: pages of the block that are not counted as free.
    public var orderPages: UInt64
    /// Pages in the high-atomic reserve, where the request may not use it; else 0.
    public var highAtomic: UInt64
    /// Free pages in CMA blocks, where the request may not take them; else 0.
    public var cma: UInt64
    public var usable: Int64
    /// `min` or `low`, and its value.
    public var markName: String
    public var mark: UInt64
    /// What it is raised by for now (watermark_boost), which it contains.
    public var boost: UInt64
    /// What the flags take off the mark, in order.
    public var reductions: [Reduction]
    public var least: Int64
    /// lowmem_reserve against requests that prefer a higher zone.
    public var lowmemReserve: UInt64
    public var ignoresWatermarks: Bool
    public var passes: Bool

    public struct Reduction: Sendable, Equatable {
        public var flag: String
        public var pages: Int64
    }
}
