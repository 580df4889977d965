import ReplayModel

/// The per-thread cache: its creation and its end.
extension Ptmalloc {
    /// Gives a thread its tcache before its first allocation or free (MAYBE_INIT_TCACHE).
    @inline(__always)
    mutating func ensureTcache(_ slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        if rules.hasTcache && threads[slot].epoch != memory.epoch { makeTcache(slot, kernel: &kernel, log: &log) }
    }

    /// Takes a chunk for the tcache structure from the thread's arena and clears it. If there is one already, its pages
    /// only count as written again.
    private mutating func makeTcache(_ slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        guard !threads[slot].isShuttingDown else { return }
        let bytes = layout.tcacheStructure
        if threads[slot].tcache == 0 {
            let request = HeapRequest(size: layout.chunkSize(for: bytes)!, bytes: bytes, slot: slot)
            let arena = arenaGet(slot, bytes, kernel: &kernel, log: &log)
            var address = intMalloc(request, arena, kernel: &kernel, log: &log)
            if address == 0, let arena {
                let other = arenaGetRetry(arena, request, kernel: &kernel, log: &log)
                address = intMalloc(request, other, kernel: &kernel, log: &log)
            }
            if address == 0 { return }
            threads[slot].tcache = address
        }
        threads[slot].epoch = memory.epoch
        memory.touch(threads[slot].tcache, length: bytes)
    }

    /// Takes the first block of a thread's tcache that memalign's alignment holds for, wherever it is in its list; nil: none.
    mutating func takeAlignedTcache(_ request: HeapRequest, log: inout TransitionLog) -> UInt64? {
        let bin = layout.tcacheBin(request.size)
        guard bin < parameters.tcacheBins, threads[request.slot].tcache != 0 else { return nil }
        let entry = request.slot.tcache(bin)
        var previous = ChunkIndex.none
        var chunk = threads.heads[entry]
        for _ in 0..<threads.counts[entry] {
            if user(chunk) & (request.alignment - 1) == 0 {
                return takeTcache(chunk, after: previous, entry, request, log: &log)
            }
            (previous, chunk) = (chunk, memory[chunk].forward)
        }
        return nil
    }

    private mutating func takeTcache(
        _ chunk: ChunkIndex, after previous: ChunkIndex, _ entry: Int, _ request: HeapRequest, log: inout TransitionLog
    ) -> UInt64 {
        if previous == .none {
            threads.heads[entry] = memory[chunk].forward
        } else {
            memory[previous].forward = memory[chunk].forward
            memory.touchLinks(previous)
        }
        threads.counts[entry] &-= 1
        memory.touchLinks(chunk)
        figures.free &-= request.size
        return handOut(chunk, request.size, .fromTcache, request, arena(of: chunk), log: &log)
    }

    /// A thread ends: its cached chunks and the cache itself go back to their arenas, and its arena may be used by
    /// another thread (__malloc_arena_thread_freeres).
    mutating func threadExit(_ thread: Int32, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        guard let slot = threads.existingSlot(thread) else { return }
        let tcache = threads[slot].tcache
        threads[slot].tcache = 0
        threads[slot].isShuttingDown = true
        if tcache != 0 {
            for bin in 0..<PtmallocLayout.tcacheBinCount { flushTcache(bin, slot, kernel: &kernel, log: &log) }
            _ = release(tcache, slot: slot, kernel: &kernel, log: &log)
        }
        detach(slot)
        threads.remove(slot)
        flush(kernel: &kernel, log: &log)
    }

    private mutating func flushTcache(
        _ bin: Int, _ slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        while threads.counts[slot.tcache(bin)] > 0 {
            let chunk = popTcache(bin: bin, slot: slot)
            let size = memory[chunk].size
            memory[chunk].state = .inUse
            memory[chunk].requested = 0
            figures.free &-= size
            figures.inUse &+= size
            intFree(chunk, arena(of: chunk), slot: slot, kernel: &kernel, log: &log)
        }
    }
}
