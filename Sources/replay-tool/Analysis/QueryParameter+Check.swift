import ReplayStore
import TraceFormat

/// Parameters that many queries have, by name: what they may be. A value that names nothing would be answered with no rows.
extension QueryParameter {
    /// Whole numbers.
    private static let numbers = ["every", "frames", "limit", "ord", "pid", "points", "step"]

    func check(in database: Database) throws(StoreError) {
        if Self.numbers.contains(key), value.integer == nil { throw wrong("expected a whole number", database) }
        switch key {
        case "zone": try require("SELECT name FROM zone ORDER BY id", database) { "expected \($0.joined(separator: ", "))" }
        case "pid":
            try require("SELECT DISTINCT pid FROM process ORDER BY pid", database) { known in
                "no process has it; the first are \(known.prefix(8).joined(separator: ", "))"
            }
        case "label":
            try require("SELECT DISTINCT (SELECT text FROM name WHERE id = mark.label) FROM mark", database) { known in
                let near = Suggestion.nearest(to: shown, among: known).map { "; did you mean \($0)?" } ?? ""
                return "the run has no mark of that name\(near)"
            }
        default: break
        }
    }

    private var shown: String { value.text ?? value.integer.map(String.init) ?? "" }

    /// The value is one of what `sql` finds.
    private func require(_ sql: String, _ database: Database, _ hint: ([String]) -> String) throws(StoreError) {
        let known = try database.rows(sql).map { $0[0].text ?? $0[0].integer.map(String.init) ?? "" }
        guard !known.isEmpty, !known.contains(shown) else { return }
        throw wrong(hint(known), database)
    }

    private func wrong(_ expected: String, _ database: Database) -> StoreError {
        StoreError(file: database.path, message: "parameter \(key) cannot be \"\(shown)\"; \(expected)")
    }
}
