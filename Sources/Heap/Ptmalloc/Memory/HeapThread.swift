/// What the C library keeps for each thread: its arena and its tcache.
///
/// Invariant: without a tcache all counts of the slot are 0.
struct HeapThread: Sendable {
    var thread: Int32
    /// nil: it has not allocated yet, or has left its arena.
    var arena: ArenaIndex?
    /// Address of the tcache structure; 0: there is none yet.
    var tcache: UInt64 = 0
    var isShuttingDown = false
    /// Epoch in which the tcache structure was last touched.
    var epoch: UInt32 = 0
}

/// A thread's place in `HeapThreads`; a later thread may have it again.
struct ThreadSlot: Hashable, Sendable {
    let position: Int

    /// Where the thread's list of a bin is in `HeapThreads.heads` and `counts`.
    @inline(__always) func tcache(_ bin: Int) -> Int { position &* PtmallocLayout.tcacheBinCount &+ bin }
}

/// The threads of a process, and the tcache lists of all.
struct HeapThreads: Sendable {
    private var slots: [HeapThread] = []
    var heads = SharedBuffer<ChunkIndex>(capacity: PtmallocLayout.tcacheBinCount)
    var counts = SharedBuffer<UInt16>(capacity: PtmallocLayout.tcacheBinCount)
    private var numbers: [Int32: ThreadSlot] = [:]
    private var free: [ThreadSlot] = []
    /// The thread that called last and its slot; `Int32.min` is none. The others are looked up.
    private(set) var last: (thread: Int32, slot: ThreadSlot) = (.min, ThreadSlot(position: 0))

    subscript(slot: ThreadSlot) -> HeapThread {
        @inline(__always) _read { yield slots[slot.position] }
        @inline(__always) _modify { yield &slots[slot.position] }
    }

    /// The slot of a thread, new if need be. From here on it is the last one.
    mutating func slot(_ thread: Int32) -> ThreadSlot {
        let slot = numbers[thread] ?? addSlot(thread)
        last = (thread, slot)
        return slot
    }

    private mutating func addSlot(_ thread: Int32) -> ThreadSlot {
        let slot = free.popLast() ?? ThreadSlot(position: slots.count)
        if slot.position == slots.count {
            slots.append(HeapThread(thread: thread))
            heads.append(.none, repeated: PtmallocLayout.tcacheBinCount)
            counts.append(0, repeated: PtmallocLayout.tcacheBinCount)
        } else {
            self[slot] = HeapThread(thread: thread)
        }
        numbers[thread] = slot
        return slot
    }

    /// Takes memory of its own after a copy.
    mutating func unshare() {
        heads.unshare()
        counts.unshare()
    }

    /// The slot of a thread that has one.
    func existingSlot(_ thread: Int32) -> ThreadSlot? { numbers[thread] }

    /// Slots of all threads but one, in order of their slots.
    func others(than slot: ThreadSlot?) -> [ThreadSlot] {
        slots.indices.map { ThreadSlot(position: $0) }.filter { $0 != slot && numbers[self[$0].thread] == $0 }
    }

    /// The thread has another number from now on: the only thread of a forked child is numbered as its process.
    mutating func rename(_ slot: ThreadSlot, to thread: Int32) {
        numbers[self[slot].thread] = nil
        self[slot].thread = thread
        numbers[thread] = slot
        last.thread = .min
    }

    /// Forgets a thread. Precondition: its tcache is gone.
    mutating func remove(_ slot: ThreadSlot) {
        numbers[self[slot].thread] = nil
        free.append(slot)
        last.thread = .min
    }
}
