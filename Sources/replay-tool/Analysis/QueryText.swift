import ReplayStore

/// What the user asked, as SQL.
enum QueryText {
    /// No query has this name.
    struct Unknown: Error, CustomStringConvertible {
        var name: String

        var description: String {
            "no query is called \(name); expected one of " + NamedQuery.all.map { "@\($0.name)" }.joined(separator: ", ")
        }
    }

    /// The SQL of `argument`: of the named query if it begins with `@`, from standard input if it is `-`.
    static func resolve(_ argument: String) throws(Unknown) -> String {
        if argument == "-" { return readStandardInput() }
        guard argument.hasPrefix("@") else { return argument }
        guard let query = NamedQuery(named: argument) else { throw Unknown(name: argument) }
        return query.sql
    }

    private static func readStandardInput() -> String {
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return text
    }
}
