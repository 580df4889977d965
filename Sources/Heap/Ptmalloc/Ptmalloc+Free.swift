import ReplayModel

/// free: tcache, fastbin, or merged with its free neighbours.
extension Ptmalloc {
    /// Size from which a merged chunk makes free merge the fastbins and think of trimming
    /// (FASTBIN_CONSOLIDATION_THRESHOLD).
    private static let consolidationThreshold: UInt64 = 65536

    mutating func free(
        _ address: UInt64, thread: Int32, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> FreeOutcome {
        if address == 0 { return .null }
        let outcome = release(address, slot: enter(thread), kernel: &kernel, log: &log)
        flush(kernel: &kernel, log: &log)
        return outcome
    }

    /// free without the end of the call (__libc_free).
    mutating func release(
        _ address: UInt64, slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> FreeOutcome {
        let chunk = memory.find(address &- layout.header)
        if chunk == .none { return releaseMapped(address, kernel: &kernel, log: &log) }
        ensureTcache(slot, kernel: &kernel, log: &log)
        guard memory[chunk].isIn(.inUse) else { return outcomeOfDoubleFree(chunk, slot) }
        intFree(chunk, arena(of: chunk), slot: slot, kernel: &kernel, log: &log)
        return .freed
    }

    /// What glibc makes of a free of a chunk that is not in use.
    private mutating func outcomeOfDoubleFree(_ chunk: ChunkIndex, _ slot: ThreadSlot) -> FreeOutcome {
        let record = memory[chunk]
        let arena = arena(of: chunk)
        if record.size >= layout.minimum {
            let bin = layout.tcacheBin(record.size)
            if record.isIn(.tcache) && isInTcache(chunk, bin, slot) { return .doubleFreeInTcache }
            if hasTcacheRoom(bin, slot: slot) { return .unnoticedDoubleFree }
            if record.size <= parameters.largestFast {
                let head = Int(arena.rawValue) * PtmallocLayout.fastbinStride + layout.fastbin(record.size)
                return fastbins[head] == chunk ? .doubleFreeInFastbin : .unnoticedDoubleFree
            }
        }
        if record.isIn(.top) { return .doubleFreeOfTop }
        return record.state.isBinned ? .doubleFreeInBin : .unnoticedDoubleFree
    }

    private func isInTcache(_ chunk: ChunkIndex, _ bin: Int, _ slot: ThreadSlot) -> Bool {
        guard bin < PtmallocLayout.tcacheBinCount else { return false }
        let entry = slot.tcache(bin)
        var other = threads.heads[entry]
        for _ in 0..<threads.counts[entry] {
            if other == chunk { return true }
            other = memory[other].forward
        }
        return false
    }

    /// Frees a chunk of an arena that is in use (_int_free).
    mutating func intFree(
        _ chunk: ChunkIndex, _ arena: ArenaIndex, slot: ThreadSlot, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let size = memory[chunk].size
        figures.inUse &-= size
        figures.requested &-= memory[chunk].requested
        let bin = layout.tcacheBin(size)
        if hasTcacheRoom(bin, slot: slot) {
            figures.free &+= size
            pushTcache(chunk, bin: bin, slot: slot)
            row(.toTcache, arena, chunk, size, log: &log)
            return
        }
        if parameters.perturb != 0 { memory.touch(user(chunk), length: size - layout.header) }
        memory.touch(self[arena].home)
        if size <= parameters.largestFast {
            figures.free &+= size
            pushFast(chunk, size: size, arena: arena)
            row(.toFastbin, arena, chunk, size, log: &log)
            return
        }
        mergeAndTrim(chunk, size, arena, kernel: &kernel, log: &log)
    }

    /// Merges a chunk that is no longer in use with its neighbours; if much is free then, gives memory back.
    mutating func mergeAndTrim(
        _ chunk: ChunkIndex, _ size: UInt64, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        let merged = merge(chunk, size, arena, log: &log)
        guard merged >= Self.consolidationThreshold else { return }
        if self[arena].hasFast { consolidate(arena, log: &log) }
        trimAfterFree(arena, kernel: &kernel, log: &log)
    }

    /// Merges a chunk that is no longer in use with its free neighbours, into the unsorted list or top. Returns the
    /// bytes of what it became.
    mutating func merge(_ chunk: ChunkIndex, _ own: UInt64, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64 {
        var start = chunk
        var size = own
        let next = memory.after(chunk, size)
        if !memory[chunk].isPreviousInUse {
            let previous = memory[chunk].previousSize
            start = memory.before(chunk, previous)
            size += previous
            unlink(start)
            memory[chunk].erase()
            row(.merge, arena, chunk, own, log: &log)
        }
        if next == self[arena].top {
            figures.free &-= size - own
            size += self[arena].topSize
            memory[next].erase()
            setTop(start, size: size, arena: arena)
            row(.toTop, arena, start, size, log: &log)
            return size
        }
        if memory[next].state.isBinned { size += absorb(next, arena, log: &log) }
        figures.free &+= own
        linkUnsorted(start, size: size, arena: arena)
        row(.toUnsorted, arena, start, size, log: &log)
        return size
    }

    /// Takes the free chunk behind another out of its bin and makes it part of that. Returns its size.
    mutating func absorb(_ next: ChunkIndex, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64 {
        let size = memory[next].size
        unlink(next)
        row(.merge, arena, next, size, log: &log)
        memory[next].erase()
        return size
    }

    /// Merges all chunks of the fastbins with their neighbours (malloc_consolidate).
    mutating func consolidate(_ arena: ArenaIndex, log: inout TransitionLog) {
        self[arena].hasFast = false
        let heads = Int(arena.rawValue) * PtmallocLayout.fastbinStride
        for head in heads..<heads + PtmallocLayout.fastbinStride {
            var chunk = fastbins[head]
            fastbins[head] = .none
            while chunk != .none {
                let next = memory[chunk].forward
                let size = memory[chunk].size
                figures.free &-= size
                _ = merge(chunk, size, arena, log: &log)
                chunk = next
            }
        }
    }
}
