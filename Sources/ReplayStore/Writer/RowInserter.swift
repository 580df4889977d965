import CSQLite
import Replay

/// Puts rows into one transition table by prepared statements: `blockRows` rows at a time, the rest one by one
/// (one statement of sixteen rows costs about a third of sixteen statements).
struct RowInserter {
    private static let blockRows = 16

    private let width: Int
    private let block: Statement
    private let single: Statement

    init(_ database: Database, _ schema: TableSchema) throws(StoreError) {
        width = schema.columns.count + 2
        block = try database.prepare(
            DataDefinition.insert(into: schema.name, columns: width, rows: Self.blockRows))
        single = try database.prepare(DataDefinition.insert(into: schema.name, columns: width))
    }

    /// Inserts all rows of `buffer`. Precondition: it is this table's.
    func insert(_ buffer: borrowing RowBuffer) throws(StoreError) {
        precondition(buffer.width == width, "a row buffer of another table")
        let blockWords = Self.blockRows * width
        try buffer.values.withUnsafeBufferPointer { (values: UnsafeBufferPointer<Int64>) throws(StoreError) in
            var position = 0
            while position + blockWords <= values.count {
                try run(block, values, position, blockWords)
                position += blockWords
            }
            while position < values.count {
                try run(single, values, position, width)
                position += width
            }
        }
    }

    @inline(__always)
    private func run(
        _ statement: Statement, _ values: UnsafeBufferPointer<Int64>, _ start: Int, _ count: Int
    ) throws(StoreError) {
        let handle = statement.handle
        var status: Int32 = SQLITE_OK
        for index in 0..<count {
            let value = values[start + index]
            let parameter = Int32(truncatingIfNeeded: index + 1)
            status |= value == RowBuffer.null ? sqlite3_bind_null(handle, parameter) : sqlite3_bind_int64(handle, parameter, value)
        }
        precondition(status == SQLITE_OK, "a statement has a parameter for every column")
        _ = try statement.step()
    }
}
