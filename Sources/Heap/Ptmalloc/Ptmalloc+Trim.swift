import ReplayModel

/// Memory given back to the kernel.
extension Ptmalloc {
    /// After a free of much memory: gives the end of top back if it is long enough.
    mutating func trimAfterFree(
        _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        if !arena.isMain {
            trimThreadArena(arena, pad: parameters.topPad, kernel: &kernel, log: &log)
        } else if self[.main].topSize >= parameters.trimThreshold {
            _ = trimMain(pad: parameters.topPad, kernel: &kernel, log: &log)
        }
    }

    /// Whole pages of a top chunk that may go when `pad` bytes and a smallest chunk stay. Computed in size_t, so a top of
    /// exactly the smallest size wraps around and gives a negative amount, as in glibc.
    func trimmable(_ top: UInt64, pad: UInt64, granule: UInt64 = pageSize) -> UInt64 {
        let area = (top &- layout.minimum &- 1) & layout.sizeMask
        if area <= pad { return 0 }
        return (area &- pad) & ~(granule - 1) & layout.sizeMask
    }

    /// Gives the end of the main arena's top back (systrim). Returns whether anything changed.
    mutating func trimMain(pad: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> Bool {
        let size = self[.main].topSize
        let extra = trimmable(size, pad: pad, granule: parameters.breakGranule)
        guard extra != 0, self[.main].top != .none else { return false }
        let end = memory.address(self[.main].top) &+ size
        guard moveBreak(0, kernel: &kernel, log: &log) == end else { return false }
        _ = moveBreak(-layout.signed(extra), kernel: &kernel, log: &log)
        guard let newEnd = moveBreak(0, kernel: &kernel, log: &log), newEnd != end else { return false }
        addSystemMemory(newEnd &- end, .main)
        let region = memory.region(of: self[.main].top)
        memory.growRegion(region, to: newEnd - memory.regions[region].base)
        setTop(self[.main].top, size: size &+ newEnd &- end, arena: .main)
        memory.dropBlocks(from: newEnd, in: region)
        row(newEnd < end ? .trimTop : .growTop, .main, self[.main].top, self[.main].topSize, log: &log)
        return true
    }

    /// malloc_trim: merges fastbins, drops the whole pages inside free chunks of all arenas, and trims the main arena's
    /// top to `pad` bytes. Returns 1 if any memory was given back.
    mutating func mallocTrim(pad: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) -> Int32 {
        var isAny = false
        var arena = ArenaIndex.main
        repeat {
            consolidate(arena, log: &log)
            flush(kernel: &kernel, log: &log)
            for bin in 1..<PtmallocLayout.binCount where bin == 1 || bin >= layout.bin(pageSize) {
                if discardFreePages(arena, bin, kernel: &kernel, log: &log) { isAny = true }
            }
            if arena.isMain, trimMain(pad: pad & layout.sizeMask, kernel: &kernel, log: &log) { isAny = true }
            arena = self[arena].next
        } while !arena.isMain
        flush(kernel: &kernel, log: &log)
        return isAny ? 1 : 0
    }

    private mutating func discardFreePages(
        _ arena: ArenaIndex, _ bin: Int, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Bool {
        let head = self[arena].bin(bin)
        var chunk = memory[head].backward
        var isAny = false
        while chunk != head {
            let address = memory.address(chunk)
            let start = layout.pageUp(address + layout.chunkStructure)
            let end = (address + memory[chunk].size) & ~(pageSize - 1)
            if start < end {
                kernel.discard(start, length: end - start, log: &log)
                memory.forgetTouched(start, length: end - start, in: memory.region(of: chunk))
                isAny = true
            }
            chunk = memory[chunk].backward
        }
        return isAny
    }
}
