import ReplayModel
import TraceFormat

/// What kernel generations do otherwise with huge pages.
struct HugePageRules: Sendable, Equatable {
    /// A write to the huge zero page takes a huge page (`do_huge_zero_wp_pmd`, mm/huge_memory.c of Linux 6.13 on); before, the mapping
    /// was split and one small page taken.
    var replacesZeroWhole: Bool
    /// What requests for a huge page carry (GFP_TRANSHUGE_LIGHT, include/linux/gfp_types.h): neither reclaim nor kswapd is asked, as
    /// `defrag` = madvise has it for memory without advice.
    let flags: GfpFlags = [.hardwall, .highmem, .movable, .io, .fs, .compound, .noMemalloc, .noWarn]
    /// The huge zero page (`get_huge_zero_page`): GFP_TRANSHUGE, zeroed, not movable.
    let zeroFlags: GfpFlags = [.hardwall, .highmem, .io, .fs, .compound, .noMemalloc, .noWarn, .directReclaim, .zero]

    init(_ generation: KernelGeneration) { replacesZeroWhole = generation == .v618 }
}

/// The blocks of anonymous memory that were taken as huge pages, as long as they are one block for the page allocator.
///
/// A block whose mapping was split stays one: a page of it that nobody maps any more is free only when all are, or when reclaim
/// splits the block itself (`deferred_split_huge_page`, mm/huge_memory.c of Linux 6.1).
///
/// Invariants: `live` of a block = its frames that something maps, and is above 0; `whole` = entries of level 2 that map it;
/// `partial` names each block with 0 < `live` < all once, in the order in which they lost their first page.
package struct HugeBlocks: Sendable {
    struct Block: Equatable, Sendable {
        var live: UInt32
        var whole: UInt32
    }

    /// By first frame.
    private(set) var blocks: [FrameNumber: Block] = [:]
    private(set) var partial: [FrameNumber] = []
    /// Blocks that at least one entry of level 2 maps (NR_ANON_THPS).
    package private(set) var wholeCount: UInt64 = 0
    /// Frames of blocks that nobody maps.
    private(set) var idleFrames: UInt64 = 0

    var isEmpty: Bool { blocks.isEmpty }

    /// A block begins, mapped by one entry.
    mutating func add(_ head: FrameNumber, pages: UInt64) {
        blocks[head] = Block(live: UInt32(pages), whole: 1)
        wholeCount += 1
    }

    mutating func addWhole(_ head: FrameNumber) {
        guard var block = blocks[head] else { return }
        block.whole += 1
        if block.whole == 1 { wholeCount += 1 }
        blocks[head] = block
    }

    mutating func dropWhole(_ head: FrameNumber) {
        guard var block = blocks[head] else { return }
        block.whole -= 1
        if block.whole == 0 { wholeCount -= 1 }
        blocks[head] = block
    }

    /// What to do with a frame that nobody maps any more.
    enum Release: Equatable { case page, keep, block(FrameNumber) }

    /// A frame lost its last mapping. `pages` in a block, a power of two.
    mutating func release(_ frame: FrameNumber, pages: UInt64) -> Release {
        let head = FrameNumber(frame.rawValue & ~(UInt32(pages) - 1))
        guard var block = blocks[head] else { return .page }
        if UInt64(block.live) == pages { partial.append(head) }
        block.live -= 1
        idleFrames += 1
        guard block.live == 0 else {
            blocks[head] = block
            return .keep
        }
        forget(head, live: 0, pages: pages)
        return .block(head)
    }

    /// Reclaim splits the first of the partly used blocks: its first frame.
    mutating func splitFirst(pages: UInt64) -> FrameNumber? {
        guard let head = partial.first, let block = blocks[head] else { return nil }
        precondition(block.whole == 0, "a block that lost a page is mapped by nobody as a whole")
        forget(head, live: block.live, pages: pages)
        return head
    }

    private mutating func forget(_ head: FrameNumber, live: UInt32, pages: UInt64) {
        idleFrames -= pages - UInt64(live)
        blocks[head] = nil
        partial.removeAll { $0 == head }
    }
}
