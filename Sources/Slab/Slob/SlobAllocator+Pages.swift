import Pages
import ReplayModel
import TraceFormat

// Pages of the heap and the three lists of those with room. Source: mm/slob.c.
extension SlobAllocator {
    /// Takes a page for a list, all free.
    mutating func newPage(
        _ list: SlobList, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> SlabIndex {
        let owner = FrameOwner(.slab, id: Self.heap.rawValue)
        let wanted = PageRequest(order: 0, gfp: request.gfp.subtracting(.zero), owner: owner, cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        let all = blocks.insert(SlobBlock(start: SlobUnit(0), units: SlobRules.unitsPerPage, next: .none))
        let index = pages.insert(
            SlobPage(frame: frame, freeUnits: SlobRules.unitsPerPage, firstFree: all, list: list, use: .heap))
        common.countSlab(index, of: Self.heap, frame, order: 0, objects: 0)
        common[Self.heap].activeSlabs += 1
        logPage(.new, index, request.cpu, log: &log)
        self.list(index, list, request.cpu, log: &log)
        return index
    }

    /// Gives an empty page back.
    mutating func drop(
        _ index: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let page = pages[index]
        precondition(page.live == 0, "a page with live blocks is not given back")
        if page.isListed { unlink(index) }
        var block = page.firstFree
        while block != .none {
            let next = blocks[block].next
            blocks.remove(block)
            block = next
        }
        logPage(.discard, index, cpu, log: &log)
        pages[index].use = .none
        pages.remove(index)
        common[Self.heap].activeSlabs -= 1
        common.uncountSlab(of: Self.heap, page.frame, order: 0, objects: 0)
        memory.free(page.frame, order: 0, cpu: cpu, log: &log)
    }

    /// A page with room joins the head of a list.
    mutating func list(_ index: SlabIndex, _ list: SlobList, _ cpu: UInt16, log: inout TransitionLog) {
        pages[index].list = list
        pages[index].isListed = true
        pages.prepend(index, to: &lists[list.rawValue])
        logPage(.partial, index, cpu, log: &log)
    }

    /// A page without room leaves its list.
    mutating func unlist(_ index: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        unlink(index)
        logPage(.full, index, cpu, log: &log)
    }

    private mutating func unlink(_ index: SlabIndex) {
        pages.unlink(index, from: &lists[pages[index].list.rawValue])
        pages[index].isListed = false
    }

    private func logPage(_ operation: SlabOperation, _ index: SlabIndex, _ cpu: UInt16, log: inout TransitionLog) {
        let page = pages[index]
        log.append(
            SlabRow(
                operation: operation, cache: Self.heap, frame: page.frame, order: 0, objects: UInt32(page.live),
                inUse: UInt32(page.live), cpu: cpu))
    }
}
