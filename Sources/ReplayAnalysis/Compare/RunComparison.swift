import ReplayModel
import ReplayStore

/// What differs between two runs: settings, events and transitions, figures.
public struct RunComparison: Sendable {
    /// One key that differs.
    public struct Difference: Equatable, Sendable {
        public var key: String
        /// nil where a run does not have it.
        public var a: String?
        public var b: String?
    }

    /// A budget that is broken.
    public struct Breach: Equatable, Sendable {
        public var budget: Budget
        public var figure: Figure
    }

    public var pathA: String
    public var pathB: String
    /// What each run is: traces, tool, label. Does not make runs differ.
    public var identity: [Difference]
    public var settings: [Difference]
    public var divergence: Divergence?
    public var figures: [Figure]
    public var budgets: [Budget]
    public var breaches: [Breach]

    /// Compares two runs. Errors: a budget names a figure that neither or only one run has.
    public init(_ a: Run, _ b: Run, budgets: [Budget] = []) throws {
        (pathA, pathB) = (a.path, b.path)
        identity = try Self.differences(a.table("run"), b.table("run")) + Self.differences(a.sources(), b.sources())
        settings = try Self.differences(a.table("profile_setting"), b.table("profile_setting"))
        divergence = try Self.divergence(a, b)
        figures = try Run.figures(a, b)
        self.budgets = budgets
        breaches = []
        for budget in budgets {
            guard let figure = figures.first(where: { $0.name == budget.figure }) else {
                throw Self.unknown(budget, figures)
            }
            guard let x = figure.a, let y = figure.b else {
                throw AnalysisError("only one of the runs has the figure \(figure.name)", expected: "two runs that have it")
            }
            if budget.isBroken(from: x, to: y) { breaches.append(Breach(budget: budget, figure: figure)) }
        }
    }

    private static func unknown(_ budget: Budget, _ figures: [Figure]) -> AnalysisError {
        AnalysisError(
            "no figure \(budget.figure) in \"\(budget.text)\"",
            expected: figures.isEmpty ? "runs with figures" : "one of " + figures.map(\.name).joined(separator: ", "))
    }

    /// Nothing but the identity differs.
    public var isSame: Bool { settings.isEmpty && divergence == nil && changedFigures.isEmpty }

    /// Whether the comparison fails: with budgets, when one is broken; without, when anything differs.
    public var isFailure: Bool { budgets.isEmpty ? !isSame : !breaches.isEmpty }

    public var changedFigures: [Figure] { figures.filter { $0.a != $0.b } }

    private static func differences(_ a: [(String, String)], _ b: [(String, String)]) -> [Difference] {
        var differences: [Difference] = []
        for (key, value) in a {
            let other = b.first { $0.0 == key }?.1
            if other != value { differences.append(Difference(key: key, a: value, b: other)) }
        }
        for (key, value) in b where !a.contains(where: { $0.0 == key }) {
            differences.append(Difference(key: key, a: nil, b: value))
        }
        return differences
    }

    private static func divergence(_ a: Run, _ b: Run) throws -> Divergence? {
        guard let place = try DivergenceSearch(a, b).first() else { return nil }
        let (left, right) = (try a.words(at: place), try b.words(at: place))
        return Divergence(step: place.step, eventA: left.event, eventB: right.event, rowA: left.row, rowB: right.row)
    }
}

extension Run {
    /// Keys and values of a small table; without what follows from the rows.
    fileprivate func table(_ name: String) throws -> [(String, String)] {
        let derived: Set = ["rows", "digest"]
        return try database.rows("SELECT key, value FROM \"\(name)\" ORDER BY key") { row in
            (row.text("key"), Run.plain(row.value("value")) ?? "")
        }.filter { !derived.contains($0.0) }
    }

    /// The event of a step and the row at a position, in words.
    fileprivate func words(at place: (step: UInt64, seq: Int64)) throws -> (event: String?, row: Divergence.Row?) {
        let rows = try rows(ofStep: place.step)
        let narrator = try Narrator(self)
        let event = try rows.typed(as: EventRow.self).first.map { try narrator.eventLine($0) + ", " + narrator.origin($0) }
        let row = try rows.first { $0.seq == place.seq }.map {
            Divergence.Row(table: $0.table.schema.name, seq: $0.seq, text: try narrator.narrate($0))
        }
        return (event, row)
    }
}
