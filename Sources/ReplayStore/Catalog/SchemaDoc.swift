import ReplayModel

/// What every table, view and column is: the rows of `schema_doc`, and the source of `docs/schema.md`.
enum SchemaDoc {
    /// A documented table or view.
    struct Entry: Sendable {
        enum Kind: String, Sendable {
            case table, view
        }

        var name: String
        var kind: Kind
        var doc: String
        var columns: [ColumnDoc]
        /// The columns' types and words, for tables; empty for views.
        var types: [String] = []
    }

    static let transitionTables: [Entry] = TransitionTable.allCases.map { table in
        let schema = table.schema
        return Entry(
            name: schema.name, kind: .table, doc: schema.doc,
            columns: [
                ColumnDoc(name: "step", doc: ReadableView.stepDoc), ColumnDoc(name: "seq", doc: ReadableView.seqDoc),
            ] + schema.columns.map { ColumnDoc(name: $0.name, doc: $0.doc) },
            types: ["integer", "integer"] + schema.columns.map(\.typeText))
    }

    static let smallTables: [Entry] = SmallTable.all.map { table in
        Entry(
            name: table.name, kind: .table, doc: table.doc, columns: table.columns.map { ColumnDoc(name: $0.name, doc: $0.doc) },
            types: table.columns.map { $0.kind.rawValue.lowercased() + ($0.isOptional ? " or NULL" : "") })
    }

    static func entry(_ table: Materialised.Table) -> Entry {
        Entry(
            name: table.name, kind: .table, doc: table.doc, columns: table.columns.map { ColumnDoc(name: $0.name, doc: $0.doc) },
            types: table.columns.map { $0.name == "part" ? "text" : "integer" })
    }

    static func entries(_ views: [ViewDefinition]) -> [Entry] {
        views.map { Entry(name: $0.name, kind: .view, doc: $0.doc, columns: $0.columns) }
    }

    static let all = transitionTables + smallTables + entries(Catalog.views)

    /// The rows of `schema_doc`.
    static var rows: [[SQLValue]] {
        all.flatMap { entry in
            [[.text(entry.name), "", 0, .text(entry.kind.rawValue), .text(entry.doc)]]
                + entry.columns.enumerated().map { position, column in
                    [.text(entry.name), .text(column.name), SQLValue(position + 1), "column", .text(column.doc)]
                }
        }
    }
}

extension ColumnSchema {
    /// The type as the documentation gives it.
    var typeText: String {
        let text =
            switch type {
            case .integer: "integer"
            case .address: "address"
            case .frame: "frame"
            case .name: "id in name"
            case .code(let words): "code: " + words.enumerated().map { "\($0.offset) \($0.element)" }.joined(separator: ", ")
            case .zone: "id in zone"
            case .cache: "id in cache"
            }
        return isOptional ? text + "; or NULL" : text
    }
}
