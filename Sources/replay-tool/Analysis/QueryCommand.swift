import ArgumentParser
import Glibc
import ReplayAnalysis
import ReplayStore

/// `replay-tool query`: asks a finished run.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Asks a run: SQL of your own, or a named query.",
        discussion: """
            SQL reads the tables and views that docs/schema.md describes; nothing is ever written. Named queries begin with @; \
            --list shows them with their parameters, --sql shows one's text. Those that look at the whole history take seconds from ten \
            million events on; "replay-tool index" keeps their answers in the file.

            csv and json are written as rows come. A table's columns are as wide as its first \(TableFormatter.sample) rows need; in a \
            longer one a wider cell moves the rest of its line, nothing is cut.

            EXAMPLES
              replay-tool query --list
              replay-tool query run.sqlite @summary
              replay-tool query run.sqlite @fragmentation --param zone=Normal --format csv
              replay-tool query run.sqlite 'SELECT kind, count(*) FROM v_fault GROUP BY 1'
              replay-tool query run.sqlite - < my-question.sql
            """)

    @Argument(help: ArgumentHelp("The run's file.", valueName: "run"), completion: .file())
    var file: String?

    @Argument(
        help: ArgumentHelp("SQL, @NAME of a named query, or - to read SQL from standard input.", valueName: "sql|@name"),
        completion: Completions.questions)
    var query: String?

    @Option(help: "How to write the result: table, csv or json.")
    var format = OutputFormat.table

    @Option(name: .customLong("param"), help: ArgumentHelp("A value for :KEY in the query.", valueName: "key=value"))
    var parameters: [QueryParameter] = []

    @OptionGroup var names: RawOption

    @Flag(help: "In csv, put ' before cells that begin with = + - or @, so that no spreadsheet takes them for formulas.")
    var csvSafe = false

    @Flag(help: "List the named queries.")
    var list = false

    @Flag(help: "Print the SQL instead of running it.")
    var sql = false

    func validate() throws {
        if !list, file == nil { throw ValidationError("Missing expected argument '<run>'.") }
        if !list, query == nil { throw ValidationError("Missing expected argument '<sql|@name>'.") }
    }

    func run() throws {
        if let file { RunFault.install(for: [file]) }
        // A table escapes its cells, JSON itself.
        var output = StandardOutput(isRaw: true)
        try perform { text throws(ExitCode) in try output.write(text) }
        try output.flush()
    }

    /// Does the work; the output goes to `write`, a piece at a time.
    func perform(_ write: (String) throws(ExitCode) -> Void) throws {
        if list { return try write(Self.listing) }
        guard let file, let query else { return }
        try failing {
            let text = try QueryText.resolve(query)
            if sql { return try write(text.hasSuffix("\n") ? text : text + "\n") }
            let database = try RunFile.open(file)
            let materialised =
                query.hasPrefix("@")
                ? try MaterialisedAnswer.sql(of: String(query.dropFirst()), in: database, parameters: parameters.map(\.key)) : nil
            if let note = try UnknownBeginning.note(on: query, in: database) { inform(note) }
            try ask(database, materialised ?? text, write)
        }
    }

    private func ask(_ database: Database, _ text: String, _ write: (String) throws(ExitCode) -> Void) throws {
        database.forbidAttaching()
        let statement = try prepare(text, in: database)
        guard statement.isReadOnly else {
            throw StoreError(file: database.path, message: "a run is only read; this statement would write", sql: text)
        }
        for parameter in parameters {
            try parameter.check(in: database)
            guard try statement.bind(parameter.value, named: parameter.key) else {
                let known = statement.parameterNames.compactMap { $0?.dropFirst() }.joined(separator: ", ")
                let hint = known.isEmpty ? "it has none" : "it has \(known)"
                throw StoreError(file: database.path, message: "the query has no parameter \(parameter.key); \(hint)")
            }
        }
        let waiting = Waiting()
        database.whileReading { waiting.show() }
        var formatter = format.makeFormatter(width: Terminal.width(of: STDOUT_FILENO), isRaw: names.raw, guardsFormulas: csvSafe)
        try write(formatter.begin(statement.columnNames))
        while try statement.step() { try write(formatter.row(statement.values)) }
        waiting.clear()
        try write(formatter.end())
    }

    private func prepare(_ text: String, in database: Database) throws(StoreError) -> Statement {
        do { return try database.prepare(text) } catch {
            guard error.message == "not authorized" else { throw error }
            throw StoreError(file: database.path, message: "a run is asked alone; ATTACH and VACUUM INTO are refused", sql: text)
        }
    }

    private static var listing: String {
        let width = NamedQuery.all.map(\.name.count).max() ?? 0
        return NamedQuery.all.map { query in
            "@\(query.name)\(String(repeating: " ", count: width - query.name.count + 2))\(query.doc)\n"
        }.joined()
    }
}

extension OutputFormat: ExpressibleByArgument {}
