import CSQLite

/// One compiled statement. Parameters and columns count from 0.
public final class Statement {
    /// The statement's own text.
    public let sql: String
    let handle: OpaquePointer
    private let database: Database
    /// Places of the result's columns by name; of two with one name the first.
    private(set) lazy var places = Dictionary(columnNames.enumerated().map { ($1, $0) }) { first, _ in first }

    init(_ database: Database, _ sql: String) throws(StoreError) {
        var compiled: OpaquePointer?
        var isAlone = true
        let code = sql.withCString { text -> Int32 in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(database.handle, text, -1, &compiled, &tail)
            isAlone = tail.map { Self.isBlank($0, database.handle) } ?? true
            return code
        }
        guard code == SQLITE_OK else { throw database.lastError(sql: sql) }
        guard let compiled else { throw StoreError(file: database.path, message: "no SQL statement given", sql: sql) }
        guard isAlone else {
            sqlite3_finalize(compiled)
            throw StoreError(file: database.path, message: "more than one SQL statement given", sql: sql)
        }
        handle = compiled
        self.sql = sql
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether only blanks and comments follow: SQLite then compiles to no statement at all.
    private static func isBlank(_ tail: UnsafePointer<CChar>, _ handle: OpaquePointer) -> Bool {
        guard tail.pointee != 0 else { return true }
        var rest: OpaquePointer?
        let code = sqlite3_prepare_v2(handle, tail, -1, &rest, nil)
        defer { sqlite3_finalize(rest) }
        return code == SQLITE_OK && rest == nil
    }

    /// Whether the statement only reads.
    public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Goes to the next row; false when there is none, and then the statement can be run again.
    public func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            let error = database.lastError(sql: sql)
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Makes the statement ready to run again, parameters kept.
    public func reset() { sqlite3_reset(handle) }

    func check(_ code: Int32) throws(StoreError) {
        if code != SQLITE_OK { throw database.lastError(sql: sql) }
    }
}
