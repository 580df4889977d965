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
    /// The chunks with the call that last changed each.
    func heapText(_ pid: Int64, at moment: Moment) throws -> String {
        var known: [Int64: HeapCaller] = [:]
        return try heaps.map(pid, at: moment).text { step in
            if let call = known[step] { return call }
            let call = try heaps.caller(of: step)
            known[step] = call
            return call
        }
    }

    /// What keeps the heap from being trimmed after a moment: the ten highest chunks that are not free, with the call that put each there.
    func heapPinsText(_ pid: Int64, at moment: Moment) throws -> String {
        var cells = [["address", "size", "state", "requested", "above", "freed", "step", "time", "thread", "caller"]]
        for pin in try heaps.map(pid, at: moment).pins(10) {
            let call = try heaps.caller(of: pin.chunk.step)
            cells.append([
                "0x" + pin.address.hex(), "\(pin.chunk.size)", pin.chunk.state.word, pin.chunk.requested.map { "\($0)" } ?? "-",
                "\(pin.above)",
                "\(pin.freed)", "\(pin.chunk.step)", call.time, call.thread, call.caller,
            ])
        }
        return table(cells, right: [1, 3, 4, 5, 6, 7, 8])
    }
}
