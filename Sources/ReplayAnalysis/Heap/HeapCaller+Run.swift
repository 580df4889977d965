import ReplayModel
import ReplayStore
import TraceFormat

/// The call behind a row of a heap: when, by which thread, and from where if the trace says so.
struct HeapCaller {
    var time = "-"
    var thread = "-"
    var caller = "-"
}

extension Run {
    /// The call of a step. A recording of malloc calls has no call sites; traces may name them with `caller=`.
    func heapCaller(of step: Int64) throws -> HeapCaller {
        guard let event = try database.row(of: EventRow.self, "WHERE step = ? ORDER BY seq LIMIT 1", [.integer(step)])?.row else {
            return HeapCaller()
        }
        var call = HeapCaller(time: "\(event.time)", thread: event.task.map { "\($0)" } ?? "-")
        if let slot = event.kind.slot(of: .caller), let value = event.arguments[Int(slot)] {
            call.caller = event.named & (1 << slot) != 0 ? try name(value.word) : "0x" + value.hex()
        }
        return call
    }

    /// The chunks with the call that last changed each.
    func heapText(_ pid: Int64, at moment: Moment) throws -> String {
        var known: [Int64: HeapCaller] = [:]
        return try heapMap(pid, at: moment).text { step in
            if let call = known[step] { return call }
            let call = try heapCaller(of: step)
            known[step] = call
            return call
        }
    }

    /// What keeps the heap from being trimmed after a moment: the ten highest chunks that are not free, with the call that put each there.
    func heapPinsText(_ pid: Int64, at moment: Moment) throws -> String {
        var cells = [["address", "size", "state", "requested", "above", "freed", "step", "time", "thread", "caller"]]
        for pin in try heapMap(pid, at: moment).pins(10) {
            let call = try heapCaller(of: pin.chunk.step)
            cells.append([
                "0x" + pin.address.hex(), "\(pin.chunk.size)", pin.chunk.state.word, pin.chunk.requested.map { "\($0)" } ?? "-",
                "\(pin.above)",
                "\(pin.freed)", "\(pin.chunk.step)", call.time, call.thread, call.caller,
            ])
        }
        return table(cells, right: [1, 3, 4, 5, 6, 7, 8])
    }
}
