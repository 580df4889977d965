import Foundation
import Replay
import TraceFormat

/// First writes to the pages of a mapping, in an order drawn from a seed, beside the same done to the kernel that runs this.
///
/// The model's part is all that a replay does for an event but reading and storing it; the kernel's has the processor's exception
/// and the clearing of the page in it, which the model has not.
struct FaultBenchmark: Benchmark {
    static let name = "fault"
    static let about = "first writes to 65,536 pages in a shuffled order, modelled with all rows, and really done"

    var rounds = 5
    var pages = 65_536
    var folder = "/dev/shm"

    func run(into table: inout ResultTable) throws {
        let order = shuffled()
        let path = "\(folder)/replay-fault-benchmark.trace"
        try text(order).write(toFile: path, atomically: false, encoding: .utf8)
        let events = try EventList(of: path)
        remove(path)
        let times = try interleaved(rounds: rounds, [{ try model(events) }, { try reference(order) }])
        let millions = Double(pages) / 1e6
        table.add(
            Figure(
                benchmark: Self.name, name: "write", value: millions / times[0], unit: "million faults/s",
                reference: ("this kernel", millions / times[1])))
    }

    /// 0 ..< pages, shuffled.
    private func shuffled() -> [Int] {
        var order = Array(0..<pages)
        var state: UInt64 = 1
        for index in stride(from: pages - 1, to: 0, by: -1) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            order.swapAt(index, Int((state >> 33) % UInt64(index + 1)))
        }
        return order
    }

    private func text(_ order: [Int]) -> String {
        var lines = ["replay-trace 1", "header profile x86_64-24g", "0 0 0 task pid=100 comm=touch uid=0"]
        lines.append("1 0 100 mmap length=\(pages * 4096) ptr=area")
        for (index, page) in order.enumerated() { lines.append("\(index + 2) 0 100 write ptr=area+\(page * 4096) length=8") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func model(_ events: EventList) throws -> Double {
        let machine = Machine(profile: .builtIn(named: "x86_64-24g")!)
        var engine = Engine(machine: machine, readers: [events])
        let start = ContinuousClock.now
        while try engine.run(steps: 4096) { engine.machine.log.removeRows() }
        precondition(engine.machine.kernel.virtual.anonymousPages >= UInt64(pages), "every page is there")
        return seconds(since: start)
    }

    private func reference(_ order: [Int]) throws -> Double {
        let length = pages * 4096
        guard let area = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), area != MAP_FAILED else {
            throw POSIXError(.ENOMEM)
        }
        defer { munmap(area, length) }
        madvise(area, length, MADV_NOHUGEPAGE)
        let start = ContinuousClock.now
        for page in order { area.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt64.self) }
        return seconds(since: start)
    }
}
