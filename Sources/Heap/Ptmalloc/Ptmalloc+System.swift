import ReplayModel

/// More memory from the kernel (sysmalloc).
extension Ptmalloc {
    /// Smallest mapping that stands in for a refused brk (MMAP_AS_MORECORE_SIZE).
    private static let smallestFallback: UInt64 = 1 << 20

    /// Maps a large request, or makes top larger and cuts it. 0: failed.
    mutating func sysmalloc(
        _ request: HeapRequest, _ arena: ArenaIndex?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let isLarge =
            request.size >= parameters.mmapThreshold && Int64(figures.mappedChunks) < parameters.mmapMax
        if arena == nil || isLarge {
            if let address = mapChunk(request, kernel: &kernel, log: &log) { return address }
        }
        guard let arena else { return 0 }
        if arena.isMain {
            growMain(request, kernel: &kernel, log: &log)
        } else if !growThreadArena(arena, request, kernel: &kernel, log: &log) && !isLarge {
            if let address = mapChunk(request, kernel: &kernel, log: &log) { return address }
        }
        self[arena].maximumSystemMemory = max(self[arena].maximumSystemMemory, self[arena].systemMemory)
        guard self[arena].topSize >= request.size &+ layout.minimum else { return 0 }
        return takeTop(request, arena, log: &log)
    }

    /// sbrk, after all writes so far.
    mutating func moveBreak(
        _ delta: Int64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        flush(kernel: &kernel, log: &log)
        let old = kernel.sbrk(delta, log: &log)
        if let old { figures.programBreak = old &+ UInt64(bitPattern: delta) }
        return old
    }

    /// Makes the main arena's top large enough for a request, if the kernel has memory.
    private mutating func growMain(
        _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        let oldSize = self[.main].topSize
        let oldEnd = oldSize == 0 ? 0 : memory.address(self[.main].top) &+ oldSize
        var size = request.size &+ parameters.topPad &+ layout.minimum
        if self[.main].isContiguous { size &-= oldSize }
        let granule = parameters.breakGranule
        if granule == pageSize {
            size = layout.pageUp(size)
        } else {
            // Before the first sbrk the library knows no break (__curbrk is 0).
            let current = figures.programBreak == 0 ? 0 : moveBreak(0, kernel: &kernel, log: &log) ?? 0
            size = roundUp(current &+ size, granule) &- current
        }
        var start: UInt64?
        var isMapped = false
        if layout.signed(size) > 0 { start = moveBreak(layout.signed(size), kernel: &kernel, log: &log) }
        if start == nil {
            isMapped = true
            start = mapInsteadOfBreak(&size, request.size, kernel: &kernel, log: &log)
        }
        guard let start else { return }
        if breakBase == 0 { breakBase = start }
        addSystemMemory(size, .main)
        if start == oldEnd && !isMapped {
            let region = memory.region(of: self[.main].top)
            memory.growRegion(region, to: start + size - memory.regions[region].base)
            setTop(self[.main].top, size: size + oldSize, arena: .main)
            row(.growTop, .main, self[.main].top, size + oldSize, log: &log)
        } else if self[.main].isContiguous && oldSize > 0 && start < oldEnd {
            log.count(.heapBreakMovedBelowTop)
        } else {
            let old = HeapEnd(size: oldSize, end: oldEnd, slot: request.slot)
            beginStretch(start, size, old, isMapped: isMapped, kernel: &kernel, log: &log)
        }
    }

    private func roundUp(_ value: UInt64, _ granule: UInt64) -> UInt64 {
        (value &+ granule - 1) & ~(granule - 1) & layout.sizeMask
    }

    mutating func addSystemMemory(_ bytes: UInt64, _ arena: ArenaIndex) {
        self[arena].systemMemory &+= bytes
        figures.arena &+= bytes
        isDirty = true
    }

    /// Maps memory for the main arena because sbrk failed; from then on it does not count on contiguous memory
    /// (sysmalloc_mmap_fallback).
    private mutating func mapInsteadOfBreak(
        _ size: inout UInt64, _ wanted: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        var length = size
        let (granule, least) = rules.swapsFallbackSizes ? (Self.smallestFallback, pageSize) : (pageSize, Self.smallestFallback)
        if self[.main].isContiguous { length = roundUp(length &+ self[.main].topSize, granule) }
        length = max(length, least)
        guard length > wanted, let start = kernel.mmap(HeapMapping(length: length), log: &log) else { return nil }
        self[.main].isContiguous = false
        size = length
        return start
    }

