import ReplayModel

/// Lists of free chunks: double links in bins, single links in tcache and fastbins.
extension Ptmalloc {
    /// Takes a chunk out of its bin (unlink_chunk). The caller sets its state.
    @inline(__always) mutating func unlink(_ chunk: ChunkIndex) {
        let record = memory[chunk]
        memory[record.forward].backward = record.backward
        memory[record.backward].forward = record.forward
        memory.touchLinks(record.forward)
        memory.touchLinks(record.backward)
        if record.isIn(.largebin) && record.nextSmaller != .none { unlinkSize(chunk, record) }
    }

    /// Takes the first chunk of its size out of the ring of sizes.
    private mutating func unlinkSize(_ chunk: ChunkIndex, _ record: ChunkRecord) {
        let heir = record.forward
        if isBinHead(heir) || memory[heir].nextSmaller != .none {
            memory[record.nextSmaller].nextLarger = record.nextLarger
            memory[record.nextLarger].nextSmaller = record.nextSmaller
        } else if record.nextSmaller == chunk {
            memory[heir].nextSmaller = heir
            memory[heir].nextLarger = heir
        } else {
            memory[heir].nextSmaller = record.nextSmaller
            memory[heir].nextLarger = record.nextLarger
            memory[record.nextSmaller].nextLarger = heir
            memory[record.nextLarger].nextSmaller = heir
        }
    }

    @inline(__always) func isBinHead(_ index: ChunkIndex) -> Bool { memory.region(of: index) == .none }

    /// Puts a chunk between two of a list.
    @inline(__always) mutating func link(_ chunk: ChunkIndex, between backward: ChunkIndex, and forward: ChunkIndex) {
        memory[chunk].backward = backward
        memory[chunk].forward = forward
        memory[forward].backward = chunk
        memory[backward].forward = chunk
        memory.touchLinks(chunk)
        memory.touchLinks(forward)
        memory.touchLinks(backward)
    }

    /// Makes a chunk free and puts it at the front of the unsorted list; its size is in the header of the next, too.
    /// Precondition: the chunk before it is in use.
    @inline(__always) mutating func linkUnsorted(_ chunk: ChunkIndex, size: UInt64, arena: ArenaIndex) {
        memory[chunk].set(size: size, .unsorted, previousInUse: true)
        memory[chunk].nextSmaller = .none
        memory[chunk].nextLarger = .none
        let head = self[arena].unsorted
        link(chunk, between: head, and: memory[head].forward)
        let next = memory.after(chunk, size)
        memory[next].isPreviousInUse = false
        memory[next].previousSize = size
        memory.touch(chunk)
        memory.touch(next)
    }

    /// Sorts a chunk from the unsorted list into its bin.
    mutating func sort(_ chunk: ChunkIndex, size: UInt64, arena: ArenaIndex, log: inout TransitionLog) {
        let number = layout.bin(size)
        let head = self[arena].bin(number)
        if layout.isSmall(size) {
            memory[chunk].state = .smallbin
            link(chunk, between: head, and: memory[head].forward)
            row(.sortToSmallbin, arena, chunk, size, log: &log)
        } else {
            memory[chunk].state = .largebin
            let forward = placeInLargebin(chunk, size: size, head: head)
            link(chunk, between: memory[forward].backward, and: forward)
            row(.sortToLargebin, arena, chunk, size, log: &log)
        }
        self[arena].mark(number)
    }

    /// Finds a chunk's place in a large bin, which falls in size, and enters it in the ring of sizes if it is the first of
    /// its size; else it comes second. Returns what it goes in front of.
    private mutating func placeInLargebin(_ chunk: ChunkIndex, size: UInt64, head: ChunkIndex) -> ChunkIndex {
        let largest = memory[head].forward
        guard largest != head else {
            memory[chunk].nextSmaller = chunk
            memory[chunk].nextLarger = chunk
            return head
        }
        if size < memory[memory[head].backward].size {
            linkSize(chunk, before: largest)
            return head
        }
        var place = largest
        while size < memory[place].size { place = memory[place].nextSmaller }
        if size == memory[place].size { return memory[place].forward }
        linkSize(chunk, before: place)
        return place
    }

    /// Enters a chunk in the ring of sizes on the larger side of another.
    private mutating func linkSize(_ chunk: ChunkIndex, before smaller: ChunkIndex) {
        let larger = memory[smaller].nextLarger
        memory[chunk].nextSmaller = smaller
        memory[chunk].nextLarger = larger
        memory[smaller].nextLarger = chunk
        memory[larger].nextSmaller = chunk
        memory.touchLinks(smaller)
        memory.touchLinks(larger)
    }

    /// Puts a chunk on a fastbin.
    @inline(__always) mutating func pushFast(_ chunk: ChunkIndex, size: UInt64, arena: ArenaIndex) {
        let bin = Int(arena.rawValue) &* PtmallocLayout.fastbinStride &+ layout.fastbin(size)
        memory[chunk].state = .fastbin
        memory[chunk].forward = fastbins[bin]
        fastbins[bin] = chunk
        self[arena].hasFast = true
        memory.touchLinks(chunk)
    }

    /// Puts a chunk into a thread's tcache. Precondition: `hasTcacheRoom`.
    @inline(__always) mutating func pushTcache(_ chunk: ChunkIndex, bin: Int, slot: ThreadSlot) {
        let entry = slot.tcache(bin)
        memory[chunk].state = .tcache
        memory[chunk].forward = threads.heads[entry]
        threads.heads[entry] = chunk
        threads.counts[entry] &+= 1
        memory.touchLinks(chunk)
    }

    /// Takes the last chunk that went into a thread's tcache bin. Precondition: the bin is not empty.
    @inline(__always) mutating func popTcache(bin: Int, slot: ThreadSlot) -> ChunkIndex {
        let entry = slot.tcache(bin)
        let chunk = threads.heads[entry]
        threads.heads[entry] = memory[chunk].forward
        threads.counts[entry] &-= 1
        memory.touchLinks(chunk)
        return chunk
    }

    @inline(__always) func hasTcacheRoom(_ bin: Int, slot: ThreadSlot) -> Bool {
        bin < parameters.tcacheBins && threads[slot].tcache != 0
            && threads.counts[slot.tcache(bin)] < parameters.tcacheCount
    }
}
