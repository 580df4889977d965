import CSQLite
import ReplayModel

/// Puts rows into one transition table by prepared statements: `blockRows` rows at a time, the rest one by one
/// (one statement of sixteen rows costs about a third of sixteen statements).
struct RowInserter {
    private static let blockRows = 16

    private let width: Int
    /// Which columns can be NULL.
    private let isOptional: [Bool]
    private let block: Statement
    private let single: Statement

    init(_ database: Database, _ schema: TableSchema) throws(StoreError) {
        width = schema.columns.count + 2
        isOptional = [false, false] + schema.columns.map(\.isOptional)
        block = try database.prepare(
            DataDefinition.insert(into: schema.name, columns: width, rows: Self.blockRows))
        single = try database.prepare(DataDefinition.insert(into: schema.name, columns: width))
    }

    /// Inserts the rows that stand in `words`. Precondition: they are this table's, whole.
    func insert(_ rows: borrowing RowBuffer, _ words: Range<Int>) throws(StoreError) {
        precondition(rows.width == width && words.count % width == 0, "whole rows of this table")
        let blockWords = Self.blockRows * width
        var position = words.lowerBound
        while position + blockWords <= words.upperBound {
            try run(block, rows, position, blockWords)
            position += blockWords
        }
        while position < words.upperBound {
            try run(single, rows, position, width)
            position += width
        }
    }

    @inline(__always)
    private func run(_ statement: Statement, _ rows: borrowing RowBuffer, _ start: Int, _ count: Int) throws(StoreError) {
        let handle = statement.handle
        var status: Int32 = SQLITE_OK
        for index in 0..<count {
            let value = rows.values[start + index]
            let parameter = Int32(truncatingIfNeeded: index + 1)
            let isNull = value == RowBuffer.null && isOptional[index % width] && !rows.disguised.contains(start + index)
            status |= isNull ? sqlite3_bind_null(handle, parameter) : sqlite3_bind_int64(handle, parameter, value)
        }
        precondition(status == SQLITE_OK, "a statement has a parameter for every column")
        _ = try statement.step()
    }
}
