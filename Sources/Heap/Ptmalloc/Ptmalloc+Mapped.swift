import ReplayModel

/// Chunks with a mapping of their own.
extension Ptmalloc {
    /// Maps a chunk of its own (sysmalloc_mmap), with the alignment that memalign wants. nil: failed.
    mutating func mapChunk(
        _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        let isHeaderAligned = layout.alignment == layout.header
        let padding = layout.word + (isHeaderAligned ? 0 : layout.alignment - 1)
        let length = layout.pageUp(request.size &+ padding)
        guard length > request.size else { return nil }
        flush(kernel: &kernel, log: &log)
        guard let block = kernel.mmap(HeapMapping(length: length), log: &log) else { return nil }
        let front = layout.misalignment(ofChunk: block)
        var lead = front > 0 ? layout.alignment - front : 0
        memory.touch(block + lead, length: layout.header)
        lead += alignmentLead(of: block + lead, request.alignment)
        let chunk = MappedChunk(address: block + lead, lead: lead, size: length - lead, requested: request.bytes ?? 0)
        memory.touch(chunk.address, length: layout.header)
        mapped[chunk.address + layout.header] = chunk
        figures.mapped &+= length
        figures.mappedChunks += 1
        figures.requested &+= chunk.requested
        row(
            .fromMmap, .main, at: chunk.address, chunk.size, requested: request.bytes, recorded: request.recorded, log: &log)
        if parameters.perturb != 0 { memory.touch(chunk.address + layout.header, length: request.bytes ?? 0) }
        return chunk.address + layout.header
    }

    /// Bytes to skip behind a chunk's address, at least a smallest chunk, so that its user address is aligned.
    func alignmentLead(of chunk: UInt64, _ alignment: UInt64) -> UInt64 {
        let user = chunk &+ layout.header
        guard alignment > 0, user & (alignment - 1) != 0 else { return 0 }
        let lead = ((user &+ alignment &- 1) & ~(alignment - 1)) &- user
        return lead < layout.minimum ? lead + alignment : lead
    }

    /// Frees a chunk with a mapping of its own; the dynamic thresholds follow its size (__libc_free).
    mutating func releaseMapped(
        _ address: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> FreeOutcome {
        guard let chunk = mapped[address] else {
            return layout.misalignment(ofChunk: address &- layout.header) == 0 ? .unknownBlock : .misaligned
        }
        // glibc compares with the size field, whose flag bits make it the larger one among equals.
        if parameters.isThresholdDynamic && chunk.size >= parameters.mmapThreshold
            && chunk.size < layout.largestDynamicThreshold
        {
            parameters.mmapThreshold = chunk.size
            parameters.trimThreshold = 2 * chunk.size
        }
        unmap(chunk, kernel: &kernel, log: &log)
        return .freed
    }

    /// Gives a chunk's mapping back (munmap_chunk).
    mutating func unmap(_ chunk: MappedChunk, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog) {
        flush(kernel: &kernel, log: &log)
        mapped[chunk.address + layout.header] = nil
        figures.mapped &-= chunk.total
        figures.mappedChunks -= 1
        figures.requested &-= chunk.requested
        row(.toMmap, .main, at: chunk.address, chunk.size, log: &log)
        kernel.munmap(chunk.block, length: chunk.total, log: &log)
    }

    /// Resizes a chunk's mapping (mremap_chunk). nil: failed.
    mutating func remap(
        _ chunk: MappedChunk, _ request: HeapRequest, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64? {
        let total = layout.pageUp(request.size &+ chunk.lead &+ layout.word)
        var moved = chunk
        if total != chunk.total {
            flush(kernel: &kernel, log: &log)
            guard let block = kernel.mremap(chunk.block, oldLength: chunk.total, newLength: total, log: &log) else { return nil }
            moved.address = block + chunk.lead
            moved.size = total - chunk.lead
            memory.touch(moved.address, length: layout.header)
        }
        moved.requested = request.bytes ?? 0
        replace(chunk, with: moved, request, log: &log)
        return moved.address + layout.header
    }

    mutating func replace(
        _ chunk: MappedChunk, with moved: MappedChunk, _ request: HeapRequest, log: inout TransitionLog
    ) {
        mapped[chunk.address + layout.header] = nil
        mapped[moved.address + layout.header] = moved
        figures.mapped = figures.mapped &- chunk.total &+ moved.total
        figures.requested = figures.requested &- chunk.requested &+ moved.requested
        if moved.address != chunk.address { row(.toMmap, .main, at: chunk.address, chunk.size, log: &log) }
        row(
            moved.address == chunk.address ? .resize : .fromMmap, .main, at: moved.address, moved.size,
            requested: request.bytes, recorded: request.recorded, log: &log)
    }
}
