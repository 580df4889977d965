import Pages
import ReplayModel

// The invariants of `SlobAllocator`, counted naively.
extension SlobAllocator {
    /// Stops the program when the state contradicts itself or the frames' owners. O(objects + pages).
    func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        var used = [UInt32](repeating: 0, count: pages.count)
        var live = [UInt16](repeating: 0, count: pages.count)
        var figures = [(live: UInt64, requested: UInt64, blocks: UInt64)](repeating: (0, 0, 0), count: caches.count)
        for (address, object) in objects {
            figures[Int(object.cache)].live += 1
            figures[Int(object.cache)].requested += UInt64(object.requested)
            if object.page == SlubCache.none {
                figures[Int(object.cache)].blocks += 1
                let frame = FrameNumber(UInt32((address &- linearBase) >> pageShift))
                precondition(memory.owner(of: frame).id == object.cache + 1, "an object's block has another owner")
            } else {
                used[Int(object.page)] += UInt32(SlobRules.units(object.bytes))
                live[Int(object.page)] += 1
            }
        }
        var heapPages: UInt64 = 0
        for index in pages.indices where pages[index].isUsed {
            checkPage(UInt32(index), used: used[index], live: live[index], memory: memory)
            heapPages += 1
        }
        var all = heapPages
        for (index, cache) in caches.enumerated() {
            precondition(cache.live == figures[index].live && cache.requested == figures[index].requested, "figures are wrong")
            precondition(cache.slabs == (index == 0 ? heapPages : figures[index].blocks), "pages of a cache are miscounted")
            all += index == 0 ? 0 : cache.slabs << UInt64(cache.order)
        }
        precondition(all == unreclaimablePages, "slab pages are miscounted")
        for list in heads.indices { checkList(list) }
    }

    private func checkPage(_ index: UInt32, used: UInt32, live: UInt16, memory: borrowing some PageSource & ~Copyable) {
        let page = pages[Int(index)]
        var free: UInt32 = 0
        var end: Int = -1
        var block = page.firstFree
        while block != SlubCache.none {
            precondition(Int(blocks[Int(block)].start) > end, "free blocks touch, overlap or are out of order")
            end = Int(blocks[Int(block)].start) + Int(blocks[Int(block)].units)
            free += UInt32(blocks[Int(block)].units)
            block = blocks[Int(block)].next
        }
        precondition(end <= Int(SlobRules.unitsPerPage) && free == UInt32(page.freeUnits), "free units are miscounted")
        precondition(free + used == UInt32(SlobRules.unitsPerPage) && live == page.live && live > 0, "blocks do not make up their page")
        precondition(page.isListed == (free > 0), "a page is on a list exactly when it has room")
        let owner = memory.owner(of: page.frame)
        precondition(owner.kind == .slab && owner.id == 1 && frames[page.frame] == index + 1, "a page of the heap has another owner")
    }

    private func checkList(_ list: Int) {
        var previous = SlubCache.none
        var next = heads[list].head
        while next != SlubCache.none {
            let page = pages[Int(next)]
            precondition(page.isListed && Int(page.list) == list && page.previous == previous, "a list of pages is broken")
            previous = next
            next = page.next
        }
        precondition(previous == heads[list].tail, "a list of pages is broken")
    }
}
