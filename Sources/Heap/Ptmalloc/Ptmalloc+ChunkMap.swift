/// The heap as it lies in memory.
extension Ptmalloc {
    /// Visits the chunks of one arena, or of all arenas and the mmapped ones behind them, by address. O(chunks).
    func forEachChunk(arena: UInt16?, _ body: (HeapChunk) -> Void) {
        for stretch in stretches where arena == nil || stretch.arena.rawValue == arena {
            forEachChunk(of: stretch) { body(chunk($0, stretch.arena)) }
        }
        guard arena == nil else { return }
        for chunk in mapped.sorted {
            body(
                HeapChunk(
                    arena: 0, address: chunk.address, size: chunk.size, state: .mapped, requested: chunk.requested))
        }
    }

    /// Visits the chunks of a stretch with top, without fenceposts.
    func forEachChunk(of stretch: HeapStretch, _ body: (ChunkIndex) -> Void) {
        var address = stretch.start
        while true {
            let index = memory.lookUp(address)
            precondition(index != .none, "no chunk at \(address)")
            if memory[index].isIn(.fence) { return }
            body(index)
            if memory[index].isIn(.top) { return }
            address += memory[index].size
        }
    }

    private func chunk(_ index: ChunkIndex, _ arena: ArenaIndex) -> HeapChunk {
        let record = memory[index]
        return HeapChunk(
            arena: arena.rawValue, address: memory.address(index), size: record.size, state: record.state,
            requested: record.isIn(.inUse) ? record.requested : 0)
    }

    /// malloc_usable_size; nil: no block in use begins there.
    func usableSize(_ address: UInt64) -> UInt64? {
        let chunk = memory.lookUp(address &- layout.header)
        if chunk != .none { return memory[chunk].isIn(.inUse) ? layout.usable(memory[chunk].size) : nil }
        return mapped[address].map { $0.size - layout.header }
    }
}
