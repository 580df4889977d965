import Notation
import ReplayModel

extension Run {
    /// The story of one step as one line of JSON: the same sentences as `explain(step:)`, and the fields of each row told.
    /// Errors: no such step.
    public func explanationJSON(step: UInt64) throws -> String {
        let story = try explanation(step: step)
        let teller = try Teller(self)
        var pairs: [(String, JSON)] = [
            ("step", .number("\(step)")), ("time", .number("\(story.event.time)")), ("event", .string(try teller.eventLine(story.event))),
            ("origin", .string(try teller.origin(story.event))),
            ("deeds", .array(try ToldRow.choose(story.deeds).map { try json($0, teller) })),
        ]
        if story.hasFailure { pairs.append(("free_before", .array(try teller.freeLists(before: step).map { .string($0) }))) }
        let requests = try requestStories(of: story.rows, teller)
        if !requests.isEmpty { pairs.append(("requests", .array(requests.map(\.json)))) }
        if !story.candidates.isEmpty {
            pairs.append(("candidates", .array(try story.candidates.map { try candidate($0, story.victims, teller) })))
        }
        let reports = try story.reports(self)
        if !reports.isEmpty { pairs.append(("oom_reports", .array(reports.map { .array($0.lines.map { .string($0) }) }))) }
        pairs.append(("changes", .array(try story.states.map { try json(.row(0, $0), teller) })))
        return JSON.object(pairs).text + "\n"
    }

    private func json(_ entry: ToldRow, _ teller: Teller) throws -> JSON {
        switch entry {
        case .row(_, let row):
            var pairs: [(String, JSON)] = [
                ("seq", .number("\(row.seq)")), ("table", .string(row.table.schema.name)), ("text", .string(try teller.tell(row))),
                ("fields", try fields(row)),
            ]
            if row.table == .fault, let detail = try teller.faultJSON(row.typed()) { pairs.append(("fault", detail)) }
            return .object(pairs)
        case .more(let count, let summary): return .object([("more", .number("\(count)")), ("summary", .text(summary))])
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

    private func candidate(_ row: StoredRow, _ victims: [ProcessID], _ teller: Teller) throws -> JSON {
        let candidate = try row.typed(as: OomCandidateRow.self)
        let process = candidate.process
        return .object(
            [("pid", .number("\(process.rawValue)")), ("who", .string(try teller.who(process, before: row.step)))]
                + Explanation.terms.map { ($0.name, JSON(row.values[$0.rawValue])) }
                + [("eligibility", .string(candidate.eligibility.title)), ("killed", .boolean(victims.contains(process)))])
    }
}
