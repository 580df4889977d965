import CSQLite

extension Statement {
    /// How many parameters the statement has.
    public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// The names of the parameters, with their `:`; nil for a `?`.
    public var parameterNames: [String?] {
        (0..<parameterCount).map { index in
            sqlite3_bind_parameter_name(handle, Int32(index + 1)).map { String(cString: $0) }
        }
    }

    /// Sets a parameter. An error if there is no such parameter.
    public func bind(_ value: SQLValue, at index: Int) throws(StoreError) {
        switch value {
        case .null: try check(sqlite3_bind_null(handle, Int32(index + 1)))
        case .integer(let integer): try bind(integer, at: index)
        case .real(let real): try check(sqlite3_bind_double(handle, Int32(index + 1), real))
        case .text(let text): try bind(text, at: index)
        case .blob(let bytes):
            try check(
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, Int32(index + 1), 0)
                    : sqlite3_bind_blob(handle, Int32(index + 1), bytes, Int32(bytes.count), replay_sqlite_transient()))
        }
    }

    public func bind(_ value: Int64, at index: Int) throws(StoreError) {
        try check(sqlite3_bind_int64(handle, Int32(index + 1), value))
    }

    public func bind(_ value: String, at index: Int) throws(StoreError) {
        var value = value
        let code = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map {
                    sqlite3_bind_text(handle, Int32(index + 1), $0, Int32(text.count), replay_sqlite_transient())
                } ?? sqlite3_bind_text(handle, Int32(index + 1), "", 0, replay_sqlite_transient())
            }
        }
        try check(code)
    }

    /// Sets a named parameter, with or without its `:`; false when the statement has none of that name.
    public func bind(_ value: SQLValue, named name: String) throws(StoreError) -> Bool {
        let index = sqlite3_bind_parameter_index(handle, name.hasPrefix(":") ? name : ":" + name)
        guard index > 0 else { return false }
        try bind(value, at: Int(index) - 1)
        return true
    }
}
