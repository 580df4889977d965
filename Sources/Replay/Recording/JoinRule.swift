import TraceFormat

/// How much is known about what a recorded event belongs to.
public enum JoinCertainty: UInt8, CaseIterable, Sendable {
    /// Another event of the recording tells it.
    case joined
    /// Its flags or its place in the order of events make it likely.
    case guessed
    /// Nothing tells it.
    case leftOver

    /// What counts the answers of its rules.
    var total: Oddity {
        switch self {
        case .joined: .joinTotalJoined
        case .guessed: .joinTotalGuessed
        case .leftOver: .joinTotalLeftOver
        }
    }
}

/// The rules by which recorded page allocations and slab objects find what they belong to.
///
/// Sources: the gfp flags that each user of pages passes, in Linux 6.1 and 6.18: mm/memory.c (anonymous pages and copies),
/// mm/filemap.c and mm/readahead.c (page cache), include/asm-generic/pgalloc.h (GFP_PGTABLE_USER), mm/slub.c
/// (allocate_slab), fs/pipe.c, mm/mmu_gather.c (tlb_next_batch), mm/vmalloc.c.
public enum JoinRule: UInt8, CaseIterable, Sendable {
    // Page allocations.
    /// A zeroed movable page after a write fault of the task.
    case zeroedInFault
    /// A zeroed movable page outside a recorded fault: the kernel wrote for the task (exec's arguments, read into a buffer).
    case zeroedByKernel
    /// A movable page after a write fault: a copy (of a shared, a file's or the zero page).
    case copiedInFault
    /// A plain movable page outside a recorded fault, not in a run of such: taken as a copy.
    case copiedByKernel
    /// Movable, without waiting or warning: read-ahead.
    case readAhead
    /// Movable with __GFP_WRITE.
    case bufferedWrite
    /// A movable page for a file, otherwise: a run of plain pages, or not for user mappings.
    case filePage
    /// GFP_PGTABLE_USER in a task that is in a fault or has a pid: its page table.
    case pageTable
    /// Unmovable or reclaimable with the flags of allocate_slab, or __GFP_RECLAIMABLE.
    case slabPage
    /// GFP_HIGHUSER|__GFP_ACCOUNT: a pipe's buffer.
    case pipeBuffer
    /// GFP_NOWAIT, order 0, unmovable: a batch of pages to be freed.
    case gatherBatch
    /// A page of the vmalloc area that the task has just got.
    case areaPage
    case unknownPage
    // Slab objects.
    /// The object's address falls into a block that the slab rules named.
    case objectInSlab
    /// It falls into a block of unknown use, which is a slab (or a large kmalloc) then.
    case objectNamesBlock
    /// Its block was allocated before the recording began, or without an event.
    case objectOfUnseenBlock
    /// Its block serves something else by the other rules.
    case objectInForeignBlock
    /// Its address is not in the linear map.
    case objectOutsideLinearMap

    public var certainty: JoinCertainty {
        switch self {
        case .zeroedInFault, .copiedInFault, .areaPage, .objectInSlab, .objectNamesBlock: .joined
        case .zeroedByKernel, .copiedByKernel, .readAhead, .bufferedWrite, .filePage, .pageTable, .slabPage, .pipeBuffer, .gatherBatch:
            .guessed
        case .unknownPage, .objectOfUnseenBlock, .objectInForeignBlock, .objectOutsideLinearMap: .leftOver
        }
    }

    /// What counts its answers.
    public var oddity: Oddity {
        switch self {
        case .zeroedInFault: .joinZeroedInFault
        case .zeroedByKernel: .joinZeroedByKernel
        case .copiedInFault: .joinCopiedInFault
        case .copiedByKernel: .joinCopiedByKernel
        case .readAhead: .joinReadAhead
        case .bufferedWrite: .joinBufferedWrite
        case .filePage: .joinFilePage
        case .pageTable: .joinPageTable
        case .slabPage: .joinSlabPage
        case .pipeBuffer: .joinPipeBuffer
        case .gatherBatch: .joinGatherBatch
        case .areaPage: .joinAreaPage
        case .unknownPage: .joinUnknownPage
        case .objectInSlab: .joinObjectInSlab
        case .objectNamesBlock: .joinObjectNamesBlock
        case .objectOfUnseenBlock: .joinObjectOfUnseenBlock
        case .objectInForeignBlock: .joinObjectInForeignBlock
        case .objectOutsideLinearMap: .joinObjectOutsideLinearMap
        }
    }
}

/// How often each rule answered.
public struct JoinCounts: Sendable {
    private var counts = [UInt64](repeating: 0, count: JoinRule.allCases.count)

    public subscript(rule: JoinRule) -> UInt64 { counts[Int(rule.rawValue)] }

    /// The sum over all rules of one certainty.
    public subscript(certainty: JoinCertainty) -> UInt64 {
        JoinRule.allCases.reduce(0) { $0 + ($1.certainty == certainty ? self[$1] : 0) }
    }

    /// The rules in their order, then the sums.
    var counters: OddityCounts {
        var counts = OddityCounts()
        for rule in JoinRule.allCases { counts.add(rule.oddity, self[rule]) }
        for certainty in JoinCertainty.allCases { counts.add(certainty.total, self[certainty]) }
        return counts
    }

    mutating func add(_ rule: JoinRule) { counts[Int(rule.rawValue)] += 1 }
}
