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

    /// Inserts the rows that stand in `values[words]`. Precondition: they are this table's, whole.
    func insert(_ values: [Int64], _ words: Range<Int>) throws(StoreError) {
        precondition(words.count % width == 0, "whole rows of this table")
        let blockWords = Self.blockRows * width
        try values.withUnsafeBufferPointer { (values: UnsafeBufferPointer<Int64>) throws(StoreError) in
            var position = words.lowerBound
            while position + blockWords <= words.upperBound {
                try run(block, values, position, blockWords)
                position += blockWords
            }
            while position < words.upperBound {
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
