import CSQLite

/// Columns of the current row. Precondition of all: `step()` has returned true.
extension Statement {
    /// How many columns the result has; known before the first step.
    public var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// The name of a column; known before the first step.
    public func columnName(_ index: Int) -> String {
        sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? ""
    }

    /// The names of all columns.
    public var columnNames: [String] { (0..<columnCount).map(columnName) }

    public func isNull(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL }

    /// A column as an integer; NULL reads as 0 (ask `isNull` or `optionalInteger` where it matters).
    public func integer(_ index: Int) -> Int64 { sqlite3_column_int64(handle, Int32(index)) }

    /// A column as an integer, nil for NULL.
    public func optionalInteger(_ index: Int) -> Int64? {
        let value = integer(index)
        // NULL reads as 0: most values need not be asked for their type.
        return value == 0 && isNull(index) ? nil : value
    }

    /// A column as an address or other 64-bit pattern.
    public func address(_ index: Int) -> UInt64 { UInt64(bitPattern: integer(index)) }

    /// A column as text; NULL reads as the empty string.
    public func text(_ index: Int) -> String { optionalText(index) ?? "" }

    /// A column as text, nil for NULL.
    public func optionalText(_ index: Int) -> String? {
        guard let bytes = sqlite3_column_text(handle, Int32(index)) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, Int32(index)))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    public func real(_ index: Int) -> Double { sqlite3_column_double(handle, Int32(index)) }

    /// A column as it is stored.
    public func value(_ index: Int) -> SQLValue {
        switch sqlite3_column_type(handle, Int32(index)) {
        case SQLITE_INTEGER: .integer(integer(index))
        case SQLITE_FLOAT: .real(real(index))
        case SQLITE_TEXT: .text(text(index))
        case SQLITE_BLOB: .blob(blob(index))
        default: .null
        }
    }

    /// All columns as they are stored.
    public var values: [SQLValue] { (0..<columnCount).map(value) }

    private func blob(_ index: Int) -> [UInt8] {
        let bytes = sqlite3_column_blob(handle, Int32(index))
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, Int32(index)))))
    }
}

/// Columns by name: for queries whose columns are no table's, so that what is read stands beside what is asked for.
extension Statement {
    /// Precondition: the result has the column.
    private func place(_ name: String) -> Int {
        guard let place = places[name] else { preconditionFailure("no column \(name) in \(sql)") }
        return place
    }

    public func integer(_ name: String) -> Int64 { integer(place(name)) }
    public func optionalInteger(_ name: String) -> Int64? { optionalInteger(place(name)) }
    public func address(_ name: String) -> UInt64 { address(place(name)) }
    public func text(_ name: String) -> String { text(place(name)) }
    public func value(_ name: String) -> SQLValue { value(place(name)) }
}
