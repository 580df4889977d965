import CMalloc
import Heap
import ReplayModel
import TraceFormat

/// The model of glibc's malloc alone, every call a step whose rows are made, beside the real malloc on the same calls.
///
/// Both play the list from a heap of their own; the real one has its system calls and page faults in its time, as it has them in a
/// program. The model's addresses are compared with the recorded ones first, so that what is measured is exact.
struct HeapBenchmark: Benchmark {
    static let name = "heap"
    static let about = "calls of recorded programs, by the model (each a step with its rows) and by the C library that runs this"

    var logs = ["traces/real/glibc-cc1.txt.zst", "traces/real/glibc-python3-head.txt.zst"]
    var rounds = 9

    func run(into table: inout ResultTable) throws {
        for log in logs {
            let list = try HeapCallList(log)
            let times = interleaved(rounds: rounds, [{ model(list) }, { reference(list) }])
            let count = Double(list.calls.count) / 1e6
            table.add(
                Figure(
                    benchmark: Self.name, name: list.name, value: count / times[0], unit: "million calls/s",
                    reference: ("glibc", count / times[1])))
            table.note("\(list.name): \(equalAddresses(list)) of \(list.recorded.count) addresses as recorded")
        }
    }

    private func player(_ list: HeapCallList) -> HeapPlayer {
        HeapPlayer(profile: MachineProfile.builtIn(named: "x86_64-1g")!, slots: list.slots, programBreak: list.programBreak)
    }

    private func equalAddresses(_ list: HeapCallList) -> Int {
        var player = player(list)
        var equal = 0
        var next = 0
        player.play(list.calls) { number, address in
            if list.calls[number].kind == .free { return }
            if address == list.recorded[next] { equal += 1 }
            next += 1
        }
        return equal
    }

    /// Seconds for the whole list in the model.
    private func model(_ list: HeapCallList) -> Double {
        var player = player(list)
        let start = ContinuousClock.now
        player.play(list.calls)
        return seconds(since: start)
    }

    /// The same by the C library.
    private func reference(_ list: HeapCallList) -> Double {
        var blocks = [UnsafeMutableRawPointer?](repeating: nil, count: list.slots)
        defer { calls_free_all(&blocks, list.slots) }
        let start = ContinuousClock.now
        let failed = list.calls.withUnsafeBytes { calls in
            calls_play(calls.baseAddress!.assumingMemoryBound(to: call.self), list.calls.count, &blocks)
        }
        precondition(failed == 0, "the C library has memory")
        return seconds(since: start)
    }
}

/// The calls of a recorded program with its blocks numbered, and the addresses that it got.
struct HeapCallList {
    let name: String
    private(set) var calls: [HeapCall] = []
    /// The results of the calls that have one, in order.
    private(set) var recorded: [UInt64] = []
    private(set) var slots = 0
    private(set) var programBreak: UInt64 = 0x1000_0000
    private var slotOfBlock: [UInt64: UInt32] = [:]
    private var freeSlots: [UInt32] = []

    init(_ path: String) throws {
        name = String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
        var reader = try TraceFile.open(path, source: 0)
        var names = NameTable()
        var batch: [TraceEvent] = []
        while try reader.read(into: &batch, limit: 4096, names: &names) {
            for event in batch { take(event) }
            batch.removeAll(keepingCapacity: true)
        }
    }

    private mutating func take(_ event: TraceEvent) {
        let size = event.number(.size) ?? 0
        switch event.kind {
        case .recordedBreak: if calls.isEmpty, let start = event.number(.result) { programBreak = start }
        case .malloc: add(.malloc, event, slot: newSlot(), size)
        case .calloc: add(.calloc, event, slot: newSlot(), size, extra: event.number(.count) ?? 1)
        case .memalign: add(.memalign, event, slot: newSlot(), size, extra: event.number(.align) ?? 16)
        case .realloc: add(.realloc, event, slot: slotOfBlock.removeValue(forKey: event.pointer(.old)?.value ?? 0) ?? newSlot(), size)
        case .free:
            guard let block = event.pointer(.ptr), let slot = slotOfBlock.removeValue(forKey: block.value) else { return }
            calls.append(HeapCall(.free, slot: slot))
            freeSlots.append(slot)
        default: break
        }
    }

    private mutating func add(_ kind: HeapCall.Kind, _ event: TraceEvent, slot: UInt32, _ size: UInt64, extra: UInt64 = 0) {
        let block = event.pointer(.ptr)?.value ?? 0
        slotOfBlock[block] = slot
        calls.append(HeapCall(kind, slot: slot, size: size, extra: extra))
        recorded.append(block)
    }

    private mutating func newSlot() -> UInt32 {
        if let slot = freeSlots.popLast() { return slot }
        slots += 1
        return UInt32(slots - 1)
    }
}
