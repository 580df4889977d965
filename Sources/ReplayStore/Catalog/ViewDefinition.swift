/// A view: its SQL, and what it and its columns are.
struct ViewDefinition: Sendable {
    var name: String
    var doc: String
    var columns: [ColumnDoc]
    /// The whole `CREATE VIEW` statement, without a final semicolon.
    var sql: String
}

/// A column and what it is.
struct ColumnDoc: Sendable, Equatable {
    var name: String
    var doc: String
}
