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

/// The threads of a process, and the tcache lists of all: bin b of slot s is entry 64 s + b.
struct HeapThreads: Sendable {
    var slots: [HeapThread] = []
    var heads = SharedBuffer<ChunkIndex>(capacity: PtmallocLayout.tcacheBinCount)
    var counts = SharedBuffer<UInt16>(capacity: PtmallocLayout.tcacheBinCount)
    private var numbers: [Int32: Int] = [:]
    private var free: [Int] = []
    /// The thread that called last and its slot; `Int32.min` is none. The others are looked up.
    private(set) var last: (thread: Int32, slot: Int) = (.min, 0)

    /// The slot of a thread, new if need be. From here on it is the last one.
    mutating func slot(_ thread: Int32) -> Int {
        let slot = numbers[thread] ?? addSlot(thread)
        last = (thread, slot)
        return slot
    }

    private mutating func addSlot(_ thread: Int32) -> Int {
        let slot = free.popLast() ?? slots.count
        if slot == slots.count {
            slots.append(HeapThread(thread: thread))
            heads.append(.none, repeated: PtmallocLayout.tcacheBinCount)
            counts.append(0, repeated: PtmallocLayout.tcacheBinCount)
        } else {
            slots[slot] = HeapThread(thread: thread)
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
    func existingSlot(_ thread: Int32) -> Int? { numbers[thread] }

    /// Slots of all threads but one, in order of their slots.
    func others(than slot: Int?) -> [Int] { slots.indices.filter { $0 != slot && numbers[slots[$0].thread] == $0 } }

    /// The thread has another number from now on: the only thread of a forked child is numbered as its process.
    mutating func rename(_ slot: Int, to thread: Int32) {
        numbers[slots[slot].thread] = nil
        slots[slot].thread = thread
        numbers[thread] = slot
        last.thread = .min
    }

    /// Forgets a thread. Precondition: its tcache is gone.
    mutating func remove(_ slot: Int) {
        numbers[slots[slot].thread] = nil
        free.append(slot)
        last.thread = .min
    }
}
