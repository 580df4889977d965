import ReplayModel

/// malloc: tcache first, then an arena.
extension Ptmalloc {
    mutating func malloc(
        _ bytes: UInt64, thread: Int32, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        guard let size = layout.chunkSize(for: bytes) else { return fail(bytes, recorded: recorded, log: &log) }
        let slot = enter(thread)
        ensureTcache(slot, kernel: &kernel, log: &log)
        let request = HeapRequest(size: size, bytes: bytes, slot: slot, recorded: recorded)
        var taken = takeTcache(request, log: &log)
        if taken == nil { taken = arenaMalloc(request, kernel: &kernel, log: &log) }
        let address = taken ?? 0
        flush(kernel: &kernel, log: &log)
        return address == 0 ? fail(bytes, recorded: recorded, log: &log) : address
    }

    /// From the thread's tcache; nil when it has none of this size.
    @inline(__always)
    mutating func takeTcache(_ request: HeapRequest, log: inout TransitionLog) -> UInt64? {
        let bin = layout.tcacheBin(request.size)
        guard bin < parameters.tcacheBins,
            threads.counts[request.slot.tcache(bin)] > 0
        else { return nil }
        return takeTcache(bin, request, log: &log)
    }

    @inline(__always)
    mutating func takeTcache(_ bin: Int, _ request: HeapRequest, log: inout TransitionLog) -> UInt64 {
        let chunk = popTcache(bin: bin, slot: request.slot)
        let size = memory[chunk].size
        figures.free &-= size
        return handOut(chunk, size, .fromTcache, request, arena(of: chunk), log: &log)
    }

    /// From the thread's arena, with a second try in another one. 0: failed.
    mutating func arenaMalloc(
        _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        guard isThreaded else { return intMalloc(request, .main, kernel: &kernel, log: &log) }
        let arena = arenaGet(request.slot, request.bytes ?? request.size, kernel: &kernel, log: &log)
        let address = intMalloc(request, arena, kernel: &kernel, log: &log)
        guard address == 0, let arena else { return address }
        let other = arenaGetRetry(arena, request, kernel: &kernel, log: &log)
        return intMalloc(request, other, kernel: &kernel, log: &log)
    }

    /// From one arena; without an arena, from mmap (_int_malloc). 0: failed.
    mutating func intMalloc(
        _ request: HeapRequest, _ arena: ArenaIndex?, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        guard let arena else { return sysmalloc(request, nil, kernel: &kernel, log: &log) }
        memory.touch(self[arena].home)
        if request.size <= parameters.largestFast, let address = takeFast(request, arena, log: &log) { return address }
        if layout.isSmall(request.size) {
            if let address = takeSmall(request, arena, log: &log) { return address }
        } else if self[arena].hasFast {
            consolidate(arena, log: &log)
        }
        return searchAndGrow(request, arena, kernel: &kernel, log: &log)
    }

    /// The part of malloc that sorts the unsorted list; it is gone through a second time if fastbins had to be merged.
    private mutating func searchAndGrow(
        _ request: HeapRequest, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        while true {
            if let address = sortUnsorted(request, arena, log: &log) { return address }
            if let address = takeBestFit(request, arena, log: &log) { return address }
            if self[arena].topSize >= request.size &+ layout.minimum { return takeTop(request, arena, log: &log) }
            guard self[arena].hasFast else { return sysmalloc(request, arena, kernel: &kernel, log: &log) }
            consolidate(arena, log: &log)
        }
    }

    /// From the arena's fastbin; others of the size move on to the tcache as long as it has room.
    private mutating func takeFast(_ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64? {
        let head = Int(arena.rawValue) &* PtmallocLayout.fastbinStride &+ layout.fastbin(request.size)
        let chunk = fastbins[head]
        guard chunk != .none else { return nil }
        fastbins[head] = memory[chunk].forward
        let bin = layout.tcacheBin(request.size)
        while fastbins[head] != .none && hasTcacheRoom(bin, slot: request.slot) {
            let other = fastbins[head]
            fastbins[head] = memory[other].forward
            pushTcache(other, bin: bin, slot: request.slot)
            row(.toTcache, arena, other, request.size, log: &log)
        }
        figures.free &-= request.size
        return handOutFresh(chunk, request.size, .fromFastbin, request, arena, log: &log)
    }

    /// From the arena's small bin, the oldest first; others of the size move on to the tcache as long as it has room.
    private mutating func takeSmall(_ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64? {
        let head = self[arena].bin(layout.smallbin(request.size))
        let chunk = memory[head].backward
        guard chunk != head else { return nil }
        takeOldest(chunk, head: head, size: request.size)
        let bin = layout.tcacheBin(request.size)
        while memory[head].backward != head && hasTcacheRoom(bin, slot: request.slot) {
            let other = memory[head].backward
            takeOldest(other, head: head, size: request.size)
            pushTcache(other, bin: bin, slot: request.slot)
            row(.toTcache, arena, other, request.size, log: &log)
        }
        figures.free &-= request.size
        return handOutFresh(chunk, request.size, .fromSmallbin, request, arena, log: &log)
    }

    /// Takes the last chunk of a small bin or of the unsorted list.
    @inline(__always)
    mutating func takeOldest(_ chunk: ChunkIndex, head: ChunkIndex, size: UInt64) {
        let backward = memory[chunk].backward
        memory[head].backward = backward
        memory[backward].forward = head
        memory.touchLinks(backward)
        setInUse(behind: chunk, size: size)
    }

    /// Notes in the header behind a chunk that the chunk is in use.
    @inline(__always)
    mutating func setInUse(behind chunk: ChunkIndex, size: UInt64) {
        let next = memory.after(chunk, size)
        memory[next].isPreviousInUse = true
        memory.touch(next)
    }

    /// Cuts the front of the top chunk off. Precondition: top is larger by the smallest chunk at least.
    mutating func takeTop(_ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64 {
        let chunk = self[arena].top
        let rest = self[arena].topSize - request.size
        memory[chunk].set(size: request.size, .inUse, previousInUse: true)
        memory.touch(chunk)
        setTop(memory.after(chunk, request.size), size: rest, arena: arena)
        return handOutFresh(chunk, request.size, .fromTop, request, arena, log: &log)
    }
}
