import ReplayModel

/// Which thread uses which arena (malloc/arena.c). A thread that has none takes one that no thread uses, else makes a
/// new one, else, at the limit, shares the next in turn.
extension Ptmalloc {
    /// The slot of the calling thread. The first thread of all gets the main arena.
    @inline(__always) mutating func enter(_ thread: Int32) -> ThreadSlot {
        threads.last.thread == thread ? threads.last.slot : enterAnother(thread)
    }

    @inline(never) private mutating func enterAnother(_ thread: Int32) -> ThreadSlot {
        let slot = threads.slot(thread)
        if threads[slot].arena == nil {
            if hasStarted { isThreaded = true } else { threads[slot].arena = .main }
            hasStarted = true
        }
        return slot
    }

    @discardableResult
    mutating func addArena(isContiguous: Bool) -> ArenaIndex {
        let index = ArenaIndex(UInt16(arenas.count))
        let bins = memory.addHeads()
        for number in 0..<PtmallocLayout.binCount {
            let head = ChunkIndex(bins.rawValue + UInt32(number))
            memory[head].forward = head
            memory[head].backward = head
        }
        arenas.append(Arena(bins: bins, isContiguous: isContiguous, attachedThreads: 1))
        fastbins.append(.none, repeated: PtmallocLayout.fastbinStride)
        return index
    }

    /// The thread's arena (arena_get). nil: it has none and none can be had.
    mutating func arenaGet(
        _ slot: ThreadSlot, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ArenaIndex? {
        threads[slot].arena ?? findArena(slot, bytes, kernel: &kernel, log: &log)
    }

    /// An arena for a thread (arena_get2).
    private mutating func findArena(
        _ slot: ThreadSlot, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ArenaIndex? {
        if let arena = takeFreeArena(slot) { return arena }
        computeArenaLimit()
        guard arenaList.count <= arenaList.limit &- 1 else { return shareArena(slot) }
        arenaList.count += 1
        let arena = newArena(slot, bytes, kernel: &kernel, log: &log)
        if arena == nil { arenaList.count -= 1 }
        return arena
    }

    private mutating func computeArenaLimit() {
        guard arenaList.limit == 0 else { return }
        if parameters.arenaMax != 0 {
            arenaList.limit = parameters.arenaMax
        } else if arenaList.count > parameters.arenaTest {
            arenaList.limit = layout.arenaLimit(cpus: max(cpus, 1))
        }
    }

    private mutating func takeFreeArena(_ slot: ThreadSlot) -> ArenaIndex? {
        guard let arena = arenaList.free else { return nil }
        arenaList.free = self[arena].nextFree
        self[arena].nextFree = nil
        attach(slot, to: arena)
        return arena
    }

    /// The next arena in turn (reused_arena).
    private mutating func shareArena(_ slot: ThreadSlot) -> ArenaIndex {
        let arena = arenaList.nextToUse
        removeFromFreeList(arena)
        attach(slot, to: arena)
        arenaList.nextToUse = self[arena].next
        return arena
    }

    func freeArenas() -> [ArenaIndex] {
        var list: [ArenaIndex] = []
        var next = arenaList.free
        while let arena = next {
            list.append(arena)
            next = self[arena].nextFree
        }
        return list
    }

    private mutating func removeFromFreeList(_ arena: ArenaIndex) {
        let rest = freeArenas().filter { $0 != arena }
        self[arena].nextFree = nil
        arenaList.free = nil
        for other in rest.reversed() { pushFreeArena(other) }
    }

    private mutating func pushFreeArena(_ arena: ArenaIndex) {
        self[arena].nextFree = arenaList.free
        arenaList.free = arena
    }

    /// Makes an arena a thread's own, instead of the one it had.
    private mutating func attach(_ slot: ThreadSlot, to arena: ArenaIndex) {
        if let old = threads[slot].arena, self[old].attachedThreads > 0 { self[old].attachedThreads -= 1 }
        self[arena].attachedThreads += 1
        threads[slot].arena = arena
    }

    /// A thread that ends leaves its arena; without threads it can be taken by the next one.
    mutating func detach(_ slot: ThreadSlot) {
        // A thread that a fork left behind is not counted in the child.
        guard let arena = threads[slot].arena, self[arena].attachedThreads > 0 else { return }
        self[arena].attachedThreads -= 1
        if self[arena].attachedThreads == 0 { pushFreeArena(arena) }
    }

    /// Where to try again after a failure (arena_get_retry): the main arena, or from there another one.
    mutating func arenaGetRetry(
        _ arena: ArenaIndex, _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ArenaIndex? {
        if !arena.isMain { return .main }
        return findArena(request.slot, request.bytes ?? request.size, kernel: &kernel, log: &log)
    }

    /// A new arena in a new heap, for the calling thread (_int_new_arena).
    private mutating func newArena(
        _ slot: ThreadSlot, _ bytes: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ArenaIndex? {
        let index = ArenaIndex(UInt16(arenas.count))
        let overhead = layout.heapHeader + layout.arenaStructure + layout.alignment
        var found = mapHeap(bytes &+ overhead, index, kernel: &kernel, log: &log)
        if found == nil { found = mapHeap(overhead, index, kernel: &kernel, log: &log) }
        guard let region = found, let heap = heaps[region] else { return nil }
        addArena(isContiguous: false)
        self[index].attachedThreads = 0
        memory.touch(heap.base, length: layout.heapHeader + layout.arenaStructure)
        self[index].home = memory.at(heap.base, in: region)
        var start = heap.base + layout.heapHeader + layout.arenaStructure
        let front = layout.misalignment(ofChunk: start)
        if front > 0 { start += layout.alignment - front }
        beginHeap(region, at: start, index)
        self[index].maximumSystemMemory = heap.size
        row(.newArena, index, self[index].top, self[index].topSize, log: &log)
        attach(slot, to: index)
        self[index].next = self[.main].next
        self[.main].next = index
        return index
    }

    /// After fork, in the child: only the calling thread is left; all other arenas are free for new threads.
    mutating func becomeChild(process: ProcessID, thread: Int32) {
        self.process = process
        let own = threads.existingSlot(thread)
        for slot in threads.others(than: own) { leak(slot) }
        let ownArena = own.flatMap { threads[$0].arena }
        if let own { threads.rename(own, to: process.rawValue) }
        if let ownArena { self[ownArena].attachedThreads = 1 }
        arenaList.free = nil
        var arena = ArenaIndex.main
        repeat {
            if arena != ownArena {
                self[arena].attachedThreads = 0
                pushFreeArena(arena)
            }
            arena = self[arena].next
        } while !arena.isMain
        memory.forgetTouched()
        isDirty = true
    }

    /// The cached chunks of a thread that is not in the child stay in use for ever.
    private mutating func leak(_ slot: ThreadSlot) {
        for bin in 0..<PtmallocLayout.tcacheBinCount {
            while threads.counts[slot.tcache(bin)] > 0 {
                let chunk = popTcache(bin: bin, slot: slot)
                memory[chunk].state = .inUse
                memory[chunk].requested = 0
                figures.free &-= memory[chunk].size
                figures.inUse &+= memory[chunk].size
            }
        }
        threads[slot].tcache = 0
        threads.remove(slot)
    }
}
