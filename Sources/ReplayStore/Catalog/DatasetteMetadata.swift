import Notation

/// Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html): what every table, view and column is, and the named queries
/// as canned ones.
public enum DatasetteMetadata {
    /// A JSON document for a run's file called `database` without its suffix, as Datasette names databases.
    public static func json(database: String) -> String {
        let tables = SchemaDoc.all.map { entry in
            (
                entry.name,
                JSON.object([("description", .string(entry.doc)), ("columns", .object(entry.columns.map { ($0.name, .string($0.doc)) }))])
            )
        }
        let queries = NamedQuery.all.map { query in
            (query.name, JSON.object([("description", .string(query.doc)), ("sql", .string(query.sql))]))
        }
        let run = JSON.object([
            ("source", .string("replay-tool")), ("tables", .object(tables)), ("queries", .object(queries)),
        ])
        return JSON.object([("title", .string("Run of replay-tool")), ("databases", JSON.object([(database, run)]))]).indentedText + "\n"
    }
}
