import CSlab
import Pages
import ReplayModel
import Slab
import TraceFormat

/// kmalloc and kfree alone, every transition written to the log, beside a minimal C slab allocator that stores nothing.
///
/// `in-a-row` frees each object before the next is asked for, so both allocators stay in one object; the others keep up to 8192
/// objects. `steps` makes each call a step of its own with the cache's figures after it, as a replay does.
struct SlabBenchmark: Benchmark {
    static let name = "slab"
    static let about = "kmalloc and kfree of up to 8192 objects at random; every transition is a row, in C nothing is kept"

    /// What kernels ask for, roughly.
    private static let mixedSizes: [UInt32] = [8, 16, 24, 32, 40, 64, 64, 72, 96, 128, 136, 192, 256, 320, 512, 600, 1024, 2048]

    var rounds = 5
    var count = 4_000_000

    func run(into table: inout ResultTable) {
        measure("in-a-row", slots: 1, sizes: [64], steps: false, into: &table)
        measure("one-size", slots: 8192, sizes: [64], steps: false, into: &table)
        measure("mixed-sizes", slots: 8192, sizes: Self.mixedSizes, steps: false, into: &table)
        measure("steps", slots: 8192, sizes: Self.mixedSizes, steps: true, into: &table)
    }

    private func measure(_ name: String, slots: Int, sizes: [UInt32], steps: Bool, into table: inout ResultTable) {
        let operations = operations(slots: slots, sizes)
        let times = interleaved(
            rounds: rounds, [{ model(operations, slots: slots, steps: steps) }, { reference(operations, slots: slots) }])
        let pairs = Double(operations.count) / 2
        table.note("\(padded(name)) \(decimals(times[0] * 1e9 / pairs)) ns a pair")
        table.add(
            Figure(
                benchmark: Self.name, name: name, value: pairs / times[0] / 1e6, unit: "million pairs/s",
                reference: ("minimal slab in C", pairs / times[1] / 1e6)))
    }

    /// One kmalloc or kfree: which slot, and the size where the slot is empty.
    struct Operation {
        var slot: Int
        var size: UInt32
    }

    /// A seeded sequence in which each slot is filled and emptied in turn.
    func operations(slots: Int, _ sizes: [UInt32], seed: UInt64 = 1) -> [Operation] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<count).map { _ in Operation(slot: next(slots), size: sizes[next(sizes.count)]) }
    }

    /// Seconds for `operations` in the model, its rows dropped every 4096 operations.
    func model(_ operations: [Operation], slots: Int, steps: Bool) -> Double {
        let profile = MachineProfile.builtIn(named: "x86_64-24g")!
        var memory = PhysicalMemory(profile: profile)
        var slab = SlabAllocator(profile: profile)
        var names = NameTable()
        var log = TransitionLog()
        slab.boot(names: &names, log: &log)
        var live = [VirtualAddress](repeating: VirtualAddress(0), count: slots)
        let start = ContinuousClock.now
        for (index, operation) in operations.enumerated() {
            if steps { log.begin(step: Step(UInt64(index + 1))) }
            if live[operation.slot].rawValue != 0 {
                slab.kfree(live[operation.slot], cpu: 0, memory: &memory, log: &log)
                live[operation.slot] = VirtualAddress(0)
            } else {
                live[operation.slot] = slab.kmalloc(UInt64(operation.size), cpu: 0, memory: &memory, log: &log)!
            }
            if steps { slab.endStep(log: &log) }
            if index % 4096 == 0 { log.removeRows() }
        }
        return seconds(since: start)
    }

    /// The same in C.
    func reference(_ operations: [Operation], slots: Int) -> Double {
        let slab = slab_create(1 << 15)!
        defer { slab_destroy(slab) }
        var live = [UnsafeMutableRawPointer?](repeating: nil, count: slots)
        let start = ContinuousClock.now
        for operation in operations {
            if let object = live[operation.slot] {
                slab_free(slab, object)
                live[operation.slot] = nil
            } else {
                live[operation.slot] = slab_allocate(slab, operation.size)
            }
        }
        return seconds(since: start)
    }
}