    /// The new memory does not continue top: aligns its beginning and its end, makes it the new top, and fences off and
    /// frees the old one.
    private mutating func beginStretch(
        _ start: UInt64, _ size: UInt64, _ old: HeapEnd, isMapped: Bool, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let front = layout.misalignment(ofChunk: start)
        let skip = front > 0 ? layout.alignment - front : 0
        var correction: UInt64 = 0
        var end: UInt64? = isMapped ? start + size : nil
        if self[.main].isContiguous {
            if old.size != 0 { addSystemMemory(start &- old.end, .main) }
            correction = skip + old.size
            let edge = start &+ size &+ correction
            correction += layout.pageUp(edge) &- edge
            end = moveBreak(layout.signed(correction), kernel: &kernel, log: &log)
            if end == nil { correction = 0 }
        }
        if end == nil { end = moveBreak(0, kernel: &kernel, log: &log) }
        guard let end else { return }
        let region = regionForStretch(start, end &+ correction, isMapped: isMapped)
        replaceTop(start + skip, end &+ correction, region, slot: old.slot, kernel: &kernel, log: &log)
        addSystemMemory(correction, .main)
    }

    /// The brk area is one region that grows; each mapping that stands in for it is one more, and so is memory below the brk
    /// area's first (the break was moved behind malloc's back).
    private mutating func regionForStretch(_ start: UInt64, _ end: UInt64, isMapped: Bool) -> RegionIndex {
        let base = start & ~(pageSize - 1)
        if isMapped { return memory.addRegion(base: base, length: end - base, arena: .main) }
        guard let region = breakRegion, memory.regions[region].base <= base else {
            let region = memory.addRegion(base: base, length: end - base, arena: .main)
            breakRegion = region
            return region
        }
        memory.growRegion(region, to: end - memory.regions[region].base)
        return region
    }

    private mutating func replaceTop(
        _ start: UInt64, _ end: UInt64, _ region: RegionIndex, slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let old = self[.main].top
        let oldSize = self[.main].topSize
        addStretch(HeapStretch(start: start, region: region, arena: .main))
        // Where the correction of a break that others left unaligned failed, the end is any number: the low bits are no part of a size.
        let size = (end - start) & ~7
        setTop(memory.at(start, in: region), size: size, arena: .main)
        row(.growTop, .main, self[.main].top, size, log: &log)
        guard oldSize > 0 else { return }
        let rest = (oldSize &- 2 * layout.header) & ~(layout.alignment - 1)
        memory[old].set(size: rest, rest >= layout.minimum ? .inUse : .fence, previousInUse: true)
        fence(memory.after(old, rest), layout.header, then: layout.header)
        freeOldTop(old, rest, .main, slot: slot, kernel: &kernel, log: &log)
    }

    /// Two fenceposts, the first of a given size.
    mutating func fence(_ first: ChunkIndex, _ size: UInt64, then secondSize: UInt64) {
        memory[first].set(size: size, .fence, previousInUse: true)
        let second = memory.after(first, size)
        memory[second].set(size: secondSize, .fence, previousInUse: true)
        memory[second].previousSize = size
        memory.touch(first)
        memory.touch(second)
    }

    /// Frees what is left of an old top in front of its fenceposts, if it is a chunk.
    mutating func freeOldTop(
        _ chunk: ChunkIndex, _ size: UInt64, _ arena: ArenaIndex, slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        guard size >= layout.minimum else { return }
        memory[chunk].requested = 0
        figures.inUse &+= size
        intFree(chunk, arena, slot: slot, kernel: &kernel, log: &log)
    }

    mutating func addStretch(_ stretch: HeapStretch) {
        stretches.insert(stretch, at: stretches.firstIndex { $0.start > stretch.start } ?? stretches.count)
    }
}

/// Where the main arena's top ended before it was replaced, and the slot of the thread that allocates.
private struct HeapEnd {
    var size: UInt64
    var end: UInt64
    var slot: ThreadSlot
}
