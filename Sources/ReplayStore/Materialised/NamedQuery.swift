/// A query that ships with the tool: `replay-tool query RUN @name`.
public struct NamedQuery: Sendable {
    public var name: String
    /// What it answers, on one line; parameters with their defaults at the end.
    public var doc: String
    public var sql: String

    /// The query called `name`, with or without its `@`.
    public init?(named name: String) {
        let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
        guard let query = Self.all.first(where: { $0.name == bare }) else { return nil }
        self = query
    }

    /// A query from its file: the first line is a comment that says what it answers.
    private init(_ name: String, _ text: String) {
        let parts = text.split(separator: "\n", maxSplits: 1)
        precondition(parts.count == 2 && parts[0].hasPrefix("-- "), "\(name): the first line is not a comment")
        self.name = name
        doc = String(parts[0].dropFirst(3))
        sql = String(parts[1])
    }

    /// All of them, by name: the files of `Queries/`.
    public static let all: [NamedQuery] = embeddedQueries.map { NamedQuery($0.name, $0.text) }
}
