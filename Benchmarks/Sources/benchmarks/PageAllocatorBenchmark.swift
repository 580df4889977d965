import CBuddy
import Replay
import TraceFormat

/// The page allocator alone, every transition written to the log, beside a minimal C buddy allocator that stores nothing.
struct PageAllocatorBenchmark {
    /// Orders of the requests, drawn from this list.
    var orders: [UInt8]

    static let orderZero = PageAllocatorBenchmark(orders: [0])
    /// What kernels ask for, roughly: mostly single pages, some slabs and stacks, now and then a large block.
    static let mixed = PageAllocatorBenchmark(
        orders: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 9])

    private static let slots = 8192

    /// One request or free: which slot, and the order where the slot is empty.
    struct Operation {
        var slot: Int
        var order: UInt8
    }

    /// A seeded sequence in which each slot is filled and emptied in turn.
    func operations(_ count: Int, seed: UInt64 = 1) -> [Operation] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<count).map { _ in Operation(slot: next(Self.slots), order: orders[next(orders.count)]) }
    }

    /// Nanoseconds for `operations` in the model, its rows dropped every 4096 operations.
    func model(_ operations: [Operation]) -> UInt64 {
        var memory = PhysicalMemory(profile: MachineProfile.builtIn(named: "x86_64-24g")!)
        var log = TransitionLog()
        var live = [(frame: FrameNumber, order: UInt8)?](repeating: nil, count: Self.slots)
        let start = ContinuousClock.now
        for (index, operation) in operations.enumerated() {
            if let block = live[operation.slot] {
                memory.free(block.frame, order: block.order, cpu: 0, log: &log)
                live[operation.slot] = nil
            } else {
                let request = PageRequest(order: operation.order, gfp: .kernel, owner: FrameOwner(.kernel))
                live[operation.slot] = memory.allocate(request, log: &log).map { ($0, operation.order) }
            }
            if index % 4096 == 0 { log.removeRows() }
        }
        return nanoseconds(since: start)
    }

    /// The same in C.
    func reference(_ operations: [Operation]) -> UInt64 {
        let buddy = buddy_create(6 << 20)!
        defer { buddy_destroy(buddy) }
        var live = [(frame: UInt32, order: UInt8)?](repeating: nil, count: Self.slots)
        let start = ContinuousClock.now
        for operation in operations {
            if let block = live[operation.slot] {
                buddy_free(buddy, block.frame, UInt32(block.order))
                live[operation.slot] = nil
            } else {
                live[operation.slot] = (buddy_allocate(buddy, UInt32(operation.order)), operation.order)
            }
        }
        return nanoseconds(since: start)
    }
}

func nanoseconds(since start: ContinuousClock.Instant) -> UInt64 {
    let parts = (ContinuousClock.now - start).components
    return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
}
