/// The columns of one row as some store has them, counted from the first one after step and seq.
public protocol StoredColumns {
    /// The word of a column that is never NULL; nil: the store has NULL there all the same.
    func word(_ column: Int) -> Int64?

    /// The word of a column that may be NULL; nil: it is.
    func optionalWord(_ column: Int) -> Int64?
}

/// A column holds what no row can have there: the file is damaged, or another program's.
public struct UnreadableColumn: Error {
    /// The column's place after step and seq.
    public var column: Int

    @inlinable public init(_ column: Int) { self.column = column }
}

extension StoredColumns {
    /// The value of a column that is never NULL.
    @inlinable
    public func value<Value: ColumnValue>(_ column: Int) throws(UnreadableColumn) -> Value {
        guard let word = word(column), let value = Value(word: word) else { throw UnreadableColumn(column) }
        return value
    }

    /// The value of a column that may be NULL.
    @inlinable
    public func optional<Value: ColumnValue>(_ column: Int) throws(UnreadableColumn) -> Value? {
        guard let word = optionalWord(column) else { return nil }
        guard let value = Value(word: word) else { throw UnreadableColumn(column) }
        return value
    }
}
