import ReplayModel

/// The SQL that makes the tables, derived from the schemas.
enum DataDefinition {
    /// `CREATE TABLE` of a transition table: integers only, keyed by (step, seq).
    static func createTable(_ schema: TableSchema) -> String {
        var lines = ["step INTEGER NOT NULL", "seq INTEGER NOT NULL"]
        for column in schema.columns {
            lines.append("\(quoted(column.name)) INTEGER\(column.isOptional ? "" : " NOT NULL")")
        }
        lines.append("PRIMARY KEY (step, seq)")
        return create(schema.name, lines)
    }

    /// `CREATE TABLE` of a small table.
    static func createTable(_ table: SmallTable) -> String {
        var lines = table.columns.map { column in
            "\(quoted(column.name)) \(column.kind.rawValue)\(column.isOptional ? "" : " NOT NULL")"
        }
        lines.append("PRIMARY KEY (\(table.columns.prefix(table.keyColumns).map { quoted($0.name) }.joined(separator: ", ")))")
        return create(table.name, lines)
    }

    private static func create(_ name: String, _ lines: [String]) -> String {
        "CREATE TABLE \(quoted(name)) (\n    \(lines.joined(separator: ",\n    "))\n) STRICT, WITHOUT ROWID"
    }

    /// `INSERT` of one row with a parameter for each of `columns` columns.
    static func insert(into table: String, columns: Int, rows: Int = 1) -> String {
        let row = "(" + Array(repeating: "?", count: columns).joined(separator: ",") + ")"
        return "INSERT INTO \(quoted(table)) VALUES " + Array(repeating: row, count: rows).joined(separator: ",")
    }

    /// An identifier in double quotes, so that column names may be SQL keywords (`end`, `trigger`).
    static func quoted(_ name: String) -> String { "\"\(name)\"" }

    /// A text in single quotes.
    static func literal(_ text: String) -> String {
        var quoted = "'"
        for character in text.unicodeScalars {
            if character == "'" { quoted += "'" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "'"
    }
}
