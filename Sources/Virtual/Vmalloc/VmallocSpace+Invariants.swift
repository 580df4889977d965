import Pages
import ReplayModel

// The invariants of `VmallocSpace`, counted naively.
extension VmallocSpace {
    /// Stops the program when the state contradicts itself, the page table or the frames' owners. O(areas and pages).
    package func checkInvariants(tables: borrowing some KernelMapper & ~Copyable, memory: borrowing some PageSource & ~Copyable) {
        holes.checkInvariants()
        busy.checkInvariants()
        checkCover()
        var pages: UInt64 = 0
        for area in areasInUse where area.kind == .vmalloc && area.isModelled {
            checkFrames(of: area, tables: tables, memory: memory)
            pages += UInt64(area.pages)
        }
        precondition(pages == mappedPages, "vmalloc's pages are miscounted")
        precondition(lazyPages == areasToPurge.reduce(0) { $0 + $1.size / pageSize }, "lazily freed pages are miscounted")
    }

    /// Holes, areas and freed areas follow each other without gap.
    private func checkCover() {
        var ranges = holes.ordered.map { ($0.start, $0.end) } + areasInUse.map { ($0.start, $0.end) }
        ranges += areasToPurge.map { ($0.start, $0.end) }
        ranges.sort { $0.0 < $1.0 }
        var next = Self.lowest
        for (start, end) in ranges {
            precondition(start == next, "addresses are lost or taken twice")
            next = end
        }
        precondition(next == Self.highest, "addresses are lost")
        let free = holes.ordered
        for (hole, after) in zip(free, free.dropFirst()) { precondition(hole.end < after.start, "holes side by side are not joined") }
    }

    private func checkFrames(
        of area: Area, tables: borrowing some KernelMapper & ~Copyable, memory: borrowing some PageSource & ~Copyable
    ) {
        let first = area.start >> pageShift
        for page in 0..<UInt64(area.pages) {
            guard let frame = tables.kernelFrame(of: VirtualPage(first + page)) else { preconditionFailure("a page is not mapped") }
            let owner = memory.owner(of: FrameNumber(UInt32(frame)))
            precondition(owner.kind == .vmalloc && owner.id == area.id, "a frame of an area has another owner")
        }
        precondition(tables.kernelFrame(of: VirtualPage(first + UInt64(area.pages))) == nil, "a guard page is mapped")
    }
}
