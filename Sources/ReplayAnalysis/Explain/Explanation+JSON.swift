import Replay

extension Run {
    /// The same as JSON: all sentences, and the page requests that failed or fell back with every figure. Errors: no such step.
    public func explanationJSON(step: UInt64) throws -> String {
        let rows = try rows(ofStep: step)
        guard let event = rows.first(where: { $0.table == .event }) else {
            let last = try lastStep()
            throw AnalysisError("no step \(step) in \(path)", expected: last == 0 ? "a run with events" : "1 to \(last)")
        }
        let teller = try Teller(self)
        func told(_ rows: [StoredRow]) throws -> JSON { .array(try rows.map { .string(try teller.tell($0)) }) }
        let deeds = rows.filter { !$0.table.isState && $0.table != .event && $0.table != .checkpoint }
        return JSON.object([
            ("step", .number(String(step))), ("event", .string(try teller.event(event))), ("origin", .string(try teller.origin(event))),
            ("happens", try told(deeds)), ("changes", try told(rows.filter(\.table.isState))),
            ("requests", .array(try requestStories(of: rows, teller).map(\.json))),
        ]).text + "\n"
    }
}
