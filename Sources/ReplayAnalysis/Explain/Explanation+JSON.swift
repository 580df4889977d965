import Notation
import ReplayModel

extension Run {
    /// The explanation of one step as one line of JSON: the same sentences as `explain(step:)`, and the fields of each row narrated.
    /// Errors: no such step.
    public func explanationJSON(step: UInt64) throws -> String {
        let explanation = try explanation(step: step)
        let narrator = try Narrator(self)
        var pairs: [(String, JSON)] = [
            ("step", .number("\(step)")), ("time", .number("\(explanation.event.time)")),
            ("event", .string(try narrator.eventLine(explanation.event))),
            ("origin", .string(try narrator.origin(explanation.event))),
            ("deeds", .array(try NarratedRow.choose(explanation.transitions).map { try json($0, narrator) })),
        ]
        if explanation.hasFailure { pairs.append(("free_before", .array(try narrator.freeLists(before: step).map { .string($0) }))) }
        let requests = try requestExplanations(of: explanation.rows, narrator)
        if !requests.isEmpty { pairs.append(("requests", .array(requests.map(\.json)))) }
        if !explanation.candidates.isEmpty {
            pairs.append(("candidates", .array(try explanation.candidates.map { try candidate($0, explanation.victims, narrator) })))
        }
        let reports = try explanation.reports(self)
        if !reports.isEmpty { pairs.append(("oom_reports", .array(reports.map { .array($0.lines.map { .string($0) }) }))) }
        pairs.append(("changes", .array(try explanation.states.map { try json(.row(0, $0), narrator) })))
        return JSON.object(pairs).text + "\n"
    }

    private func json(_ entry: NarratedRow, _ narrator: Narrator) throws -> JSON {
        switch entry {
        case .row(_, let row):
            var pairs: [(String, JSON)] = [
                ("seq", .number("\(row.seq)")), ("table", .string(row.table.schema.name)), ("text", .string(try narrator.narrate(row))),
                ("fields", try fields(row)),
            ]
            if row.table == .fault, let detail = try narrator.faultJSON(row.typed()) { pairs.append(("fault", detail)) }
            return .object(pairs)
        case .more(let rows, let areAlike):
            return .object([("more", .number("\(rows.count)")), ("summary", .text(areAlike ? nil : NarratedRow.summary(rows)))])
        }
    }

    /// A row's columns: words for codes, names for interned ids, numbers else.
    private func fields(_ row: StoredRow) throws -> JSON {
        .object(
            try zip(row.table.schema.columns, row.values).map { column, value in
                switch column.type {
                case .code: (column.name, .text(value.flatMap { column.title(of: $0) }))
                case .name: (column.name, .text(try value.map { try name($0) }))
                default: (column.name, JSON(value))
                }
            })
    }

    private func candidate(_ row: StoredRow, _ victims: [ProcessID], _ narrator: Narrator) throws -> JSON {
        let candidate = try row.typed(as: OomCandidateRow.self)
        let process = candidate.process
        return .object(
            [("pid", .number("\(process.rawValue)")), ("who", .string(try narrator.who(process, before: row.step)))]
                + Explanation.terms.map { ($0.name, JSON(row.values[$0.rawValue])) }
                + [("eligibility", .string(candidate.eligibility.title)), ("killed", .boolean(victims.contains(process)))])
    }
}
