import ReplayModel
import ReplayStore

/// The explanation of one step, before it is put into text or JSON.
struct Explanation {
    var step: UInt64
    var event: Placed<EventRow>
    /// All rows of the step, in order.
    var rows: [StoredRow]
    /// Whom the OOM killer killed.
    var victims: [ProcessID]

    /// Rows that stand in sections of their own.
    private static let ownSections: Set<TransitionTable> = [
        .event, .checkpoint, .keyframe, .pageCheckpoint, .vmaCheckpoint, .pageTableCheckpoint, .areaCheckpoint, .oomCandidate, .oomZone,
    ]

    /// What follows from the event.
    var transitions: [StoredRow] { rows.filter { !$0.table.isState && !Self.ownSections.contains($0.table) } }
    var states: [StoredRow] { rows.filter { $0.table.isState } }
    var candidates: [StoredRow] { rows.filter { $0.table == .oomCandidate } }
    var hasFailure: Bool { rows.contains { $0.table == .allocationFailure } }

    /// The kernel's report of each kill.
    func reports(_ run: Run) throws -> [OomReport] {
        try rows.typed().compactMap { try run.oomReport($0, among: rows) }
    }

    /// The terms of a candidate's score.
    static let terms: [OomCandidateRow.Column] = [
        .residentPages, .swapPages, .pageTablePages, .rootBonus, .oomScoreAdj, .adjustment, .points, .score,
    ]
}

extension Run {
    /// The explanation of one step. Errors: no such step.
    func explanation(step: UInt64) throws -> Explanation {
        let rows = try rows(ofStep: step)
        guard let event = try rows.typed(as: EventRow.self).first else {
            let last = try lastStep()
            throw AnalysisError("no step \(step) in \(path)", expected: last == 0 ? "a run with events" : "1 to \(last)")
        }
        let victims = try rows.typed(as: OomRow.self).compactMap(\.victim)
        return Explanation(step: step, event: event, rows: rows, victims: victims)
    }

    /// The explanation of one step in plain language: the event, what it led to in order, and what changed; an OOM kill with every
    /// candidate and the report as the kernel prints it.
    ///
    /// Steps with very many rows are narrated by their first and last ones and a count. Errors: no such step.
    public func explain(step: UInt64) throws -> String {
        let explanation = try explanation(step: step)
        let narrator = try Narrator(self)
        var text = "Step \(step): \(try narrator.event(explanation.event))\n\(try narrator.origin(explanation.event).capitalizedFirst)\n"
        let transitions = explanation.transitions
        text += transitions.isEmpty ? "\nNothing follows from it.\n" : "\nWhat happens\n" + (try numbered(transitions, narrator))
        let requests = try requestExplanations(of: explanation.rows, narrator)
        text += requests.map(\.text).joined()
        if explanation.hasFailure, requests.isEmpty {
            text += "\nFree blocks before (count×pages)\n" + lines(try narrator.freeLists(before: step))
        }
        if !explanation.candidates.isEmpty { text += "\nCandidates\n" + (try scores(explanation, narrator)) }
        for report in try explanation.reports(self) { text += "\nThe kernel's report\n" + lines(report.lines) }
        var states = try explanation.states.map { try narrator.narrate($0) }
        // In a keyframe everything has a row of its state, changed or not.
        if step % Keyframes.interval == 0 { states.removeAll { $0.hasSuffix(Narrator.unchanged) } }
        if !states.isEmpty { text += "\nWhat it changes\n" + lines(states) }
        return text
    }

    /// The rows in words.
    private func numbered(_ rows: [StoredRow], _ narrator: Narrator) throws -> String {
        let width = String(rows.count).count
        return try NarratedRow.choose(rows).map { entry in
            switch entry {
            case .row(let number, let row): "  \(number.padded(width)). \(try narrator.narrate(row))\n"
            case .more(let rows, areAlike: true): "  … \(grouped(rows.count)) more like this\(try narrator.frames(of: rows))\n"
            case .more(let rows, areAlike: false):
                "  … \(grouped(rows.count)) more: \(NarratedRow.summary(rows))\(try narrator.frames(of: rows))\n"
            }
        }.joined()
    }

    private func lines(_ sentences: [String]) -> String { sentences.map { "  \($0)\n" }.joined() }

    /// The candidates with each term of their points, the victim marked.
    private func scores(_ explanation: Explanation, _ narrator: Narrator) throws -> String {
        let victims = explanation.victims
        var cells = [["", "PROCESS", "RSS", "SWAP", "TABLES", "ROOT", "ADJ", "ADJ_POINTS", "POINTS", "OOM_SCORE", ""]]
        for row in explanation.candidates {
            let candidate = try row.typed(as: OomCandidateRow.self)
            let isVictim = victims.contains(candidate.process)
            let fate = candidate.eligibility == .eligible ? "" : "never: \(candidate.eligibility.title)"
            cells.append(
                [isVictim ? "→" : "", try narrator.who(candidate.process, before: row.step)]
                    + Explanation.terms.map { String(row.values[$0.rawValue] ?? 0) } + [isVictim ? "killed" : fate])
        }
        return table(cells, right: Set(2...9)).split(separator: "\n").map { "  \($0)\n" }.joined()
    }
}
