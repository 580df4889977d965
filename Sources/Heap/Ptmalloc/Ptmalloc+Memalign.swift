import ReplayModel

/// memalign (aligned_alloc, posix_memalign) and calloc.
extension Ptmalloc {
    mutating func memalign(
        _ alignment: UInt64, _ bytes: UInt64, thread: Int32, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        if alignment <= layout.alignment {
            return malloc(bytes, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
        }
        guard alignment <= layout.sizeMask / 2 + 1, let size = layout.chunkSize(for: bytes) else {
            return fail(bytes, recorded: recorded, log: &log)
        }
        let slot = enter(thread)
        defer { flush(kernel: &kernel, log: &log) }
        let power = roundedUp(max(alignment, layout.minimum))
        let request = HeapRequest(size: size, bytes: bytes, alignment: power, slot: slot, recorded: recorded)
        if rules.memalignAsksTcache, let cached = takeAlignedTcache(request, log: &log) { return cached }
        let address = arenaMemalign(request, kernel: &kernel, log: &log)
        return address == 0 ? fail(bytes, recorded: recorded, log: &log) : address
    }

    /// The next power of two.
    private func roundedUp(_ alignment: UInt64) -> UInt64 {
        alignment & (alignment - 1) == 0 ? alignment : 1 << UInt64(64 - alignment.leadingZeroBitCount)
    }

    private mutating func arenaMemalign(
        _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        guard isThreaded else { return intMemalign(request, .main, kernel: &kernel, log: &log) }
        let wanted = (request.bytes ?? 0) &+ request.alignment &+ layout.minimum
        let arena = arenaGet(request.slot, wanted, kernel: &kernel, log: &log)
        let address = intMemalign(request, arena, kernel: &kernel, log: &log)
        guard address == 0, let arena else { return address }
        let other = arenaGetRetry(arena, request, kernel: &kernel, log: &log)
        return intMemalign(request, other, kernel: &kernel, log: &log)
    }

    /// Takes a chunk that is long enough wherever the aligned address falls, and frees what is before and behind it
    /// (_int_memalign). The tcache is not asked.
    private mutating func intMemalign(
        _ request: HeapRequest, _ arena: ArenaIndex?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let (sum, overflows) = (request.size &+ layout.minimum).addingReportingOverflow(request.alignment)
        guard !overflows, sum <= layout.sizeMask else { return 0 }
        guard let padded = layout.chunkSize(for: sum) else { return 0 }
        var outer = request
        outer.size = padded
        outer.bytes = nil
        let address = intMalloc(outer, arena, kernel: &kernel, log: &log)
        if address == 0 { return 0 }
        if mapped[address] != nil { return setMappedRequested(address, request) }
        guard let arena else { return 0 }
        let whole = memory.find(address - layout.header)
        let chunk = splitLead(whole, request, arena, kernel: &kernel, log: &log)
        let rest = memory[chunk].size - request.size
        guard canCutEnd(rest, behind: chunk, arena) else { return setRequested(chunk, request, arena, log: &log) }
        memory[chunk].set(size: request.size, .inUse)
        let aligned = setRequested(chunk, request, arena, log: &log)
        let end = cutOff(rest, behind: chunk, arena, log: &log)
        freeRest(end, request, arena, kernel: &kernel, log: &log)
        return aligned
    }

    /// Whether what memalign does not need of the end of a chunk can be freed.
    private mutating func canCutEnd(_ rest: UInt64, behind chunk: ChunkIndex, _ arena: ArenaIndex) -> Bool {
        guard rules.memalignMergesRests else { return rest > layout.minimum }
        if rest >= layout.minimum { return true }
        let next = memory.after(chunk, memory[chunk].size)
        return rest > 0 && (next == self[arena].top || memory[next].state.isBinned)
    }

    /// Frees what memalign cut off: like any free, or merged at once.
    private mutating func freeRest(
        _ chunk: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        guard rules.memalignMergesRests else {
            return intFree(chunk, arena, slot: request.slot, kernel: &kernel, log: &log)
        }
        let size = memory[chunk].size
        figures.inUse &-= size
        figures.requested &-= memory[chunk].requested
        mergeAndTrim(chunk, size, arena, kernel: &kernel, log: &log)
    }

    private mutating func setMappedRequested(_ address: UInt64, _ request: HeapRequest) -> UInt64 {
        mapped[address]?.requested = request.bytes ?? 0
        figures.requested &+= request.bytes ?? 0
        return address
    }

    /// Frees what is before the aligned address. Returns the aligned chunk.
    private mutating func splitLead(
        _ whole: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> ChunkIndex {
        let lead = alignmentLead(of: memory.address(whole), request.alignment)
        guard lead > 0 else { return whole }
        let size = memory[whole].size - lead
        let chunk = memory.after(whole, lead)
        memory[chunk].set(size: size, .inUse, previousInUse: true)
        memory[chunk].requested = 0
        memory.touch(chunk)
        memory[whole].set(size: lead, .inUse)
        row(.split, arena, chunk, size, log: &log)
        freeRest(whole, request, arena, kernel: &kernel, log: &log)
        return chunk
    }

    /// calloc. The tcache is filled on the way but not asked; memory that never was in use is not cleared.
    mutating func calloc(
        _ count: UInt64, _ size: UInt64, thread: Int32, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, bytes <= layout.sizeMask >> 1 else { return fail(bytes, recorded: recorded, log: &log) }
        let slot = enter(thread)
        defer { flush(kernel: &kernel, log: &log) }
        ensureTcache(slot, kernel: &kernel, log: &log)
        guard let chunkSize = layout.chunkSize(for: bytes) else { return fail(bytes, recorded: recorded, log: &log) }
        let request = HeapRequest(size: chunkSize, bytes: bytes, slot: slot, recorded: recorded)
        var arena: ArenaIndex? = .main
        if isThreaded { arena = arenaGet(slot, bytes, kernel: &kernel, log: &log) }
        var before: (address: UInt64, size: UInt64)?
        if let arena { before = usedTop(arena) }
        var address = intMalloc(request, arena, kernel: &kernel, log: &log)
        if address == 0, isThreaded, let arena {
            let other = arenaGetRetry(arena, request, kernel: &kernel, log: &log)
            address = intMalloc(request, other, kernel: &kernel, log: &log)
        }
        if address == 0 { return fail(bytes, recorded: recorded, log: &log) }
        clear(address, before)
        return address
    }

    /// An arena's top, and how many bytes from there on have ever been its own.
    private mutating func usedTop(_ arena: ArenaIndex) -> (address: UInt64, size: UInt64) {
        guard self[arena].top != .none else { return (0, 0) }
        let address = memory.address(self[arena].top)
        var end = breakBase &+ self[arena].maximumSystemMemory
        if !arena.isMain, let heap = heaps[memory.region(of: self[arena].top)] { end = heap.base &+ heap.unprotected }
        let used = (end &- address) & layout.sizeMask
        return (address, max(self[arena].topSize, used))
    }

    /// Clears what calloc hands out, as far as it may hold old data.
    private mutating func clear(_ address: UInt64, _ top: (address: UInt64, size: UInt64)?) {
        let chunk = memory.find(address - layout.header)
        guard chunk != .none else { return }
        var size = memory[chunk].size
        if let top, parameters.perturb == 0, memory.address(chunk) == top.address, size > top.size { size = top.size }
        memory.touch(address, length: size - layout.word)
    }
}
