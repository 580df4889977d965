import Pages
import ReplayModel
import TraceFormat

// Pages of the heap and the three lists of those with room. Source: mm/slob.c.
extension SlobAllocator {
    /// Takes a page for a list, all free.
    mutating func newPage(
        _ list: Int, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> UInt32 {
        let wanted = PageRequest(order: 0, gfp: request.gfp.subtracting(.zero), owner: FrameOwner(.slab, id: 1), cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        let page = SlobPage(frame: frame, freeUnits: SlobRules.unitsPerPage, firstFree: wholePage(), list: UInt8(list))
        let index = unusedPage == SlubCache.none ? UInt32(pages.count) : unusedPage
        if unusedPage == SlubCache.none {
            pages.append(page)
        } else {
            unusedPage = pages[Int(index)].next
            pages[Int(index)] = page
        }
        frames.set(frame, order: 0, to: index + 1)
        unreclaimablePages += 1
        caches[0].slabs += 1
        markDirty(0)
        logPage(.new, index, request.cpu, log: &log)
        self.list(index, list, request.cpu, log: &log)
        return index
    }

    /// Gives an empty page back.
    mutating func drop(_ index: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let page = pages[Int(index)]
        precondition(page.live == 0, "a page with live blocks is not given back")
        if page.isListed { unlink(index) }
        var block = page.firstFree
        while block != SlubCache.none {
            let next = blocks[Int(block)].next
            dropBlock(block)
            block = next
        }
        logPage(.discard, index, cpu, log: &log)
        frames.set(page.frame, order: 0, to: 0)
        pages[Int(index)].isUsed = false
        pages[Int(index)].next = unusedPage
        unusedPage = index
        unreclaimablePages -= 1
        caches[0].slabs -= 1
        markDirty(0)
        memory.free(page.frame, order: 0, cpu: cpu, log: &log)
    }

    /// A page with room joins the head of a list.
    mutating func list(_ index: UInt32, _ list: Int, _ cpu: UInt16, log: inout TransitionLog) {
        pages[Int(index)].list = UInt8(list)
        pages[Int(index)].isListed = true
        let head = heads[list].head
        pages[Int(index)].previous = SlubCache.none
        pages[Int(index)].next = head
        if head == SlubCache.none { heads[list].tail = index } else { pages[Int(head)].previous = index }
        heads[list].head = index
        logPage(.partial, index, cpu, log: &log)
    }

    /// A page without room leaves its list.
    mutating func unlist(_ index: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        unlink(index)
        logPage(.full, index, cpu, log: &log)
    }

    private mutating func unlink(_ index: UInt32) {
        let page = pages[Int(index)]
        let list = Int(page.list)
        if page.previous == SlubCache.none { heads[list].head = page.next } else { pages[Int(page.previous)].next = page.next }
        if page.next == SlubCache.none { heads[list].tail = page.previous } else { pages[Int(page.next)].previous = page.previous }
        pages[Int(index)].isListed = false
        pages[Int(index)].next = SlubCache.none
        pages[Int(index)].previous = SlubCache.none
    }

    /// Turns a list so that it begins with a page: those before it come last, in their order.
    mutating func rotate(_ list: Int, toFront index: UInt32) {
        let (head, tail) = (heads[list].head, heads[list].tail)
        guard head != index else { return }
        let last = pages[Int(index)].previous
        pages[Int(tail)].next = head
        pages[Int(head)].previous = tail
        pages[Int(last)].next = SlubCache.none
        pages[Int(index)].previous = SlubCache.none
        heads[list] = ClassicList(head: index, tail: last)
    }

    private func logPage(_ operation: SlabOperation, _ index: UInt32, _ cpu: UInt16, log: inout TransitionLog) {
        let page = pages[Int(index)]
        log.append(
            SlabRow(
                operation: operation, cache: CacheID(1), frame: page.frame, order: 0, objects: UInt32(page.live),
                inUse: UInt32(page.live), cpu: cpu))
    }
}
