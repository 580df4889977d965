import ReplayStore

/// Reads all faults and mappings once and materialises the page-table entries now and then.
struct MaterialisedPages {
    private let database: Database
    private var clock: MaterialisationClock
    private var maps: [Int64: PageMap] = [:]
    private let insert: Statement
    /// Rows materialised.
    private(set) var rows = 0
    private(set) var moments = 0

    /// More entries than these at once are not followed: each takes 50 bytes or so of memory.
    static let mostEntries = 16 << 20

    init(_ database: Database, _ rule: MaterialisationRule) throws {
        self.database = database
        clock = MaterialisationClock(rule)
        insert = try database.prepare("INSERT INTO kept_page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    }

    /// Precondition: a transaction is open. False: there are too many entries at once.
    mutating func make() throws -> Bool {
        var changes = try EntryRows(database, after: -1, upTo: .max)
        while let step = changes.nextStep {
            if step > clock.next {
                maps = maps.filter { !$0.value.entries.isEmpty }
                let entries = maps.values.reduce(0) { $0 + $1.entries.count }
                guard entries <= Self.mostEntries else { return false }
                // Runs are no more than entries.
                if let due = clock.due(before: step, { entries }) { try materialise(due) }
            }
            try changes.apply(to: &maps)
            clock.countRow()
        }
        return true
    }

    private mutating func materialise(_ step: Int64) throws {
        var count = 0
        for pid in maps.keys.sorted() {
            for run in maps[pid]!.materialisedRuns {
                let entry = run.entry
                let values: [Int64?] = [
                    step, pid, Int64(bitPattern: run.page), Int64(run.count), entry.frame.map { Int64(bitPattern: $0) },
                    Int64(run.stride), Int64(entry.protection), entry.content.rawValue, entry.isHuge ? 1 : 0,
                    entry.isWritten.map { $0 ? 1 : 0 },
                ]
                try insert.run(values)
                count += 1
            }
        }
        try database.noteMaterialised(Materialised.pages, step: step, rows: Int64(count))
        rows += count
        moments += 1
    }
}

extension Statement {
    /// Runs an INSERT with integers or NULLs.
    func run(_ values: [Int64?]) throws(StoreError) {
        for (place, value) in values.enumerated() { try bind(value.map { .integer($0) } ?? .null, at: place) }
        _ = try step()
    }
}
