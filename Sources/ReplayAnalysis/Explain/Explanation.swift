import Replay

extension Run {
    /// The story of one step in plain language: the event, what it led to in order, and what changed.
    ///
    /// Steps with very many rows are told by their first and last ones and a count. Errors: no such step.
    public func explain(step: UInt64) throws -> String {
        let rows = try rows(ofStep: step)
        guard let event = rows.first(where: { $0.table == .event }) else {
            let last = try lastStep()
            throw AnalysisError("no step \(step) in \(path)", expected: last == 0 ? "a run with events" : "1 to \(last)")
        }
        let teller = try Teller(self)
        var text = "Step \(step): \(try teller.event(event))\n\(try teller.origin(event).capitalizedFirst)\n"
        let deeds = rows.filter { !$0.table.isState && $0.table != .event && $0.table != .checkpoint && $0.table != .oomCandidate }
        text += deeds.isEmpty ? "\nNothing follows from it.\n" : "\nWhat happens\n" + (try numbered(deeds, teller))
        let stories = try requestStories(of: rows, teller)
        text += stories.map(\.text).joined()
        if stories.isEmpty, rows.contains(where: { $0.table == .allocationFailure }) {
            text += "\nFree blocks before (count×pages)\n" + lines(try teller.freeLists(before: step))
        }
        let candidates = rows.filter { $0.table == .oomCandidate }
        if !candidates.isEmpty { text += "\nCandidates\n" + (try scores(candidates, rows, teller)) }
        let states = rows.filter { $0.table.isState }
        if !states.isEmpty { text += "\nWhat it changes\n" + lines(try states.map { try teller.tell($0) }) }
        return text
    }

    /// How many sentences stand at the beginning and at the end of a long list, and of a run of alike ones.
    private static let told = (first: 16, last: 8, alike: 3)

    /// The rows in words. Of many alike in a row the first are told and the others counted; a list that is long even so is told
    /// by its beginning and its end.
    private func numbered(_ rows: [StoredRow], _ teller: Teller) throws -> String {
        let width = String(rows.count).count
        var entries: [(line: () throws -> String, rows: [StoredRow])] = []
        var index = 0
        while index < rows.count {
            let alike = rows[index...].prefix { $0.kind == rows[index].kind }
            let shown = alike.count > Self.told.alike + 2 ? Self.told.alike : alike.count
            for number in index..<(index + shown) {
                entries.append(({ "  \((number + 1).padded(width)). \(try teller.tell(rows[number]))\n" }, [rows[number]]))
            }
            if shown < alike.count {
                let hidden = Array(alike.dropFirst(shown))
                entries.append(({ "  … \(grouped(hidden.count)) more like this\n" }, hidden))
            }
            index += alike.count
        }
        guard entries.count > Self.told.first + Self.told.last + 4 else { return try entries.map { try $0.line() }.joined() }
        let hidden = entries[Self.told.first..<(entries.count - Self.told.last)].flatMap(\.rows)
        return try entries.prefix(Self.told.first).map { try $0.line() }.joined()
            + "  … \(grouped(hidden.count)) more: \(Self.summary(hidden))\n"
            + entries.suffix(Self.told.last).map { try $0.line() }.joined()
    }

    /// `256 page allocate, 256 fault anonymous`, in order of first appearance.
    private static func summary(_ rows: [StoredRow]) -> String {
        var counts: [(what: String, count: Int)] = []
        for row in rows {
            let what = row.kind
            if let index = counts.firstIndex(where: { $0.what == what }) {
                counts[index].count += 1
            } else {
                counts.append((what, 1))
            }
        }
        return counts.map { "\(grouped($0.count)) \($0.what)" }.joined(separator: ", ")
    }

    private func lines(_ sentences: [String]) -> String { sentences.map { "  \($0)\n" }.joined() }

    /// The candidates with each term of their points, the victim marked.
    private func scores(_ candidates: [StoredRow], _ rows: [StoredRow], _ teller: Teller) throws -> String {
        let victims = rows.filter { $0.table == .oom }.compactMap { $0["victim"] }
        var cells = [["", "PROCESS", "RSS", "SWAP", "TABLES", "ROOT", "ADJ", "ADJ_POINTS", "POINTS", "OOM_SCORE", ""]]
        for row in candidates {
            let pid = row["pid"] ?? 0
            let terms = ["rss", "swap", "page_tables", "root_bonus", "oom_score_adj", "adjustment", "points", "score"]
            let eligibility = row.word("eligibility")
            cells.append(
                [victims.contains(pid) ? "→" : "", try teller.who(pid, before: row.step)]
                    + terms.map { String(row[$0] ?? 0) }
                    + [victims.contains(pid) ? "killed" : eligibility == "eligible" ? "" : "never: \(eligibility)"])
        }
        return table(cells, right: Set(2...9)).split(separator: "\n").map { "  \($0)\n" }.joined()
    }
}

extension StoredRow {
    /// `page allocate`, `fault anonymous`: table and what happened.
    fileprivate var kind: String {
        let columns = table.schema.columns
        let word = columns.contains { $0.name == "op" } ? word("op") : table == .fault ? word("outcome") : ""
        return table.schema.name + (word.isEmpty ? "" : " \(word)")
    }
}
