import ReplayModel

/// Heaps of thread arenas (heap_info in malloc/arena.c): aligned ranges of HEAP_MAX_SIZE addresses, made accessible bit
/// by bit.
extension Ptmalloc {
    /// Maps a heap with room for `bytes` and the padding (new_heap). Returns its region; nil: failed.
    mutating func mapHeap(
        _ bytes: UInt64, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> RegionIndex? {
        let padded = (bytes &+ parameters.topPad) & layout.sizeMask
        var size = layout.heapMaximum
        if padded < layout.heapMinimum {
            size = layout.heapMinimum
        } else if padded <= layout.heapMaximum {
            size = padded
        } else if bytes > layout.heapMaximum {
            return nil
        }
        size = layout.pageUp(size)
        flush(kernel: &kernel, log: &log)
        guard let base = mapAligned(kernel: &kernel, log: &log) else { return nil }
        guard kernel.unprotect(base, length: size, log: &log) else {
            kernel.munmap(base, length: layout.heapMaximum, log: &log)
            return nil
        }
        let region = memory.addRegion(base: base, length: layout.heapMaximum, arena: arena)
        while heaps.count <= region.position { heaps.append(nil) }
        heaps[region] = ThreadHeap(base: base, size: size, unprotected: size)
        memory.touch(base, length: layout.heapHeader)
        return region
    }

    /// Addresses for a heap, at a multiple of their length: where the last search left some, else out of twice as many.
    private mutating func mapAligned(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> UInt64? {
        let length = layout.heapMaximum
        if let hint = arenaList.alignedArea {
            arenaList.alignedArea = nil
            if let base = reserve(length, at: hint, kernel: &kernel, log: &log) {
                if base & (length - 1) == 0 { return base }
                kernel.munmap(base, length: length, log: &log)
            }
        }
        if let wide = reserve(2 * length, at: nil, kernel: &kernel, log: &log) {
            let base = (wide &+ length - 1) & ~(length - 1)
            if base != wide {
                kernel.munmap(wide, length: base - wide, log: &log)
            } else {
                arenaList.alignedArea = base + length
            }
            kernel.munmap(base + length, length: length - (base - wide), log: &log)
            return base
        }
        guard let base = reserve(length, at: nil, kernel: &kernel, log: &log) else { return nil }
        if base & (length - 1) == 0 { return base }
        kernel.munmap(base, length: length, log: &log)
        return nil
    }

    private func reserve(
        _ length: UInt64, at address: UInt64?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        var mapping = HeapMapping(length: length, address: address)
        mapping.isProtected = true
        mapping.isUnreserved = rules.reservesNothingForHeaps
        return kernel.mmap(mapping, log: &log)
    }

    /// Makes a new heap's memory an arena's top.
    mutating func beginHeap(_ region: RegionIndex, at start: UInt64, _ arena: ArenaIndex) {
        let heap = heaps[region]!
        addSystemMemory(heap.size, arena)
        addStretch(HeapStretch(start: start, region: region, arena: arena))
        setTop(memory.at(start, in: region), size: heap.base + heap.size - start, arena: arena)
    }

    /// Makes a thread arena's top large enough: grows its heap, or begins another. Returns false if neither can be.
    mutating func growThreadArena(
        _ arena: ArenaIndex, _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        let missing = layout.signed((request.size &+ layout.minimum &- self[arena].topSize) & layout.sizeMask)
        if missing > 0 && growHeap(arena, by: UInt64(missing), kernel: &kernel, log: &log) { return true }
        let bytes = request.size &+ layout.minimum &+ layout.heapHeader
        guard let region = mapHeap(bytes, arena, kernel: &kernel, log: &log) else { return false }
        let old = self[arena].top
        let oldSize = self[arena].topSize
        heaps[region]!.previous = memory.region(of: old)
        beginHeap(region, at: heaps[region]!.base + layout.heapHeader, arena)
        row(.newHeap, arena, self[arena].top, self[arena].topSize, log: &log)
        leaveHeap(old, oldSize, arena, slot: request.slot, kernel: &kernel, log: &log)
        return true
    }

    /// Fences the old top off and frees it.
    private mutating func leaveHeap(
        _ old: ChunkIndex, _ size: UInt64, _ arena: ArenaIndex, slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let rest = (size &- layout.minimum) & ~(layout.alignment - 1)
        guard rest >= layout.minimum else { return fence(old, rest + layout.header, then: 0) }
        memory[old].set(size: rest, .inUse, previousInUse: true)
        fence(memory.after(old, rest), layout.header, then: 0)
        freeOldTop(old, rest, arena, slot: slot, kernel: &kernel, log: &log)
    }

    /// Makes the heap that top is in longer (grow_heap).
    private mutating func growHeap(
        _ arena: ArenaIndex, by bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        let region = memory.region(of: self[arena].top)
        guard var heap = heaps[region] else { return false }
        let more = layout.pageUp(bytes)
        let size = heap.size + more
        guard more <= layout.heapMaximum, size <= layout.heapMaximum else { return false }
        if size > heap.unprotected {
            flush(kernel: &kernel, log: &log)
            let start = heap.base + heap.unprotected
            guard kernel.unprotect(start, length: size - heap.unprotected, log: &log) else { return false }
            heap.unprotected = size
        }
        heap.size = size
        heaps[region] = heap
        memory.touch(self[arena].home)
        memory.touch(heap.base, length: layout.heapHeader)
        addSystemMemory(more, arena)
        setTop(self[arena].top, size: self[arena].topSize + more, arena: arena)
        row(.growTop, arena, self[arena].top, self[arena].topSize, log: &log)
        return true
    }

    /// Gives back heaps that are all top, then the end of top (heap_trim).
    mutating func trimThreadArena(
        _ arena: ArenaIndex, pad: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        while dropHeap(arena, pad: pad, kernel: &kernel, log: &log) {}
        let size = self[arena].topSize
        let region = memory.region(of: self[arena].top)
        guard size >= parameters.trimThreshold, size > layout.minimum, let heap = heaps[region] else { return }
        let extra = trimmable(size, pad: pad)
        guard extra != 0, heap.size >= extra + layout.heapHeader else { return }
        shrinkHeap(region, to: heap.size - extra, extra, kernel: &kernel, log: &log)
        addSystemMemory(0 &- extra, arena)
        setTop(self[arena].top, size: size - extra, arena: arena)
        row(.trimTop, arena, self[arena].top, size - extra, log: &log)
    }

    private mutating func shrinkHeap(
        _ region: RegionIndex, to size: UInt64, _ extra: UInt64, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let end = heaps[region]!.base + size
        flush(kernel: &kernel, log: &log)
        if kernel.neverOvercommits {
            var mapping = HeapMapping(length: extra, address: end)
            mapping.isFixed = true
            mapping.isProtected = true
            _ = kernel.mmap(mapping, log: &log)
            heaps[region]!.unprotected = size
        } else {
            kernel.discard(end, length: extra, log: &log)
        }
        heaps[region]!.size = size
        memory.dropBlocks(from: end, in: region)
    }

    /// Unmaps the arena's last heap if top is all of it and enough room is left in the one before. Returns whether it did.
    private mutating func dropHeap(
        _ arena: ArenaIndex, pad: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        let region = memory.region(of: self[arena].top)
        guard let heap = heaps[region], let previous = heap.previous, let before = heaps[previous],
            memory.address(self[arena].top) == heap.base + layout.heapHeader
        else { return false }
        let fences = fences(at: before.base + before.size, previous)
        let gap = memory[fences.first].isPreviousInUse ? 0 : memory[fences.first].previousSize
        let size = fences.size + gap
        if size + layout.heapMaximum - before.size < (pad &+ layout.minimum &+ pageSize) & layout.sizeMask { return false }
        addSystemMemory(0 &- heap.size, arena)
        if heap.base + layout.heapMaximum == arenaList.alignedArea { arenaList.alignedArea = nil }
        flush(kernel: &kernel, log: &log)
        kernel.munmap(heap.base, length: layout.heapMaximum, log: &log)
        row(.freeHeap, arena, at: heap.base, heap.size, log: &log)
        forgetHeap(region, arena)
        returnToFences(fences, gap: gap, size, arena, log: &log)
        return true
    }

    private mutating func forgetHeap(_ region: RegionIndex, _ arena: ArenaIndex) {
        memory[self[arena].top].erase()
        memory.removeRegion(region)
        heaps[region] = nil
        stretches.removeAll { $0.region == region }
    }

    /// The two fenceposts before the end of a heap, and the bytes from the first to the end.
    private mutating func fences(at end: UInt64, _ region: RegionIndex) -> (first: ChunkIndex, second: ChunkIndex, size: UInt64) {
        let tail = layout.minimum - layout.header
        let misaligned = (end - tail) & (layout.alignment - 1)
        let address = end - tail - misaligned
        let second = memory.at(address, in: region)
        let size = memory[second].previousSize
        let first = memory.at(address - size, in: region)
        return (first, second, size + tail + misaligned)
    }

    /// The fenceposts, with a free chunk before them, are top again.
    private mutating func returnToFences(
        _ fences: (first: ChunkIndex, second: ChunkIndex, size: UInt64), gap: UInt64, _ size: UInt64, _ arena: ArenaIndex,
        log: inout TransitionLog
    ) {
        memory[fences.second].erase()
        memory[fences.first].erase()
        var top = fences.first
        if gap > 0 {
            top = memory.before(fences.first, gap)
            unlink(top)
            figures.free &-= gap
        }
        setTop(top, size: size, arena: arena)
        row(.toTop, arena, top, size, log: &log)
    }
}
