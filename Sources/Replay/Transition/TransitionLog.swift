/// A row of one transition table, on its way to the store.
public protocol TransitionRow {
    /// The table; its schema stands beside the row's fields.
    static var table: TransitionTable { get }
    static var schema: TableSchema { get }

    /// Puts the values in the order of `schema.columns`.
    func encode(into row: inout RowBuffer)
}

/// The rows of one table in a batch, flat: `width` integers a row, `step` and `seq` first.
///
/// Invariant: `values.count` is a multiple of `width`.
public struct RowBuffer: Sendable {
    /// What stands for SQL's NULL. It must be no value that a trace is likely to hold: not `Int64.min`, which 2⁶³ as an
    /// address or a size is. These bits are no canonical address of any architecture and no round size.
    public static let null = Int64(bitPattern: 0xA5C3_96E7_1D2B_4F81)

    public let width: Int
    public internal(set) var values: [Int64] = []

    init(width: Int) { self.width = width }

    public var rowCount: Int { values.count / width }

    @inline(__always) mutating func put(_ value: Int64) { values.append(value) }
    @inline(__always) mutating func put(_ value: some BinaryInteger) { values.append(Int64(truncatingIfNeeded: value)) }
    /// Seven values at once.
    @inline(__always) mutating func put(_ seven: (Int64, Int64, Int64, Int64, Int64, Int64, Int64)) {
        withUnsafeBytes(of: seven) { values.append(contentsOf: $0.assumingMemoryBound(to: Int64.self)) }
    }
    @inline(__always) mutating func put(_ value: Bool) { values.append(value ? 1 : 0) }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T) where T.RawValue: BinaryInteger {
        values.append(Int64(truncatingIfNeeded: value.rawValue))
    }
    @inline(__always) mutating func put(_ value: (some BinaryInteger)?) {
        values.append(value.map { Int64(truncatingIfNeeded: $0) } ?? Self.null)
    }
    @inline(__always) mutating func put<T: RawRepresentable>(_ value: T?) where T.RawValue: BinaryInteger {
        values.append(value.map { Int64(truncatingIfNeeded: $0.rawValue) } ?? Self.null)
    }
}

/// Every state transition since the last flush, table by table.
///
/// Invariants:
/// - in each table (step, seq) grows strictly;
/// - seq counts the rows of a step over all tables from 0.
public struct TransitionLog: Sendable {
    public private(set) var step: UInt64 = 0
    private var seq: Int64 = 0
    public private(set) var tables: [RowBuffer]
    /// How many rows `removeRows` has removed so far, by table: the number of a buffer's first row.
    public private(set) var removedRows = [Int](repeating: 0, count: TransitionTable.allCases.count)
    /// Odd but replayable input and other figures worth a total, by name; see `count(_:)`.
    public private(set) var counters = CounterTable()

    public init() {
        tables = TransitionTable.allCases.map { RowBuffer(width: $0.schema.columns.count + 2) }
    }

    /// Begins a step: rows appended from here on belong to it. Precondition: steps grow.
    public mutating func begin(step: Step) {
        precondition(step.rawValue > self.step, "steps grow")
        self.step = step.rawValue
        seq = 0
    }

    /// How many rows the current step has so far.
    public var rowsInStep: Int64 { seq }

    @inline(__always)
    public mutating func append<Row: TransitionRow>(_ row: Row) {
        let index = Int(Row.table.rawValue)
        tables[index].values.append(Int64(bitPattern: step))
        tables[index].values.append(seq)
        seq += 1
        row.encode(into: &tables[index])
        assert(tables[index].values.count % tables[index].width == 0, "\(Row.table): encode and schema disagree")
    }

    /// Adds to a named counter (`slab.free_of_unknown_object`).
    public mutating func count(_ name: StaticString, by amount: UInt64 = 1) { counters.add("\(name)", amount) }

    /// Rows waiting in all tables.
    public var pendingRows: Int { tables.reduce(0) { $0 + $1.rowCount } }

    /// Empties the tables and keeps their storage, the step and the counters.
    public mutating func removeRows() {
        for index in tables.indices {
            removedRows[index] += tables[index].rowCount
            tables[index].values.removeAll(keepingCapacity: true)
        }
    }
}

/// Named totals in order of first appearance.
public struct CounterTable: Sendable {
    public private(set) var entries: [(name: String, count: UInt64)] = []
    private var positions: [String: Int] = [:]

    public init() {}

    public mutating func add(_ name: String, _ amount: UInt64 = 1) {
        if let position = positions[name] {
            entries[position].count += amount
        } else {
            positions[name] = entries.count
            entries.append((name, amount))
        }
    }

    public subscript(name: String) -> UInt64 { positions[name].map { entries[$0].count } ?? 0 }
}
