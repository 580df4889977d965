/// What several named queries read, read once: a temporary table of the same name and content as a view, in front of it.
enum SharedReading: Sendable, Hashable, CaseIterable {
    /// Each object with its freeing (`object_turn`).
    case objectTurns
    /// The calls of `slab_call`, added up by address and call site: the queries want sums only.
    case slabCalls

    /// The views between it and the queries: made anew as temporary ones, so that they see the table.
    private var views: [String] {
        switch self {
        case .objectTurns: ["object_life", "leak", "slab_use", "call_site"]
        case .slabCalls: []
        }
    }

    private var table: String {
        switch self {
        case .objectTurns: "object_turn"
        case .slabCalls: "slab_call"
        }
    }

    private var definition: String {
        switch self {
        case .objectTurns: "CREATE TEMP TABLE object_turn AS SELECT * FROM main.object_turn"
        case .slabCalls:
            """
            CREATE TEMP TABLE slab_call AS
            SELECT
                address, caller, sum(allocates) AS allocates, sum(requested) AS requested, sum(given) AS given, sum(freed) AS freed,
                sum(ping_pong) AS ping_pong
            FROM main.slab_call
            GROUP BY address, caller
            """
        }
    }

    func read(in database: Database) throws(StoreError) {
        try database.execute(definition)
        for view in views {
            guard let sql = try database.value("SELECT sql FROM main.sqlite_schema WHERE name = ?", [.text(view)])?.text else {
                preconditionFailure("no view \(view)")
            }
            precondition(sql.hasPrefix("CREATE VIEW "), "a view as the store writes it")
            try database.execute("CREATE TEMP VIEW " + sql.dropFirst("CREATE VIEW ".count))
        }
    }

    func drop(in database: Database) throws(StoreError) {
        for view in views.reversed() { try database.execute("DROP VIEW temp.\(view)") }
        try database.execute("DROP TABLE temp.\(table)")
    }
}

extension MaterialisedAnswer {
    /// Materialises answers, one transaction each. `report` gets the part and its rows (nil: too many) after each, in the order of `all`.
    public static func materialise(
        _ answers: [MaterialisedAnswer], in database: Database, _ report: (_ part: String, _ rows: Int?) -> Void
    ) throws {
        let groups: [SharedReading?] = [nil] + SharedReading.allCases
        for group in groups {
            let members = answers.filter { $0.shared == group }
            guard !members.isEmpty else { continue }
            // One query alone is as quick by itself.
            let isShared = members.count > 1
            if isShared { try group?.read(in: database) }
            for answer in members {
                var rows: Int?
                try database.transaction {
                    rows = try answer.materialise(in: database)
                    if rows == nil { try database.execute("DROP TABLE \(answer.table)") }
                }
                report(answer.part, rows)
            }
            if isShared { try group?.drop(in: database) }
        }
    }
}
