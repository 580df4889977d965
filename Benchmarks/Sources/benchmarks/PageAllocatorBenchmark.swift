import CBuddy
import Pages
import ReplayModel
import TraceFormat

/// The page allocator alone, every transition written to the log, beside a minimal C buddy allocator that stores nothing.
struct PageAllocatorBenchmark: Benchmark {
    static let name = "page-allocator"
    static let about = "requests and frees of 8192 blocks at random; every transition is a row, in C nothing is kept"

    /// What kernels ask for, roughly: mostly single pages, some slabs and stacks, now and then a large block.
    private static let mixedOrders: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 9,
    ]

    private static let slots = 8192
    var rounds = 5
    var count = 4_000_000

    func run(into table: inout ResultTable) {
        measure("order-0", orders: [0], into: &table)
        measure("mixed-orders", orders: Self.mixedOrders, into: &table)
    }

    /// `orders`: those of the requests, drawn from this list.
    private func measure(_ name: String, orders: [UInt8], into table: inout ResultTable) {
        let operations = operations(orders)
        let times = interleaved(rounds: rounds, [{ model(operations) }, { reference(operations) }])
        let pairs = Double(operations.count) / 2e6
        table.add(
            Figure(
                benchmark: Self.name, name: name, value: pairs / times[0], unit: "million pairs/s",
                reference: ("minimal buddy in C", pairs / times[1])))
    }

    /// One request or free: which slot, and the order where the slot is empty.
    struct Operation {
        var slot: Int
        var order: UInt8
    }

    /// A seeded sequence in which each slot is filled and emptied in turn.
    func operations(_ orders: [UInt8], seed: UInt64 = 1) -> [Operation] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<count).map { _ in Operation(slot: next(Self.slots), order: orders[next(orders.count)]) }
    }

    /// Seconds for `operations` in the model, its rows dropped every 4096 operations.
    func model(_ operations: [Operation]) -> Double {
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
        return seconds(since: start)
    }

    /// The same in C.
    func reference(_ operations: [Operation]) -> Double {
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
        return seconds(since: start)
    }
}
