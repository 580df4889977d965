import ReplayModel

/// Transitions and figures.
///
/// How to rebuild the chunk map from the rows of `heap`, in order (sizes are those after the row):
/// - `from_*`: the chunk is in use (`from_mmap`: mapped); `from_top`: top begins behind it;
/// - `to_tcache`, `to_fastbin`, `to_unsorted`: the chunk, old or merged, is in that state; `split` makes a new unsorted one;
/// - `merge`: the chunk is no chunk any more, it became part of the one before it; `to_mmap`: it is gone;
/// - `sort_to_*`: the chunk changed bins;
/// - `resize`: the chunk in use has a new size; one that grew and reached top moved top's start;
/// - `to_top`, `grow_top`, `trim_top`, `new_arena`, `new_heap`: the arena's top is this chunk now, the old top is gone;
/// - `free_heap` (`chunk` is the heap's address) and `fail` change no other chunk.
extension Ptmalloc {
    @inline(__always)
    mutating func row(
        _ operation: HeapOperation, _ arena: ArenaIndex, _ chunk: ChunkIndex, _ size: UInt64, requested: UInt64? = nil,
        recorded: UInt64? = nil, log: inout TransitionLog
    ) {
        row(operation, arena, at: memory.address(chunk), size, requested: requested, recorded: recorded, log: &log)
    }

    @inline(__always)
    mutating func row(
        _ operation: HeapOperation, _ arena: ArenaIndex, at address: UInt64, _ size: UInt64, requested: UInt64? = nil,
        recorded: UInt64? = nil, log: inout TransitionLog
    ) {
        isDirty = true
        log.append(
            HeapRow(
                operation: operation, process: process, arena: arena.rawValue, chunk: VirtualAddress(address), size: size,
                requested: requested, recorded: recorded))
    }

    /// The call failed: NULL.
    mutating func fail(_ bytes: UInt64, recorded: UInt64?, log: inout TransitionLog) -> UInt64 {
        row(.fail, .main, at: 0, 0, requested: bytes, recorded: recorded, log: &log)
        return 0
    }

    /// Makes a chunk in use, for the user or for an inner step, and writes its row. Its size is final; the chunk behind it
    /// knows that it is in use. Figures of where it came from are the caller's.
    @inline(__always)
    mutating func handOut(
        _ chunk: ChunkIndex, _ size: UInt64, _ operation: HeapOperation, _ request: HeapRequest, _ arena: ArenaIndex,
        log: inout TransitionLog
    ) -> UInt64 {
        memory[chunk].state = .inUse
        memory[chunk].requested = request.bytes ?? 0
        figures.inUse &+= size
        figures.requested &+= request.bytes ?? 0
        row(operation, arena, chunk, size, requested: request.bytes, recorded: request.recorded, log: &log)
        return user(chunk)
    }

    /// `handOut` of a chunk that an arena's own lists or top gave: it may be filled with a pattern (M_PERTURB).
    @inline(__always)
    mutating func handOutFresh(
        _ chunk: ChunkIndex, _ size: UInt64, _ operation: HeapOperation, _ request: HeapRequest, _ arena: ArenaIndex,
        log: inout TransitionLog
    ) -> UInt64 {
        let address = handOut(chunk, size, operation, request, arena, log: &log)
        if parameters.perturb != 0 { memory.touch(address, length: request.bytes ?? layout.usable(request.size)) }
        return address
    }

    /// Makes a chunk an arena's top.
    @inline(__always)
    mutating func setTop(_ chunk: ChunkIndex, size: UInt64, arena: ArenaIndex) {
        memory[chunk].set(size: size, .top, previousInUse: true)
        memory.touch(chunk)
        figures.top = figures.top &- self[arena].topSize &+ size
        self[arena].top = chunk
        self[arena].topSize = size
    }

    /// Reports to the kernel the writes so far; before every system call and at the end of every call.
    @inline(__always)
    mutating func flush(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        if !memory.pending.isEmpty { flushPending(kernel: &kernel, log: &log) }
    }

    private mutating func flushPending(kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        for touch in memory.pending { kernel.touch(touch.address, length: touch.length, log: &log) }
        memory.clearPending()
    }

    mutating func endStep(log: inout TransitionLog) {
        guard isDirty else { return }
        isDirty = false
        log.append(
            HeapStateRow(
                process: process, arena: figures.arena, inUse: figures.inUse, freeBytes: figures.free, top: figures.top,
                mmapped: figures.mapped, mmappedChunks: figures.mappedChunks, requested: figures.requested,
                programBreak: VirtualAddress(figures.programBreak)))
    }
}
