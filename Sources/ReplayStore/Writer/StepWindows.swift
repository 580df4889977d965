import ReplayModel

/// Cuts the rows of a run into windows of so many steps, so that the order of writing (which table's rows come when)
/// depends on the rows only and not on where the engine cut its batches.
///
/// Invariants: rows of steps up to `written` have been given on; `pending` holds those after it, table by table, all of
/// one window.
package struct StepWindows {
    /// Steps of a window: window *k* (from 0) has the steps k * steps + 1 … (k + 1) * steps. Batches that end with a window are
    /// written from where they are; others are copied.
    package static let steps: UInt64 = 1024

    /// Writes words of one table: the table, a buffer and where in it the rows stand.
    typealias Write = (_ table: Int, _ rows: borrowing RowBuffer, _ words: Range<Int>) throws(StoreError) -> Void

    private var written: UInt64 = 0
    private var pending = TransitionTable.allCases.map { RowBuffer(width: $0.schema.columns.count + 2) }

    /// Gives on every window that is complete. Precondition: the batch's last step has ended.
    mutating func take(_ batch: borrowing TransitionBatch, _ write: Write) throws(StoreError) {
        let complete = batch.step / Self.steps * Self.steps
        var positions = [Int](repeating: 0, count: pending.count)
        while written < complete {
            written += Self.steps
            for table in pending.indices {
                try flush(table, write)
                let buffer = batch.tables[table]
                let end = buffer.firstWord(after: written, from: positions[table])
                if end > positions[table] { try write(table, buffer, positions[table]..<end) }
                positions[table] = end
            }
        }
        for table in pending.indices {
            pending[table].append(positions[table]..<batch.tables[table].values.count, of: batch.tables[table])
        }
    }

    /// Gives on the last window.
    mutating func finish(_ write: Write) throws(StoreError) {
        for table in pending.indices { try flush(table, write) }
    }

    private mutating func flush(_ table: Int, _ write: Write) throws(StoreError) {
        guard pending[table].rowCount > 0 else { return }
        try write(table, pending[table], 0..<pending[table].values.count)
        pending[table].removeAll()
    }
}
