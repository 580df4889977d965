/// Invariants, checked by walking everything. O(chunks).
extension Ptmalloc {
    /// - chunks tile every stretch from its start to top or a fencepost, and no chunk begins anywhere else;
    /// - a chunk's header says that the one before is free exactly when that is in a bin, and then has its size; no two
    ///   chunks in bins are neighbours, and none is top's;
    /// - every chunk in state tcache, fastbin, unsorted, smallbin or largebin is in exactly one list of that kind, of its
    ///   own arena and size, and lists hold no others; large bins fall in size and their rings join the first of each size;
    /// - the figures equal the sums over the chunks.
    func checkInvariants() {
        var tally = HeapTally()
        for stretch in stretches { check(stretch, &tally) }
        check(memory.chunkCount == tally.chunks, "chunks outside of all stretches")
        for index in 0..<arenas.count { check(ArenaIndex(UInt16(index)), &tally) }
        checkTcaches(&tally)
        for state in ChunkState.allCases where state.isFree {
            let counts = (tally.walked[Int(state.rawValue)], tally.listed[Int(state.rawValue)])
            check(counts.0 == counts.1, "\(counts.0) chunks are \(state), the lists hold \(counts.1)")
        }
        checkFigures(tally)
    }

    private func check(_ condition: Bool, _ message: @autoclosure () -> String) {
        precondition(condition, "heap of \(process.rawValue): \(message())")
    }

    private func check(_ stretch: HeapStretch, _ tally: inout HeapTally) {
        var previous: ChunkRecord?
        forEachChunk(of: stretch) { index in
            let record = memory[index]
            let isAfterFree = previous?.state.isBinned ?? false
            check(record.isPreviousInUse != isAfterFree, "wrong bit at \(memory.address(index))")
            if isAfterFree {
                check(record.previousSize == previous?.size, "wrong previous size at \(memory.address(index))")
                check(!record.state.isBinned && record.state != .top, "free neighbours at \(memory.address(index))")
            }
            check(record.isIn(.top) || record.size >= layout.minimum, "short chunk at \(memory.address(index))")
            check(arena(of: index) == stretch.arena, "chunk of another arena")
            tally.add(record)
            previous = record
        }
        guard previous?.state == .top else { return }
        check(
            previous?.size == self[stretch.arena].topSize,
            "top has \(previous?.size ?? 0) bytes, the arena says \(self[stretch.arena].topSize)")
    }

    private func check(_ arena: ArenaIndex, _ tally: inout HeapTally) {
        check(self[arena].top == .none || memory[self[arena].top].isIn(.top), "top of arena \(arena.rawValue)")
        check(self[arena].systemMemory <= self[arena].maximumSystemMemory, "system memory above its maximum")
        for number in 1..<PtmallocLayout.binCount { checkBin(number, arena, &tally) }
        for bin in 0..<PtmallocLayout.fastbinStride {
            var chunk = fastbins[Int(arena.rawValue) * PtmallocLayout.fastbinStride + bin]
            check(chunk == .none || self[arena].hasFast, "fastbin chunks unknown to the arena")
            while chunk != .none {
                check(layout.fastbin(memory[chunk].size) == bin, "fastbin \(bin) has another size")
                checkListed(chunk, .fastbin, arena, &tally)
                chunk = memory[chunk].forward
            }
        }
    }

    private func checkListed(_ chunk: ChunkIndex, _ state: ChunkState, _ arena: ArenaIndex?, _ tally: inout HeapTally) {
        check(memory[chunk].isIn(state), "\(memory[chunk].state) chunk in a list of \(state)")
        check(arena == nil || self.arena(of: chunk) == arena, "chunk in a list of another arena")
        tally.listed[Int(state.rawValue)] += 1
    }

    private func checkBin(_ number: Int, _ arena: ArenaIndex, _ tally: inout HeapTally) {
        let head = self[arena].bin(number)
        let state = number == 1 ? ChunkState.unsorted : number < 64 ? .smallbin : .largebin
        var previous = head
        var chunk = memory[head].forward
        var firsts: [ChunkIndex] = []
        while chunk != head {
            let record = memory[chunk]
            checkListed(chunk, state, arena, &tally)
            check(record.backward == previous, "bin \(number) is broken")
            check(number == 1 || layout.bin(record.size) == number, "size \(record.size) in bin \(number)")
            if state == .largebin {
                let isFirst = previous == head || memory[previous].size != record.size
                check(previous == head || memory[previous].size >= record.size, "bin \(number) is out of order")
                check(isFirst == (record.nextSmaller != .none), "ring of sizes in bin \(number)")
                if isFirst { firsts.append(chunk) }
            }
            previous = chunk
            chunk = record.forward
        }
        check(memory[head].backward == previous, "bin \(number) has a wrong end")
        check(number == 1 || previous == head || self[arena].marked(from: number) == number, "bin \(number) is not marked")
        for (position, first) in firsts.enumerated() {
            let next = firsts[(position + 1) % firsts.count]
            check(memory[first].nextSmaller == next && memory[next].nextLarger == first, "ring of sizes in bin \(number)")
        }
    }

    private func checkTcaches(_ tally: inout HeapTally) {
        for entry in 0..<threads.counts.count {
            var chunk = threads.heads[entry]
            for _ in 0..<threads.counts[entry] {
                checkListed(chunk, .tcache, nil, &tally)
                check(layout.tcacheBin(memory[chunk].size) == entry % PtmallocLayout.tcacheBinCount, "tcache size")
                chunk = memory[chunk].forward
            }
        }
    }

    private func checkFigures(_ tally: HeapTally) {
        let mappings = mapped.sorted
        let requested = tally.requested + mappings.reduce(0) { $0 + $1.requested }
        check(figures.inUse == tally.inUse, "in use \(figures.inUse), counted \(tally.inUse)")
        check(figures.free == tally.free, "free \(figures.free), counted \(tally.free)")
        check(figures.top == tally.top, "top \(figures.top), counted \(tally.top)")
        check(figures.requested == requested, "requested \(figures.requested), counted \(requested)")
        check(figures.mapped == mappings.reduce(0) { $0 + $1.total }, "mapped")
        check(Int(figures.mappedChunks) == mappings.count, "mapped chunks")
        check(figures.arena == (0..<arenas.count).reduce(0) { $0 + arenas[$1].systemMemory }, "arena bytes")
        check(figures.arena >= tally.inUse + tally.free + tally.top, "more chunks than memory")
    }
}

/// What a walk over the chunks found.
private struct HeapTally {
    var inUse: UInt64 = 0
    var free: UInt64 = 0
    var top: UInt64 = 0
    var requested: UInt64 = 0
    var chunks = 0
    /// Chunks by state, found by address and found in lists.
    var walked = [Int](repeating: 0, count: ChunkState.allCases.count)
    var listed = [Int](repeating: 0, count: ChunkState.allCases.count)

    mutating func add(_ record: ChunkRecord) {
        chunks += 1
        walked[Int(record.state.rawValue)] += 1
        if record.isIn(.top) {
            top += record.size
        } else if record.state.isFree {
            free += record.size
        } else {
            inUse += record.size
            requested += record.requested
        }
    }
}
