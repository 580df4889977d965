import CMalloc
import Replay
import TraceFormat

/// The model of glibc's malloc alone, every call a step whose rows are made (and, apart, digested), beside the real malloc on the same calls.
///
/// Both play the list from a heap of their own; the real one has its system calls and page faults in its time, as it has them in a
/// program. The model's addresses are compared with the recorded ones first, so that what is measured is exact.
struct HeapBenchmark {
    var logs = ["traces/real/glibc-cc1.txt.zst", "traces/real/glibc-python3-head.txt.zst"]
    var rounds = 9

    func run() throws {
        print(
            "heap: calls of a recorded program, by the model (each a step with its rows) and by the C library that runs this; medians of "
                + "\(rounds) interleaved rounds")
        for log in logs { try run(HeapCallList(log)) }
    }

    /// One log, once by the model and its instructions alone: for `perf stat`.
    func profile(_ times: Int) throws {
        for log in logs {
            let list = try HeapCallList(log)
            for _ in 0..<times { _ = model(list) }
        }
    }

    private func run(_ list: HeapCallList) throws {
        let equal = equalAddresses(list)
        var times = [[Double]](repeating: [], count: 3)
        for _ in 0..<rounds {
            times[0].append(model(list))
            times[1].append(reference(list))
            times[2].append(model(list, digests: true))
        }
        let medians = times.map { $0.sorted()[rounds / 2] }
        let (model, reference, digested) = (medians[0], medians[1], medians[2])
        let count = Double(list.calls.count)
        print(
            "  \(padded(list.name)) \(list.calls.count) calls, \(equal) of \(list.recorded.count) addresses equal; model "
                + "\(decimals(count / model / 1e6)), glibc \(decimals(count / reference / 1e6)) million calls/s, ratio \(decimals(reference / model)); with the rows' digest "
                + decimals(reference / digested))
    }

    private func player(_ list: HeapCallList, digests: Bool) -> HeapPlayer {
        HeapPlayer(
            profile: MachineProfile.builtIn(named: "x86_64-1g")!, slots: list.slots, programBreak: list.programBreak, digests: digests)
    }

    private func equalAddresses(_ list: HeapCallList) -> Int {
        var player = player(list, digests: false)
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
    private func model(_ list: HeapCallList, digests: Bool = false) -> Double {
        var player = player(list, digests: digests)
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
        name = String(path.split(separator: "/").last ?? "")
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
