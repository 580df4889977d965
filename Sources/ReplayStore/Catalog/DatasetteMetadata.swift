import Notation

/// Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html): what every table, view and column is, and the named queries
/// as canned ones.
public enum DatasetteMetadata {
    /// A JSON document for a run's file called `database` without its suffix, as Datasette names databases.
    public static func json(database: String) -> String {
        let tables = SchemaDoc.all.map { entry in
            (entry.name, object([("description", text(entry.doc)), ("columns", object(entry.columns.map { ($0.name, text($0.doc)) }))]))
        }
        let queries = NamedQuery.all.map { query in
            (query.name, object([("description", text(query.doc)), ("sql", text(query.sql))]))
        }
        let run = object([
            ("source", text("replay-tool")), ("tables", object(tables)), ("queries", object(queries)),
        ])
        return object([("title", text("Run of replay-tool")), ("databases", object([(database, run)]))]).indentedText + "\n"
    }

    private static func object(_ members: [(String, JSON)]) -> JSON { JSON(.object(members)) }

    private static func text(_ text: String) -> JSON { JSON(.string(text)) }
}
