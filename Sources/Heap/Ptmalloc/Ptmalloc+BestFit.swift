import ReplayModel

/// The unsorted list and the search through the bins.
extension Ptmalloc {
    /// How many chunks malloc sorts before it looks at the bins (MAX_ITERS).
    private static let sortLimit = 10000

    /// Sorts the unsorted chunks into their bins, oldest first, until one fits exactly. Exact fits fill the tcache first;
    /// then one of them is the answer. A small request may instead cut the last remainder, if that is the only chunk.
    mutating func sortUnsorted(_ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64? {
        let head = self[arena].unsorted
        let bin = layout.tcacheBin(request.size)
        var isCached = false
        var sorted = 0
        while sorted < Self.sortLimit {
            let chunk = memory[head].backward
            if chunk == head { break }
            let size = memory[chunk].size
            if canCutRemainder(chunk, size, head, request, arena) {
                return cutRemainder(chunk, size, request, arena, log: &log)
            }
            if size == request.size {
                takeOldest(chunk, head: head, size: size)
                guard hasTcacheRoom(bin, slot: request.slot) else {
                    figures.free &-= size
                    return handOutFresh(chunk, size, .fromUnsorted, request, arena, log: &log)
                }
                pushTcache(chunk, bin: bin, slot: request.slot)
                row(.toTcache, arena, chunk, size, log: &log)
                isCached = true
                continue
            }
            let backward = memory[chunk].backward
            memory[head].backward = backward
            memory[backward].forward = head
            memory.touchLinks(backward)
            sort(chunk, size: size, arena: arena, log: &log)
            sorted += 1
            if isCached && parameters.tcacheUnsortedLimit > 0 && sorted > parameters.tcacheUnsortedLimit { break }
        }
        return isCached ? takeTcache(bin, request, log: &log) : nil
    }

    @inline(__always)
    private func canCutRemainder(
        _ chunk: ChunkIndex, _ size: UInt64, _ head: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex
    ) -> Bool {
        layout.isSmall(request.size) && memory[chunk].backward == head && size > request.size &+ layout.minimum
            && memory.address(chunk) == self[arena].lastRemainder
    }

    /// Cuts the last remainder, the only unsorted chunk; its rest takes its place.
    private mutating func cutRemainder(
        _ chunk: ChunkIndex, _ size: UInt64, _ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog
    ) -> UInt64 {
        let head = self[arena].unsorted
        memory[head].forward = head
        memory[head].backward = head
        return cut(chunk, size, .fromUnsorted, request, arena, isLast: true, log: &log)
    }

    /// Hands out the front of a free chunk that is in no list any more; the rest becomes unsorted.
    private mutating func cut(
        _ chunk: ChunkIndex, _ size: UInt64, _ operation: HeapOperation, _ request: HeapRequest, _ arena: ArenaIndex,
        isLast: Bool, log: inout TransitionLog
    ) -> UInt64 {
        let rest = memory.after(chunk, request.size)
        memory[chunk].set(size: request.size, .inUse, previousInUse: true)
        memory.touch(chunk)
        linkUnsorted(rest, size: size - request.size, arena: arena)
        if isLast { self[arena].lastRemainder = memory.address(rest) }
        figures.free &-= request.size
        row(.split, arena, rest, size - request.size, log: &log)
        return handOutFresh(chunk, request.size, operation, request, arena, log: &log)
    }

    /// The smallest chunk that fits: from the request's own large bin, else the smallest of the next bin with any.
    mutating func takeBestFit(_ request: HeapRequest, _ arena: ArenaIndex, log: inout TransitionLog) -> UInt64? {
        let number = layout.bin(request.size)
        if !layout.isSmall(request.size), let chunk = bestFit(in: self[arena].bin(number), request.size) {
            return takeBinned(chunk, request, arena, isLast: false, log: &log)
        }
        guard let chunk = smallestOfLargerBin(than: number, arena) else { return nil }
        return takeBinned(chunk, request, arena, isLast: layout.isSmall(request.size), log: &log)
    }

    /// The smallest chunk of a large bin that fits; of several equals the second, so that the ring of sizes can stay.
    private mutating func bestFit(in head: ChunkIndex, _ size: UInt64) -> ChunkIndex? {
        let largest = memory[head].forward
        guard largest != head, memory[largest].size >= size else { return nil }
        var chunk = memory[largest].nextLarger
        while memory[chunk].size < size { chunk = memory[chunk].nextLarger }
        let second = memory[chunk].forward
        return second != head && memory[second].size == memory[chunk].size ? second : chunk
    }

    /// The last chunk of the first bin that has any, behind a number. Marks of empty bins met on the way are cleared.
    private mutating func smallestOfLargerBin(than number: Int, _ arena: ArenaIndex) -> ChunkIndex? {
        var start = number + 1
        while let marked = self[arena].marked(from: start) {
            let head = self[arena].bin(marked)
            let chunk = memory[head].backward
            if chunk != head { return chunk }
            self[arena].unmark(marked)
            start = marked + 1
        }
        return nil
    }

    /// Hands out a chunk of a bin, cut if the rest makes a chunk.
    private mutating func takeBinned(
        _ chunk: ChunkIndex, _ request: HeapRequest, _ arena: ArenaIndex, isLast: Bool, log: inout TransitionLog
    ) -> UInt64 {
        let size = memory[chunk].size
        let operation = memory[chunk].isIn(.smallbin) ? HeapOperation.fromSmallbin : .fromLargebin
        unlink(chunk)
        if size - request.size >= layout.minimum {
            return cut(chunk, size, operation, request, arena, isLast: isLast, log: &log)
        }
        setInUse(behind: chunk, size: size)
        figures.free &-= size
        return handOutFresh(chunk, size, operation, request, arena, log: &log)
    }
}
