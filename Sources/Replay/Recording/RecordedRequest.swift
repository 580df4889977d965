import TraceFormat

/// A recorded page allocation as the rules look at it.
struct RecordedRequest {
    var order: UInt8
    var gfp: GfpFlags
    var isMovable: Bool
    var isReclaimable: Bool

    init(_ event: TraceEvent, order: UInt8) {
        self.order = order
        gfp = GfpFlags(rawValue: UInt32(truncatingIfNeeded: event.number(.gfp) ?? 0))
        let type = event.number(.migratetype)
        isMovable = type.map { $0 == UInt64(Migratetype.movable.rawValue) } ?? gfp.contains(.movable)
        isReclaimable = type.map { $0 == UInt64(Migratetype.reclaimable.rawValue) } ?? gfp.contains(.reclaimable)
    }

    /// The flags of user memory: GFP_HIGHUSER_MOVABLE, for huge pages perhaps without the right to reclaim.
    var isForUserMapping: Bool { isMovable && gfp.isSuperset(of: GfpFlags.highUserMovable.subtracting(.reclaim)) }

    /// A huge page for a process (GFP_TRANSHUGE_LIGHT): it is zeroed after it was allocated.
    var isHuge: Bool { order > 0 && isForUserMapping && gfp.isSuperset(of: [.compound, .noMemalloc, .noWarn]) }

    /// GFP_PGTABLE_USER; two pages where page-table isolation doubles the top level.
    var isPageTable: Bool { !isMovable && !isReclaimable && order <= 1 && gfp.isSuperset(of: GfpFlags.kernelAccount.union(.zero)) }

    /// allocate_slab's flags: it never zeroes, and may not retry; reclaimable memory is slabs only.
    var isSlab: Bool { !isMovable && !gfp.contains(.zero) && (isReclaimable || gfp.contains(.noRetry)) }
}
