import CSQLite

extension Database {
    /// Runs every statement of `sql`, without parameters, and drops what they return.
    public func execute(_ sql: String) throws(StoreError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw lastError(sql: sql) }
    }

    /// From here on no statement may open another file beside this one (ATTACH, VACUUM INTO): the error's code is SQLITE_AUTH.
    public func forbidAttaching() {
        sqlite3_set_authorizer(
            handle, { _, action, _, _, _, _ in action == SQLITE_ATTACH || action == SQLITE_DETACH ? SQLITE_DENY : SQLITE_OK }, nil)
    }

    /// Compiles one statement. An error if `sql` is empty or holds more than one.
    public func prepare(_ sql: String) throws(StoreError) -> Statement { try Statement(self, sql) }

    /// Runs one statement with its parameters by position and calls `body` on each row. `body` may read the columns only
    /// during the call.
    public func forEachRow(
        _ sql: String, _ parameters: [SQLValue] = [], _ body: (Statement) throws(StoreError) -> Void
    ) throws(StoreError) {
        let statement = try prepare(sql)
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index) }
        while try statement.step() { try body(statement) }
    }

    /// All rows of one statement, each made by `transform`.
    public func rows<T>(
        _ sql: String, _ parameters: [SQLValue] = [], _ transform: (Statement) throws(StoreError) -> T
    ) throws(StoreError) -> [T] {
        let statement = try prepare(sql)
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index) }
        var rows: [T] = []
        while try statement.step() { rows.append(try transform(statement)) }
        return rows
    }

    /// All rows of one statement as values.
    public func rows(_ sql: String, _ parameters: [SQLValue] = []) throws(StoreError) -> [[SQLValue]] {
        try rows(sql, parameters) { statement in statement.values }
    }

    /// The first column of the first row; nil when there is no row.
    public func value(_ sql: String, _ parameters: [SQLValue] = []) throws(StoreError) -> SQLValue? {
        let statement = try prepare(sql)
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index) }
        return try statement.step() ? statement.value(0) : nil
    }

    /// The first column of the first row as an integer; nil when there is no row or it is NULL or another type.
    public func integer(_ sql: String, _ parameters: [SQLValue] = []) throws(StoreError) -> Int64? {
        try value(sql, parameters)?.integer
    }
}
