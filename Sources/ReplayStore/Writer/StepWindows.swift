import Replay

/// Cuts the rows of a run into windows of so many steps, so that the order of writing (which table's rows come when)
/// depends on the rows only and not on where the engine cut its batches.
///
/// Invariants: rows of steps up to `written` have been given on; `pending` holds those after it, table by table, all of
/// one window.
struct StepWindows {
    /// Steps of a window: window *k* (from 0) has the steps k * steps + 1 … (k + 1) * steps.
    static let steps: UInt64 = 4096

    /// Writes words of one table: the table, an array and where in it the rows stand.
    typealias Write = (_ table: Int, _ values: [Int64], _ words: Range<Int>) throws(StoreError) -> Void

    private var written: UInt64 = 0
    private var pending = [[Int64]](repeating: [], count: TransitionTable.allCases.count)

    /// Gives on every window that is complete. Precondition: the log's last step has ended.
    mutating func take(_ log: borrowing TransitionLog, _ write: Write) throws(StoreError) {
        let complete = log.step / Self.steps * Self.steps
        var positions = [Int](repeating: 0, count: pending.count)
        while written < complete {
            written += Self.steps
            for table in pending.indices {
                try flush(table, write)
                let buffer = log.tables[table]
                let end = Self.position(after: written, in: buffer, from: positions[table])
                if end > positions[table] { try write(table, buffer.values, positions[table]..<end) }
                positions[table] = end
            }
        }
        for table in pending.indices { pending[table] += log.tables[table].values[positions[table]...] }
    }

    /// Gives on the last window.
    mutating func finish(_ write: Write) throws(StoreError) {
        for table in pending.indices { try flush(table, write) }
    }

    private mutating func flush(_ table: Int, _ write: Write) throws(StoreError) {
        guard !pending[table].isEmpty else { return }
        try write(table, pending[table], 0..<pending[table].count)
        pending[table].removeAll(keepingCapacity: true)
    }

    /// Where the first row of a step after `step` stands, by bisection.
    private static func position(after step: UInt64, in buffer: borrowing RowBuffer, from start: Int) -> Int {
        var low = start / buffer.width
        var high = buffer.rowCount
        while low < high {
            let middle = (low + high) / 2
            if UInt64(bitPattern: buffer.values[middle * buffer.width]) <= step { low = middle + 1 } else { high = middle }
        }
        return low * buffer.width
    }
}
