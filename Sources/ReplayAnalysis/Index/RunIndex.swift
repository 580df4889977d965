import ReplayStore

/// What `replay-tool index` makes of a run: states from which `show` begins, and the answers of named queries that read the whole history.
///
/// All of it is read from the run's own rows and materialised beside them (`Materialised`), a part at a time and each in one transaction,
/// so that what is there is whole. What is there already stays: a run does not change.
public struct RunIndex {
    /// What has been made of a part.
    public enum Outcome: Equatable, Sendable {
        /// States after so many steps, or an answer (0), of so many rows in all.
        case made(states: Int, rows: Int)
        /// It is there already.
        case present
        /// There is nothing to keep, or the answer is too long.
        case nothing(String)
    }

    public struct Report: Sendable {
        public var part: String
        public var outcome: Outcome
        /// What it added to the file.
        public var bytes: Int64
    }

    private let run: Run
    private let database: Database
    /// Nobody else may index the run meanwhile.
    private let lock: RunLock
    public var rule = MaterialisationRule()

    /// Every part, in the order in which it is made.
    public static let parts = [Materialised.pages, Materialised.heaps] + MaterialisedAnswer.all.map(\.part)

    /// Opens a run to add to it. Errors: as of `RunFile.open`, and a file that may not be written.
    public init(path: String) throws {
        run = try Run(path: path)
        lock = try RunLock(path: path)
        database = try RunFile.openToIndex(path)
    }

    /// Has `tick` called now and then while rows are read.
    public func whileReading(_ tick: @escaping () -> Void) {
        run.database.whileReading(tick)
        database.whileReading(tick)
    }

    /// Makes the parts that are asked for and not there. `report` gets each as it is done; parts that are there come first.
    /// Precondition: they are among `parts`.
    public func make(_ parts: [String] = parts, _ report: (Report) -> Void) throws {
        try database.transaction { try database.makeMaterialisedTables() }
        var bytes = try database.usedBytes()
        func done(_ part: String, _ outcome: Outcome) throws {
            let now = try database.usedBytes()
            report(Report(part: part, outcome: outcome, bytes: now - bytes))
            bytes = now
        }
        var missing: [String] = []
        for part in parts {
            if try database.materialisedSteps(of: part).isEmpty { missing.append(part) } else { try done(part, .present) }
        }
        if missing.contains(Materialised.pages) { try done(Materialised.pages, makePages()) }
        if missing.contains(Materialised.heaps) { try done(Materialised.heaps, makeHeaps()) }
        var failure: (any Error)?
        try MaterialisedAnswer.materialise(MaterialisedAnswer.all.filter { missing.contains($0.part) }, in: database) { part, rows in
            do {
                try done(part, rows.map { .made(states: 0, rows: $0) } ?? .nothing("its answer is longer than a million rows"))
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func makePages() throws -> Outcome {
        var outcome = Outcome.nothing("there are too few changes")
        try database.transaction {
            var pages = try MaterialisedPages(database, rule)
            if try !pages.make() {
                try database.execute("DELETE FROM kept_page; DELETE FROM kept WHERE part = '\(Materialised.pages)'")
                outcome = .nothing("there are too many entries at once")
            } else if pages.moments > 0 {
                outcome = .made(states: pages.moments, rows: pages.rows)
            }
        }
        return outcome
    }

    private func makeHeaps() throws -> Outcome {
        var outcome = Outcome.nothing("there are too few changes")
        try database.transaction {
            var heaps = try MaterialisedHeaps(run, in: database, rule)
            try heaps.make()
            if heaps.moments > 0 { outcome = .made(states: heaps.moments, rows: heaps.rows) }
        }
        return outcome
    }

    /// Takes away all that was made. Returns the bytes of the file that are free now.
    public func drop() throws -> Int64 {
        let bytes = try database.usedBytes()
        try database.transaction { try database.dropMaterialisedTables() }
        return bytes - (try database.usedBytes())
    }
}
