/// Reads the `.sql` files of `Views/`. A file is a sequence of views, each written as
///
///     -- What the view shows, on one line or more.
///     -- @column what the column is
///     CREATE VIEW name AS …;
///
/// with a line `-- @column …` for each column, in order. In the SQL `{table.column.word}` stands for the number of a code
/// (`{object.op.free}`): the file of a run carries the number, so its views need no join to filter by code.
///
/// These files are part of the program, so a mistake in them is a programmer's error.
enum ViewParser {
    static func parse(_ text: String) -> [ViewDefinition] {
        var views: [ViewDefinition] = []
        var doc: [Substring] = []
        var columns: [ColumnDoc] = []
        var sql: [Substring] = []
        // Bytes, not characters: telling characters apart was 6 % of an empty run's processor time.
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = Substring(bytes)
            if sql.isEmpty, line.hasPrefix("--") {
                let comment = line.dropFirst(2).drop { $0 == " " }
                if comment.hasPrefix("@") { columns.append(column(comment.dropFirst())) } else { doc.append(comment) }
                continue
            }
            if sql.isEmpty, line.isEmpty { continue }
            sql.append(line)
            guard bytes.last == UInt8(ascii: ";") else { continue }
            views.append(view(doc, columns, sql.joined(separator: "\n")))
            (doc, columns, sql) = ([], [], [])
        }
        precondition(sql.isEmpty, "a view without a semicolon: \(sql.first ?? "")")
        return views
    }

    private static func column(_ comment: Substring) -> ColumnDoc {
        let name = comment.prefix { $0 != " " }
        return ColumnDoc(name: String(name), doc: String(comment.dropFirst(name.count + 1)))
    }

    private static func view(_ doc: [Substring], _ columns: [ColumnDoc], _ sql: String) -> ViewDefinition {
        let words = sql.utf8.split(maxSplits: 3) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map { String(Substring($0)) }
        precondition(words.prefix(2).elementsEqual(["CREATE", "VIEW"]), "not a view: \(sql)")
        return ViewDefinition(
            name: words[2], doc: doc.joined(separator: " "), columns: columns,
            sql: expandCodes(String(sql.dropLast())))
    }

    /// Puts numbers in place of `{table.column.word}`.
    static func expandCodes(_ sql: String) -> String {
        var expanded = ""
        var rest = sql[...]
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            guard let close = rest[open...].utf8.firstIndex(of: UInt8(ascii: "}")) else { preconditionFailure("unclosed { in \(sql)") }
            let parts = rest[rest.index(after: open)..<close].split(separator: ".").map(String.init)
            precondition(parts.count == 3, "not {table.column.word}: \(rest[open...close])")
            expanded += rest[..<open]
            expanded += String(CodeBook.code(table: parts[0], column: parts[1], word: parts[2]))
            rest = rest[rest.index(after: close)...]
        }
        return expanded + rest
    }
}
