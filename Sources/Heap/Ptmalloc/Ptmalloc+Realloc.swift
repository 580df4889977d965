import ReplayModel

/// realloc: in place where it can be.
extension Ptmalloc {
    mutating func realloc(
        _ old: UInt64, _ bytes: UInt64, thread: Int32, recorded: UInt64?, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> ReallocOutcome {
        if old == 0 {
            let address = malloc(bytes, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
            return ReallocOutcome(address: address, old: .null)
        }
        let slot = enter(thread)
        defer { flush(kernel: &kernel, log: &log) }
        if bytes == 0 { return ReallocOutcome(address: 0, old: release(old, slot: slot, kernel: &kernel, log: &log)) }
        let chunk = memory.find(old &- layout.header)
        if chunk == .none {
            return reallocMapped(old, bytes, slot, thread, recorded: recorded, kernel: &kernel, log: &log)
        }
        let spare = layout.usable(memory[chunk].size) &- bytes
        if rules.reallocKeepsSlack, memory[chunk].isIn(.inUse), spare < layout.header {
            let request = HeapRequest(size: memory[chunk].size, bytes: bytes, slot: slot, recorded: recorded)
            return ReallocOutcome(address: setRequested(chunk, request, arena(of: chunk), log: &log), old: .freed)
        }
        ensureTcache(slot, kernel: &kernel, log: &log)
        guard memory[chunk].isIn(.inUse) else { return ReallocOutcome(address: 0, old: .unnoticedDoubleFree) }
        guard let size = layout.chunkSize(for: bytes) else {
            return ReallocOutcome(address: fail(bytes, recorded: recorded, log: &log), old: .freed)
        }
        let request = HeapRequest(size: size, bytes: bytes, slot: slot, recorded: recorded)
        var address = intRealloc(chunk, request, kernel: &kernel, log: &log)
        if address == 0 && isThreaded { address = moveElsewhere(chunk, request, thread, kernel: &kernel, log: &log) }
        return ReallocOutcome(address: address == 0 ? fail(bytes, recorded: recorded, log: &log) : address, old: .freed)
    }

    /// The chunk's own arena had no room: tries malloc, which may ask other arenas.
    private mutating func moveElsewhere(
        _ chunk: ChunkIndex, _ request: HeapRequest, _ thread: Int32, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        var address = takeTcache(request, log: &log)
        if address == nil { address = arenaMalloc(request, kernel: &kernel, log: &log) }
        guard let address, address != 0 else { return 0 }
        copy(from: user(chunk), to: address, length: layout.usable(memory[chunk].size), kernel: &kernel, log: &log)
        intFree(chunk, arena(of: chunk), slot: request.slot, kernel: &kernel, log: &log)
        return address
    }

    /// memcpy: reads one range and writes the other.
    mutating func copy(
        from old: UInt64, to new: UInt64, length: UInt64, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) {
        flush(kernel: &kernel, log: &log)
        kernel.load(old, length: length, log: &log)
        kernel.touch(new, length: length, log: &log)
    }

    /// Resizes a chunk of an arena (_int_realloc). 0: failed, and nothing has changed.
    private mutating func intRealloc(
        _ chunk: ChunkIndex, _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let arena = arena(of: chunk)
        let size = memory[chunk].size
        memory.touch(self[arena].home)
        if size >= request.size { return shrink(chunk, to: request, arena, kernel: &kernel, log: &log) }
        let next = memory.after(chunk, size)
        if next == self[arena].top && size + self[arena].topSize >= request.size + layout.minimum {
            return growIntoTop(chunk, size, request, arena, log: &log)
        }
        if memory[next].state.isBinned && size + memory[next].size >= request.size {
            let more = absorb(next, arena, log: &log)
            figures.free &-= more
            extend(chunk, size, by: more)
            return shrink(chunk, to: request, arena, kernel: &kernel, log: &log)
        }
        return move(chunk, size, next, request, arena, kernel: &kernel, log: &log)
    }

    /// Makes a chunk longer by what stood behind it; the chunk behind that knows it is in use.
    private mutating func extend(_ chunk: ChunkIndex, _ size: UInt64, by more: UInt64) {
        memory[chunk].set(size: size + more, .inUse)
        figures.inUse &+= more
        setInUse(behind: chunk, size: size + more)
    }

    private mutating func growIntoTop(
        _ chunk: ChunkIndex, _ size: UInt64, _ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog
    ) -> UInt64 {
        let total = size + self[arena].topSize
        memory[self[arena].top].erase()
        memory[chunk].set(size: request.size, .inUse)
        figures.inUse &+= request.size - size
        setTop(memory.after(chunk, request.size), size: total - request.size, arena: arena)
        return setRequested(chunk, request, arena, log: &log)
    }

    /// Takes a new chunk, copies and frees the old one; if the new chunk happens to follow the old one, joins them.
    private mutating func move(
        _ chunk: ChunkIndex, _ size: UInt64, _ next: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let address = intMalloc(request, arena, kernel: &kernel, log: &log)
        if address == 0 { return 0 }
        let new = memory.find(address - layout.header)
        if new == next && new != .none {
            return join(chunk, size, new, request, arena, kernel: &kernel, log: &log)
        }
        copy(from: user(chunk), to: address, length: layout.usable(size), kernel: &kernel, log: &log)
        intFree(chunk, arena, slot: request.slot, kernel: &kernel, log: &log)
        return address
    }

    private mutating func join(
        _ chunk: ChunkIndex, _ size: UInt64, _ new: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        let more = memory[new].size
        figures.inUse &-= more
        figures.requested &-= memory[new].requested
        row(.merge, arena, new, more, log: &log)
        memory[new].erase()
        extend(chunk, size, by: more)
        return shrink(chunk, to: request, arena, kernel: &kernel, log: &log)
    }

    /// Cuts a chunk in use to the size asked for, if the rest makes a chunk, and frees the rest.
    private mutating func shrink(
        _ chunk: ChunkIndex, to request: HeapRequest, _ arena: ArenaIndex, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        let rest = memory[chunk].size - request.size
        memory.touch(chunk)
        guard rest >= layout.minimum else { return setRequested(chunk, request, arena, log: &log) }
        memory[chunk].set(size: request.size, .inUse)
        let address = setRequested(chunk, request, arena, log: &log)
        splitOff(rest, behind: chunk, request, arena, kernel: &kernel, log: &log)
        return address
    }

    /// Frees the end of what was a chunk in use: `rest` bytes behind a chunk that has its new size already.
    mutating func splitOff(
        _ rest: UInt64, behind chunk: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        let end = cutOff(rest, behind: chunk, arena, log: &log)
        intFree(end, arena, slot: request.slot, kernel: &kernel, log: &log)
    }

    /// Makes `rest` bytes behind a chunk that has its new size already a chunk of their own, still in use.
    mutating func cutOff(_ rest: UInt64, behind chunk: ChunkIndex, _ arena: ArenaIndex, log: inout TransitionLog) -> ChunkIndex {
        let end = memory.after(chunk, memory[chunk].size)
        memory[end].set(size: rest, .inUse, previousInUse: true)
        memory[end].requested = 0
        memory.touch(end)
        setInUse(behind: end, size: rest)
        row(.split, arena, end, rest, log: &log)
        return end
    }

    /// Notes what was asked for of a chunk that keeps its place, and writes its row.
    mutating func setRequested(
        _ chunk: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog
    ) -> UInt64 {
        figures.requested = figures.requested &- memory[chunk].requested &+ (request.bytes ?? 0)
        memory[chunk].requested = request.bytes ?? 0
        memory.touch(chunk)
        row(
            .resize, arena, chunk, memory[chunk].size, requested: request.bytes, recorded: request.recorded, log: &log)
        return user(chunk)
    }

    private mutating func reallocMapped(
        _ old: UInt64, _ bytes: UInt64, _ slot: ThreadSlot, _ thread: Int32, recorded: UInt64?,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> ReallocOutcome {
        guard let chunk = mapped[old] else {
            let isAligned = layout.misalignment(ofChunk: old &- layout.header) == 0
            return ReallocOutcome(address: 0, old: isAligned ? .unknownBlock : .misaligned)
        }
        guard let size = layout.chunkSize(for: bytes) else {
            return ReallocOutcome(address: fail(bytes, recorded: recorded, log: &log), old: .freed)
        }
        let request = HeapRequest(size: size, bytes: bytes, slot: slot, recorded: recorded)
        if rules.reallocKeepsSlack, chunk.size - layout.header >= bytes, chunk.size - layout.header - bytes <= pageSize {
            return keepMapped(old, chunk, request, log: &log)
        }
        if let address = remap(chunk, request, kernel: &kernel, log: &log) {
            return ReallocOutcome(address: address, old: .freed)
        }
        if chunk.size - layout.word >= size {
            return keepMapped(old, chunk, request, log: &log)
        }
        let address = malloc(bytes, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
        if address != 0 {
            copy(from: old, to: address, length: chunk.size - layout.header, kernel: &kernel, log: &log)
            unmap(chunk, kernel: &kernel, log: &log)
        }
        return ReallocOutcome(address: address, old: .freed)
    }

    private mutating func keepMapped(
        _ old: UInt64, _ chunk: MappedChunk, _ request: HeapRequest, log: inout TransitionLog
    ) -> ReallocOutcome {
        var retained = chunk
        retained.requested = request.bytes ?? 0
        replace(chunk, with: retained, request, log: &log)
        return ReallocOutcome(address: old, old: .freed)
    }
}
