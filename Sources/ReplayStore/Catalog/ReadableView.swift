import ReplayModel

/// Makes `v_TABLE`: a transition table with words in place of codes, names in place of ids, hexadecimal addresses and the time.
///
/// Each column is a scalar expression over one row of the table, so SQLite merges the view into the query and computes
/// only the columns that the query names.
enum ReadableView {
    static func make(_ table: TransitionTable) -> ViewDefinition {
        let schema = table.schema
        var columns = [
            Column(name: "step", doc: stepDoc, sql: "t.step"),
            Column(name: "seq", doc: seqDoc, sql: "t.seq"),
        ]
        if table != .event {
            columns.append(
                Column(name: "time", doc: "nanoseconds", sql: "(SELECT e.time FROM event e WHERE e.step = t.step LIMIT 1)"))
        }
        for column in schema.columns { columns += make(column, in: table) }
        if table == .event { columns.append(arguments) }
        return view("v_\(schema.name)", "\(schema.name) in words. \(schema.doc)", columns, from: "\(schema.name) t")
    }

    /// What the columns step and seq are, in every table.
    static let stepDoc = "number of the event, from 1"
    static let seqDoc = "position of the row inside its step, over all tables"

    /// One column of a view in the making.
    struct Column {
        var name: String
        var doc: String
        var sql: String
    }

    static func view(_ name: String, _ doc: String, _ columns: [Column], from: String) -> ViewDefinition {
        let list = columns.map { "    \($0.sql) AS \(DataDefinition.quoted($0.name))" }.joined(separator: ",\n")
        return ViewDefinition(
            name: name, doc: doc, columns: columns.map { ColumnDoc(name: $0.name, doc: $0.doc) },
            sql: "CREATE VIEW \(DataDefinition.quoted(name)) AS\nSELECT\n\(list)\nFROM \(from)")
    }

    private static func make(_ column: ColumnSchema, in table: TransitionTable) -> [Column] {
        let value = "t.\(DataDefinition.quoted(column.name))"
        if (table, column.name) == (.event, "kind") || (table, column.name) == (.failedCall, "call") {
            return [Column(name: column.name, doc: "event kind", sql: "(SELECT name FROM event_kind WHERE code = \(value))")]
        }
        if table == .event, column.name == "named" || column.name.hasPrefix("a") { return [] }
        let readable = Column(name: column.name, doc: column.doc, sql: expression(column.type, value))
        switch column.type {
        case .zone, .cache:
            let identifier = Column(name: column.name + "_id", doc: "\(column.doc): its number", sql: value)
            return [readable, identifier]
        case .integer where column.name == "gfp":
            return [readable, Column(name: "gfp_flags", doc: "the same in the kernel's words", sql: GfpWords.sql(value))]
        default: return [readable]
        }
    }

    /// SQL for a value of `type` as people read it.
    static func expression(_ type: ColumnType, _ value: String) -> String {
        switch type {
        case .integer: value
        case .address, .frame: hexadecimal(value)
        case .name: name(value)
        case .code(let words): word(words, value)
        case .zone: "(SELECT name FROM zone WHERE id = \(value))"
        case .cache: "(SELECT \(name("c.name")) FROM cache c WHERE c.cache = \(value) ORDER BY c.step, c.seq LIMIT 1)"
        }
    }

    static func hexadecimal(_ value: String) -> String { "iif(\(value) IS NULL, NULL, printf('0x%x', \(value)))" }

    static func name(_ value: String) -> String { "(SELECT text FROM name WHERE id = \(value))" }

    static func word(_ words: [String], _ value: String) -> String {
        let cases = words.enumerated().map { "WHEN \($0.offset) THEN \(DataDefinition.literal($0.element))" }
        return "CASE \(value) \(cases.joined(separator: " ")) ELSE \(value) END"
    }

    /// All arguments of an event as one text: `size=64 ptr=p caller=f`.
    private static let arguments = Column(
        name: "arguments", doc: "its arguments, as name=value",
        sql: """
            (SELECT group_concat(name || '=' || CASE
                    WHEN named THEN (SELECT text FROM name WHERE id = value)
                    WHEN type IN ('address', 'pointer') THEN printf('0x%x', value)
                    ELSE value END, ' ')
                FROM (SELECT f.name, f.type, t.named >> f.slot & 1 AS named, CASE f.slot
                        WHEN 0 THEN t.a0 WHEN 1 THEN t.a1 WHEN 2 THEN t.a2 WHEN 3 THEN t.a3
                        WHEN 4 THEN t.a4 WHEN 5 THEN t.a5 WHEN 6 THEN t.a6 WHEN 7 THEN t.a7 END AS value
                    FROM event_field f WHERE f.kind = t.kind ORDER BY f.slot)
                WHERE value IS NOT NULL)
            """)
}
