import Pages
import ReplayModel
import TraceFormat

// The heap: slob_alloc, slob_page_alloc, slob_free. Source: mm/slob.c.
extension SlobAllocator {
    /// A block: its page and where it begins in it.
    struct Place {
        var page: SlabIndex
        var unit: SlobUnit
        /// A page was taken for it.
        var isFresh: Bool
    }

    /// Takes a block of `bytes` so that what lies `offset` bytes behind its start is aligned. Throws, with nothing changed,
    /// when a page is needed and not to be had. Precondition: it fits an empty page.
    mutating func takeBlock(
        _ bytes: UInt32, align: UInt32, offset: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> Place {
        let list = SlobList(bytes: bytes)
        let units = SlobRules.units(bytes)
        var page = lists[list.rawValue].head
        while page != .none {
            let (previous, following) = (pages[page].previous, pages[page].next)
            if pages[page].freeUnits >= units, let unit = cut(page, units, align: align, offset: offset) {
                moveSearch(of: list, page, previous: previous, following: following, request.cpu, log: &log)
                return Place(page: page, unit: unit, isFresh: false)
            }
            page = following
        }
        page = try newPage(list, request, &common, memory: &memory, log: &log)
        guard let unit = cut(page, units, align: align, offset: offset) else { preconditionFailure("a block larger than a page") }
        if pages[page].freeUnits == 0 { unlist(page, request.cpu, log: &log) }
        return Place(page: page, unit: unit, isFresh: true)
    }

    /// Where the next search begins: at the page that served, unless it is full now.
    private mutating func moveSearch(
        of list: SlobList, _ page: SlabIndex, previous: SlabIndex, following: SlabIndex, _ cpu: UInt16, log: inout TransitionLog
    ) {
        if pages[page].freeUnits > 0 { return pages.rotate(&lists[list.rawValue], toFront: page) }
        unlist(page, cpu, log: &log)
        // Before 5.2 the page behind a full one came first, unless the full one stood first or last.
        if rules.rotatesPastFullPage && previous != .none && following != .none {
            pages.rotate(&lists[list.rawValue], toFront: following)
        }
    }

    /// Cuts a block from the first free block of a page that holds it, aligned; nil when none does.
    private mutating func cut(_ page: SlabIndex, _ units: UInt16, align: UInt32, offset: UInt32) -> SlobUnit? {
        var previous = SlobBlockIndex.none
        var current = pages[page].firstFree
        while current != .none {
            let block = blocks[current]
            let start = aligned(block.start, align: align, offset: offset)
            if start + UInt32(units) <= UInt32(block.end.rawValue) {
                carve(page, current, previous, at: SlobUnit(UInt16(start)), units)
                pages[page].freeUnits -= units
                pages[page].live += 1
                return SlobUnit(UInt16(start))
            }
            previous = current
            current = block.next
        }
        return nil
    }

    /// The first unit from `start` on that is aligned, in or behind the page; a page's start is aligned to everything below a page.
    /// Alignments of more than a page are cut to one: no block of the heap could have them.
    private func aligned(_ start: SlobUnit, align: UInt32, offset: UInt32) -> UInt32 {
        let align = min(max(align, SlobRules.unit), UInt32(pageSize))
        let bytes = UInt32(start.rawValue) * SlobRules.unit + offset
        return (SlabRules.roundUp(bytes, to: align) - offset) / SlobRules.unit
    }

    /// Takes units out of a free block; what is left before and behind stays free.
    private mutating func carve(
        _ page: SlabIndex, _ index: SlobBlockIndex, _ previous: SlobBlockIndex, at start: SlobUnit, _ units: UInt16
    ) {
        let block = blocks[index]
        let rest = start + units
        var next = block.next
        if rest < block.end { next = blocks.insert(SlobBlock(start: rest, units: block.end - rest, next: next)) }
        if start > block.start {
            blocks[index].units = start - block.start
            blocks[index].next = next
            return
        }
        link(next, behind: previous, in: page)
        blocks.remove(index)
    }

    /// A free block follows another, or is the page's first.
    private mutating func link(_ block: SlobBlockIndex, behind previous: SlobBlockIndex, in page: SlabIndex) {
        if previous == .none { pages[page].firstFree = block } else { blocks[previous].next = block }
    }

    /// Gives a block of the heap back. A page that gets empty goes to the page allocator.
    mutating func putBlock(
        _ page: SlabIndex, at start: SlobUnit, bytes: UInt32, _ cpu: UInt16, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let units = SlobRules.units(bytes)
        pages[page].live -= 1
        if pages[page].freeUnits + units == SlobRules.unitsPerPage { return drop(page, cpu, &common, memory: &memory, log: &log) }
        join(page, start, units)
        pages[page].freeUnits += units
        if !pages[page].isListed { list(page, SlobList(bytes: bytes), cpu, log: &log) }
    }

    /// Puts units into the page's list of free blocks, together with free neighbours.
    private mutating func join(_ page: SlabIndex, _ start: SlobUnit, _ units: UInt16) {
        var previous = SlobBlockIndex.none
        var next = pages[page].firstFree
        while next != .none, blocks[next].start < start {
            previous = next
            next = blocks[next].next
        }
        var index = previous
        if previous != .none, blocks[previous].end == start {
            blocks[index].units += units
        } else {
            index = blocks.insert(SlobBlock(start: start, units: units, next: next))
            link(index, behind: previous, in: page)
        }
        if next != .none, blocks[index].end == blocks[next].start {
            blocks[index].units += blocks[next].units
            blocks[index].next = blocks[next].next
            blocks.remove(next)
        }
    }
}
