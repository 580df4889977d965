/// Something went wrong with a run file: what SQLite or the system said, and where.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file as the user named it.
    public var file: String
    /// SQLite's extended result code; 0 when the error is not SQLite's.
    public var code: Int32
    /// What is wrong.
    public var message: String
    /// The statement that failed, where one did.
    public var sql: String?

    public init(file: String, code: Int32 = 0, message: String, sql: String? = nil) {
        self.file = file
        self.code = code
        self.message = message
        self.sql = sql
    }

    public var description: String {
        var text = "\(file): \(message)"
        if code != 0 { text += " (SQLite code \(code))" }
        if let sql { text += "\n  in: \(sql)" }
        return text
    }
}
