import ReplayModel

/// What changed in the page allocator between kernel generations: the one place that knows.
///
/// 6.1 is the measured generation and follows the last 6.1 stable releases (mm/page_alloc.c of 6.1.1xx); the others
/// take its structure with the differences named here. Left out in all: MIGRATE_RESERVE blocks (before 4.4), the fair
/// zone policy (3.12 to 4.7), compaction capture,
/// isolation, the automatic tuning of per-CPU `high` (from 6.7: `high` stays at its lower bound).
public struct PageAllocatorRules: Sendable, Equatable {
    /// Largest order on per-CPU lists besides THP: 0 before 5.13, then PAGE_ALLOC_COSTLY_ORDER (3).
    public var largestPerCPUOrder: UInt8 = 3
    /// Blocks of the page-block order have per-CPU lists (from 5.13 with THP built in).
    public var perCPUHugeBlocks = true
    /// Per-CPU `high` is the zone's low watermark shared between CPUs (from 5.14); before, 6 × batch.
    public var perCPUHighFromLowWatermark = true
    /// Largest batch before rounding, ×4: 1 MiB of pages from 4.20, 512 KiB before.
    public var batchCapPages: UInt64 = 256
    /// Frees in a row drain ever more at once (`free_factor`, from 5.14).
    public var freeFactor = true
    /// A refill takes one batch; from 6.7 on it grows with demand (nr_pcp_alloc), which the model leaves out.
    public var fixedRefills = true
    /// CONFIG_PCP_BATCH_SCALE_MAX: bound of the doublings.
    public var batchScaleMax: UInt8 = 5
    /// Draining empties whole lists in turn, the freed page's first (from 5.18); before, ever more pages of each in turn.
    public var drainWholeLists = true
    /// Boot memory joins the tail of its list (from 5.10); before, it is freed like any other.
    public var bootMemoryToTail = true
    /// Stolen blocks join the tail of the new list (from 5.10); before, the head.
    public var stolenToTail = true
    /// An unmovable request may take over a page block from any order (from 4.1).
    public var unmovableStealsSmall = true
    /// Allocated pages of a like type count when a page block is taken over (from 4.12).
    public var countsAlikePages = true
    /// A movable request that cannot take over a block splits the smallest one (from 4.13); before, the largest.
    public var movableSplitsSmallest = true
    /// Zone Normal would rather fall back to DMA32 than to another migrate type (ALLOC_NOFRAGMENT, from 5.0).
    public var avoidsFragmentation = true
    /// A fallback to another migrate type raises the zone's watermarks (from 5.0).
    public var boostsWatermarks = true
    /// A request that cannot sleep may use a quarter of the min reserve without __GFP_HIGH too (before 6.1's last stable releases).
    public var hardensAlone = false
    /// An OOM victim may use all memory (before 4.14); since, half of the min reserve.
    public var victimsIgnoreWatermarks = false
    /// How movable requests come to pages of CMA blocks.
    public var cma = CMAUse.balanced
    /// vm.watermark_scale_factor exists (from 4.6).
    public var watermarkScaleFactor = true
    /// High-order atomic requests reserve page blocks (from 4.4).
    public var highAtomicReserve = true
    /// The watermark of a block counts larger blocks alone, against half of the mark for each order that is left out (to 4.3); later any
    /// block that is large enough will do.
    public var watermarkByOrder = false
    /// The min watermark's upper bound in KiB when it is computed: 262144 from 5.10, 65536 before.
    public var minFreeCeiling: UInt64 = 262_144
    /// vm.min_free_kbytes is computed a second time, when khugepaged is started or stopped, from pages above the
    /// watermarks of the first (from 5.15).
    public var minFreeComputedTwice = true

    public enum CMAUse: Sendable {
        /// There are no CMA blocks (before 3.5).
        case none
        /// As the first of the other types to fall back to, the largest block first (before 4.1).
        case fallback
        /// Once the movable lists are empty (__rmqueue_cma_fallback, from 4.1).
        case afterMovable
        /// Also while more than half of a zone's free pages are CMA (from 5.8).
        case balanced
    }

    public init(_ generation: KernelGeneration) {
        switch generation {
        case .v61: break
        case .v618: fixedRefills = false
        case .v44:
            setBefore5()
        case .v310, .v2632:
            setBefore5()
            unmovableStealsSmall = false
            watermarkByOrder = true
            highAtomicReserve = false
            cma = generation == .v310 ? .fallback : .none
        }
    }

    /// A machine's: its generation's, but for those that its settings name.
    init(_ profile: MachineProfile) {
        self.init(profile.generation)
        switch profile.pages.perCPULimits {
        case nil: break
        case .v2632: (batchCapPages, perCPUHighFromLowWatermark) = (128, false)
        case .v420: (batchCapPages, perCPUHighFromLowWatermark) = (256, false)
        case .v514: (batchCapPages, perCPUHighFromLowWatermark) = (256, true)
        }
    }

    private mutating func setBefore5() {
        largestPerCPUOrder = 0
        perCPUHugeBlocks = false
        perCPUHighFromLowWatermark = false
        batchCapPages = 128
        freeFactor = false
        drainWholeLists = false
        bootMemoryToTail = false
        stolenToTail = false
        countsAlikePages = false
        movableSplitsSmallest = false
        avoidsFragmentation = false
        watermarkScaleFactor = false
        minFreeCeiling = 65_536
        minFreeComputedTwice = false
        boostsWatermarks = false
        hardensAlone = true
        victimsIgnoreWatermarks = true
        cma = .afterMovable
    }
}
