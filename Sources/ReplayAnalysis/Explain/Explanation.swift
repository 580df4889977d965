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
        if rows.contains(where: { $0.table == .allocationFailure }) {
            text += "\nFree blocks before (count×pages)\n" + lines(try teller.freeLists(before: step))
        }
        let candidates = rows.filter { $0.table == .oomCandidate }
        if !candidates.isEmpty { text += "\nCandidates\n" + (try scores(candidates, rows, teller)) }
        let states = rows.filter { $0.table.isState }
        if !states.isEmpty { text += "\nWhat it changes\n" + lines(try states.map { try teller.tell($0) }) }
        return text
    }

    /// How many sentences stand at the beginning and at the end of a long list.
    private static let told = (first: 24, last: 8)

    private func numbered(_ rows: [StoredRow], _ teller: Teller) throws -> String {
        let width = String(rows.count).count
        func line(_ index: Int) throws -> String { "  \((index + 1).padded(width)). \(try teller.tell(rows[index]))\n" }
        guard rows.count > Self.told.first + Self.told.last + 8 else { return try rows.indices.map(line).joined() }
        let hidden = rows[Self.told.first..<(rows.count - Self.told.last)]
        return try rows.indices.prefix(Self.told.first).map(line).joined()
            + "  … \(grouped(hidden.count)) more: \(Self.summary(Array(hidden)))\n"
            + rows.indices.suffix(Self.told.last).map(line).joined()
    }

    /// `256 page allocate, 256 fault anonymous`, in order of first appearance.
    private static func summary(_ rows: [StoredRow]) -> String {
        var counts: [(what: String, count: Int)] = []
        for row in rows {
            let columns = row.table.schema.columns
            let word = columns.contains { $0.name == "op" } ? row.word("op") : row.table == .fault ? row.word("outcome") : ""
            let what = row.table.schema.name + (word.isEmpty ? "" : " \(word)")
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
