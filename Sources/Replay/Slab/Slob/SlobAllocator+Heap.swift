import Pages
import ReplayModel
import TraceFormat

// The heap: slob_alloc, slob_page_alloc, slob_free. Source: mm/slob.c.
extension SlobAllocator {
    /// A block of the heap: its page and where it begins in it.
    struct Place {
        var page: UInt32
        var unit: UInt16
        /// A page was taken for it.
        var fresh: Bool
    }

    /// Takes a block of `bytes` so that what lies `offset` bytes behind its start is aligned. Throws, with nothing changed,
    /// when a page is needed and not to be had. Precondition: it fits an empty page.
    mutating func takeBlock(
        _ bytes: UInt32, align: UInt32, offset: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> Place {
        let list = SlobRules.list(bytes: bytes)
        let units = SlobRules.units(bytes)
        var page = heads[list].head
        while page != SlubCache.none {
            let following = pages[Int(page)].next
            let previous = pages[Int(page)].previous
            if pages[Int(page)].freeUnits >= units, let unit = cut(page, units, align: align, offset: offset) {
                finish(page, list, previous: previous, following: following, request.cpu, log: &log)
                return Place(page: page, unit: unit, fresh: false)
            }
            page = following
        }
        page = try newPage(list, request, memory: &memory, log: &log)
        guard let unit = cut(page, units, align: align, offset: offset) else { preconditionFailure("a block larger than a page") }
        if pages[Int(page)].freeUnits == 0 { unlist(page, request.cpu, log: &log) }
        return Place(page: page, unit: unit, fresh: true)
    }

    /// Where the next search begins: at the page that served, unless it is full now.
    private mutating func finish(
        _ page: UInt32, _ list: Int, previous: UInt32, following: UInt32, _ cpu: UInt16, log: inout TransitionLog
    ) {
        if pages[Int(page)].freeUnits > 0 { return rotate(list, toFront: page) }
        unlist(page, cpu, log: &log)
        // Before 5.2 the page behind a full one came first, unless the full one stood first or last.
        if rules.rotatesPastFullPage && previous != SlubCache.none && following != SlubCache.none { rotate(list, toFront: following) }
    }

    /// Cuts a block from the first free block of a page that holds it, aligned; nil when none does.
    private mutating func cut(_ page: UInt32, _ units: UInt16, align: UInt32, offset: UInt32) -> UInt16? {
        var previous = SlubCache.none
        var current = pages[Int(page)].firstFree
        while current != SlubCache.none {
            let block = blocks[Int(current)]
            let start = aligned(block.start, align: align, offset: offset)
            if start + UInt32(units) <= UInt32(block.start) + UInt32(block.units) {
                carve(page, current, previous, at: UInt16(start), units)
                pages[Int(page)].freeUnits -= units
                pages[Int(page)].live += 1
                return UInt16(start)
            }
            previous = current
            current = block.next
        }
        return nil
    }

    /// The first unit from `start` on that is aligned; a page's start is aligned to everything below a page. Alignments of
    /// more than a page are cut to one: no block of the heap could have them.
    private func aligned(_ start: UInt16, align: UInt32, offset: UInt32) -> UInt32 {
        let align = min(max(align, SlobRules.unit), UInt32(pageSize))
        let bytes = UInt32(start) * SlobRules.unit + offset
        return (SlabRules.roundUp(bytes, to: align) - offset) / SlobRules.unit
    }

    /// Takes units out of a free block; what is left before and behind stays free.
    private mutating func carve(_ page: UInt32, _ index: UInt32, _ previous: UInt32, at start: UInt16, _ units: UInt16) {
        let block = blocks[Int(index)]
        let end = block.start + block.units
        var next = block.next
        if start + units < end { next = newBlock(SlobBlock(start: start + units, units: end - start - units, next: next)) }
        if start > block.start {
            blocks[Int(index)].units = start - block.start
            blocks[Int(index)].next = next
            return
        }
        if previous == SlubCache.none { pages[Int(page)].firstFree = next } else { blocks[Int(previous)].next = next }
        dropBlock(index)
    }

    /// Gives a block of the heap back. A page that gets empty goes to the page allocator.
    mutating func giveBlock(
        _ page: UInt32, at start: UInt16, bytes: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let units = SlobRules.units(bytes)
        pages[Int(page)].live -= 1
        if pages[Int(page)].freeUnits + units == SlobRules.unitsPerPage { return drop(page, cpu, memory: &memory, log: &log) }
        join(page, start, units)
        pages[Int(page)].freeUnits += units
        if !pages[Int(page)].isListed { list(page, SlobRules.list(bytes: bytes), cpu, log: &log) }
    }

    /// Puts units into the page's list of free blocks, together with free neighbours.
    private mutating func join(_ page: UInt32, _ start: UInt16, _ units: UInt16) {
        var previous = SlubCache.none
        var next = pages[Int(page)].firstFree
        while next != SlubCache.none, blocks[Int(next)].start < start {
            previous = next
            next = blocks[Int(next)].next
        }
        var index: UInt32
        if previous != SlubCache.none, blocks[Int(previous)].start + blocks[Int(previous)].units == start {
            index = previous
            blocks[Int(index)].units += units
        } else {
            index = newBlock(SlobBlock(start: start, units: units, next: next))
            if previous == SlubCache.none { pages[Int(page)].firstFree = index } else { blocks[Int(previous)].next = index }
        }
        if next != SlubCache.none, blocks[Int(index)].start + blocks[Int(index)].units == blocks[Int(next)].start {
            blocks[Int(index)].units += blocks[Int(next)].units
            blocks[Int(index)].next = blocks[Int(next)].next
            dropBlock(next)
        }
    }

    private mutating func newBlock(_ block: SlobBlock) -> UInt32 {
        guard unusedBlock != SlubCache.none else {
            blocks.append(block)
            return UInt32(blocks.count - 1)
        }
        let index = unusedBlock
        unusedBlock = blocks[Int(index)].next
        blocks[Int(index)] = block
        return index
    }

    mutating func dropBlock(_ index: UInt32) {
        blocks[Int(index)].next = unusedBlock
        unusedBlock = index
    }

    /// One free block that is a whole page.
    mutating func wholePage() -> UInt32 {
        newBlock(SlobBlock(start: 0, units: SlobRules.unitsPerPage, next: SlubCache.none))
    }
}
