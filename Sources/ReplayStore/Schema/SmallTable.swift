/// A table that is written once, at the end of a run.
struct SmallTable: Sendable {
    var name: String
    var doc: String
    var columns: [SmallColumn]
    /// How many of the first columns are the primary key.
    var keyColumns: Int

    init(_ name: String, _ doc: String, key keyColumns: Int = 1, _ columns: [SmallColumn]) {
        self.name = name
        self.doc = doc
        self.columns = columns
        self.keyColumns = keyColumns
    }
}

/// A column of a small table.
struct SmallColumn: Sendable {
    /// The types of SQLite's STRICT tables that we use.
    enum Kind: String, Sendable {
        case integer = "INTEGER"
        case text = "TEXT"
        case any = "ANY"
    }

    var name: String
    var kind: Kind
    var isOptional: Bool
    var doc: String

    init(_ name: String, _ kind: Kind, optional: Bool = false, _ doc: String) {
        self.name = name
        self.kind = kind
        self.isOptional = optional
        self.doc = doc
    }
}
