/// The whole answer of a named query, materialised in a table of the run's file in the order in which the query gives it.
public struct MaterialisedAnswer: Sendable {
    /// The named query, without `@`.
    public var query: String
    /// Rows that it gives unless `:limit` says otherwise; nil: it has no such parameter.
    var limit: Int?
    /// Parameters that choose the rows in which the column of that name has their value.
    var choices: [String] = []
    /// What the query reads that others read too.
    var shared: SharedReading?

    /// The queries that read much and answer little.
    public static let all: [MaterialisedAnswer] = [
        MaterialisedAnswer(query: "caches", limit: 20),
        MaterialisedAnswer(query: "callers", limit: 20, shared: .objectTurns),
        MaterialisedAnswer(query: "cross_cpu", limit: 20, shared: .objectTurns),
        MaterialisedAnswer(query: "fallbacks"),
        MaterialisedAnswer(query: "heap_fragmentation", choices: ["pid"]),
        MaterialisedAnswer(query: "heap_pins", choices: ["pid"]),
        MaterialisedAnswer(query: "kernel_transitions", choices: ["label"]),
        MaterialisedAnswer(query: "kmem_stat", limit: -1, shared: .slabCalls),
        MaterialisedAnswer(query: "kmem_stat_alloc", limit: -1, shared: .slabCalls),
        MaterialisedAnswer(query: "kmem_stat_summary", shared: .slabCalls),
        MaterialisedAnswer(query: "leaks", limit: 20, shared: .objectTurns),
        MaterialisedAnswer(query: "lifetimes", shared: .objectTurns),
        MaterialisedAnswer(query: "peak", limit: 20),
        MaterialisedAnswer(query: "pins"),
        MaterialisedAnswer(query: "placement"),
        MaterialisedAnswer(query: "rss_check"),
        MaterialisedAnswer(query: "slab_cost"),
        MaterialisedAnswer(query: "slab_use", limit: 20, shared: .objectTurns),
    ]

    public var part: String { "@\(query)" }
    var table: String { "kept_answer_\(query)" }

    /// Longer answers are not materialised: reading them takes as long as finding them.
    static let mostRows = 1_000_000

    /// SQL that reads the answer; nil where it is not there, or where a parameter makes it another.
    public static func sql(of query: String, in database: Database, parameters: [String]) throws(StoreError) -> String? {
        guard let answer = all.first(where: { $0.query == query }), try !database.materialisedSteps(of: answer.part).isEmpty else {
            return nil
        }
        let known = answer.choices + (answer.limit == nil ? [] : ["limit"])
        guard parameters.allSatisfy(known.contains) else { return nil }
        return try answer.sql(in: database)
    }

    private func sql(in database: Database) throws(StoreError) -> String {
        let columns = try database.prepare("SELECT * FROM \(table)").columnNames.dropFirst().map { "\"\($0)\"" }.joined(separator: ", ")
        let chosen = choices.map { " AND (:\($0) IS NULL OR \"\($0)\" = :\($0))" }.joined()
        return "SELECT \(columns) FROM \(table) WHERE 1\(chosen) ORDER BY seq" + (limit.map { " LIMIT coalesce(:limit, \($0))" } ?? "")
    }

    /// Asks the query and materialises what it says. Returns the rows; nil: there are too many, and nothing is materialised.
    /// Precondition: a transaction is open, and what the query shares with others has been read.
    public func materialise(in database: Database) throws(StoreError) -> Int? {
        guard let named = NamedQuery(named: query) else { preconditionFailure("no query \(query)") }
        let source = try database.prepare(named.sql)
        _ = try source.bind(.integer(-1), named: "limit")
        let columns = source.columnNames
        try database.execute("DROP TABLE IF EXISTS \(table)")
        try database.execute("CREATE TABLE \(table) (seq INTEGER PRIMARY KEY, \(columns.map { "\"\($0)\"" }.joined(separator: ", ")))")
        let target = try database.prepare("INSERT INTO \(table) VALUES (\((0...columns.count).map { _ in "?" }.joined(separator: ", ")))")
        var count = 0
        while try source.step() {
            guard count < Self.mostRows else { return nil }
            for column in columns.indices { try target.bind(source.value(column), at: column + 1) }
            try target.bind(Int64(count), at: 0)
            _ = try target.step()
            count += 1
        }
        try database.noteMaterialised(part, step: 0, rows: Int64(count))
        return count
    }
}
