import ReplayStore

@testable import ReplayModel

/// Seeded rows of every shape that a table can hold.
struct RandomRows {
    private var random: TestRandom

    init(seed: UInt64) { random = TestRandom(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A value of any length: the edges of SQLite's serial types, or random bits of a random length.
    mutating func value(isOptional: Bool) -> Int64? {
        if isOptional, next(below: 3) == 0 { return nil }
        switch next(below: 8) {
        case 0: return Int64(next(below: 3)) - 1
        case 1: return next(below: 2) == 0 ? .min : .max
        case 2: return RowBuffer.null
        case 3:
            let edge = Int64(1) << [7, 8, 15, 16, 23, 24, 31, 32, 47, 48, 62][next(below: 11)]
            return (next(below: 2) == 0 ? edge : -edge) + Int64(next(below: 3)) - 1
        default: return Int64(bitPattern: next()) >> Int64(next(below: 64))
        }
    }

    /// Appends `count` rows to random tables of the list, in steps of some rows.
    mutating func append(_ count: Int, to log: inout TransitionLog, tables: [TransitionTable]) {
        for _ in 0..<count {
            if log.step == 0 || next(below: 3) == 0 { log.begin(step: Step(log.step + 1 + UInt64(next(below: 3)))) }
            let table = tables[next(below: tables.count)]
            let row = OptionalRow(values: table.schema.columns.map { ($0.isOptional, value(isOptional: $0.isOptional)) })
            RawRow.$current.withValue(table) { log.append(row) }
        }
    }
}

/// A row of the current table of `RawRow`, with NULLs told from values.
struct OptionalRow: TransitionRow {
    static var table: TransitionTable { RawRow.current }
    static var schema: TableSchema { RawRow.current.schema }

    var values: [(isOptional: Bool, value: Int64?)]

    func encode(into row: inout RowWriter) {
        for (isOptional, value) in values {
            if isOptional { row.put(value) } else { row.put(value!) }
        }
    }
}
