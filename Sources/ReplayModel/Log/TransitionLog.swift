import TraceFormat

/// Every state transition since the last flush, table by table.
///
/// Invariants:
/// - in each table (step, seq) grows strictly;
/// - seq counts the rows of a step over all tables from 0.
public struct TransitionLog: Sendable {
    public private(set) var step: UInt64 = 0
    @usableFromInline var buffers: [RowBuffer]
    // Not beside `step`: the two would be loaded together, and wait for the store of the row before.
    @usableFromInline var seq: Int64 = 0
    /// How many rows `removeRows` has removed so far, by table: the number of a buffer's first row.
    public private(set) var removedRows = [Int](repeating: 0, count: TransitionTable.allCases.count)
    /// Odd but replayable input and other figures worth a total; see `count(_:)`.
    public private(set) var counters = OddityCounts()

    public init() { buffers = TransitionBatch().tables }

    /// Begins a step: rows appended from here on belong to it. Precondition: steps grow.
    public mutating func begin(step: Step) {
        precondition(step.rawValue > self.step, "steps grow")
        self.step = step.rawValue
        seq = 0
    }

    /// Rows of a table so far, those that were removed among them.
    package func rowCount(_ table: TransitionTable) -> Int { removedRows[Int(table.rawValue)] + tables[Int(table.rawValue)].rowCount }

    /// How many rows the current step has so far.
    public var rowsInStep: Int64 { seq }

    /// The rows by table.
    @inlinable public var tables: [RowBuffer] { buffers }

    @inlinable @inline(__always)
    public mutating func append<Row: TransitionRow>(_ row: Row) {
        buffers[Int(Row.table.rawValue)].append(step: step, seq: seq, row)
        seq += 1
    }

    /// Counts something odd, or worth a total.
    public mutating func count(_ oddity: Oddity, by amount: UInt64 = 1) { counters.add(oddity, amount) }

    /// Empties the tables and keeps their storage, the step and the counters.
    public mutating func removeRows() {
        for index in buffers.indices {
            removedRows[index] += buffers[index].rowCount
            buffers[index].removeAll()
        }
    }

    /// Moves the rows into `batch`, whose own rows are dropped and whose storage the log goes on with.
    public mutating func moveRows(to batch: inout TransitionBatch) {
        for index in buffers.indices {
            removedRows[index] += buffers[index].rowCount
            batch.tables[index].removeAll()
        }
        swap(&buffers, &batch.tables)
        batch.step = step
    }
}
