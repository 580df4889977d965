import Pages
import ReplayModel

// The invariants of `SlobAllocator`, counted naively.
extension SlobAllocator {
    func checkInvariants(_ common: borrowing SlabCommon, memory: borrowing some PageSource & ~Copyable) {
        var used: [SlabIndex: SlobUse] = [:]
        var figures = [CacheID: (live: UInt64, requested: UInt64)]()
        objects.checkInvariants { _, object in
            figures[object.cache, default: (0, 0)].live += 1
            figures[object.cache, default: (0, 0)].requested += UInt64(object.requested)
            used[object.page, default: SlobUse()].add(object)
        }
        var slabs: [CacheID: UInt64] = [:]
        for index in pages.indices where pages[index].use != .none {
            let use = used[index] ?? SlobUse()
            if pages[index].use == .heap { checkPage(index, use) }
            let cache = pages[index].use == .heap ? Self.heap : use.cache
            slabs[cache, default: 0] += 1
            common.checkFrames(of: index, cache, pages[index].frame, order: order(cache, common), memory: memory)
        }
        checkFigures(figures, slabs, common)
        for list in SlobList.allCases {
            pages.check(lists[list.rawValue]) { precondition($0.isListed && $0.list == list, "a list has a page of another") }
        }
    }

    private func order(_ cache: CacheID, _ common: borrowing SlabCommon) -> UInt8 { common[cache].geometry.order }

    private func checkFigures(
        _ figures: [CacheID: (live: UInt64, requested: UInt64)], _ slabs: [CacheID: UInt64], _ common: borrowing SlabCommon
    ) {
        var all: UInt64 = 0
        for index in common.caches.indices {
            let cache = common.caches[index]
            let count = figures[cache.id] ?? (0, 0)
            precondition(cache.live == count.live && cache.requested == count.requested, "figures are wrong")
            precondition(cache.objects == cache.live && cache.activeSlabs == cache.slabs, "SLOB knows of no free objects and slabs")
            precondition(cache.slabs == slabs[cache.id] ?? 0, "pages of a cache are miscounted")
            all += cache.slabs << UInt64(cache.geometry.order)
        }
        precondition(all == common.unreclaimablePages && common.reclaimablePages == 0, "slab pages are miscounted")
    }

    private func checkPage(_ index: SlabIndex, _ use: SlobUse) {
        let page = pages[index]
        var free: UInt32 = 0
        var end: SlobUnit?
        var block = page.firstFree
        while block != .none {
            precondition(end.map { blocks[block].start > $0 } ?? true, "free blocks touch, overlap or are out of order")
            end = blocks[block].end
            free += UInt32(blocks[block].units)
            block = blocks[block].next
        }
        precondition((end?.rawValue ?? 0) <= SlobRules.unitsPerPage && free == UInt32(page.freeUnits), "free units are miscounted")
        precondition(free + use.units == UInt32(SlobRules.unitsPerPage), "blocks do not make up their page")
        precondition(use.live == page.live && page.live > 0, "a page's blocks are miscounted")
        precondition(page.isListed == (free > 0), "a page is on a list exactly when it has room")
    }
}

/// What of a page its objects take.
private struct SlobUse {
    var cache = CacheID(0)
    var units: UInt32 = 0
    var live: UInt16 = 0

    mutating func add(_ object: SlobObject) {
        cache = object.cache
        units += (object.bytes + SlobRules.unit - 1) / SlobRules.unit
        live += 1
    }
}
