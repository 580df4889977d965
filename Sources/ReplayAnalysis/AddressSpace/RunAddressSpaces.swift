import ReplayModel
import ReplayStore

/// The address spaces of a run: the processes' and the kernel's.
struct RunAddressSpaces {
    let run: Run

    /// The VMAs of a process after a moment, lowest first. O(rows since the last keyframe that stored VMAs).
    func areas(of pid: Int64, at moment: Moment) throws -> [AreaFacts] {
        var areas: [UInt64: AreaFacts] = [:]
        let keyframe = try run.keyframe(of: .vma, at: moment)
        if let keyframe {
            let clause = "WHERE step = ? AND \(VmaCheckpointRow.Column.process) = ?"
            try run.database.forEachRow(of: VmaCheckpointRow.self, clause, [.integer(keyframe), .integer(pid)]) { placed in
                areas[placed.row.start.rawValue] = AreaFacts(placed.row)
            }
        }
        try run.database.forEachRow(
            of: VmaRow.self, "WHERE step > ? AND step <= ? AND \(VmaRow.Column.process) = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { placed in
            let row = placed.row
            areas[row.start.rawValue] = row.operation == .add ? AreaFacts(VmaCheckpointRow(row)) : nil
        }
        let files = try Set(areas.values.compactMap(\.name)).reduce(into: [:]) { $0[$1] = try run.name($1) }
        return areas.values.map { area in
            var area = area
            area.file = area.name.flatMap { files[$0] }
            return area
        }.sorted { $0.start < $1.start }
    }

    /// The page tables of a process (0: the kernel) after a moment. O(rows since the last keyframe that stored page tables).
    func tables(of pid: Int64, at moment: Moment) throws -> [TableFacts] {
        var tables: [TableFacts] = []
        let keyframe = try run.keyframe(of: .pageTable, at: moment)
        if let keyframe {
            let clause = "WHERE step = ? AND \(PageTableCheckpointRow.Column.process) = ?"
            tables = try run.database.rows(of: PageTableCheckpointRow.self, clause, [.integer(keyframe), .integer(pid)]).map {
                TableFacts(level: $0.level, base: $0.base, frame: $0.frame)
            }
        }
        try run.database.forEachRow(
            of: PageTableRow.self, "WHERE step > ? AND step <= ? AND \(PageTableRow.Column.process) = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { row in
            let table = TableFacts(level: row.level, base: row.base, frame: row.frame)
            // The frame distinguishes an exec's new top table from the old one.
            switch row.operation {
            case .allocate: tables.append(table)
            case .free: tables.removeAll { $0 == table }
            case .move: for place in tables.indices where tables[place].frame == table.frame { tables[place].base = table.base }
            }
        }
        return tables.sorted { ($0.base, -$0.level, $0.frame) < ($1.base, -$1.level, $1.frame) }
    }

    /// The present entries of every address space that has any, or of one; 0 is the kernel's. O(rows since the last step after which
    /// `index` materialised entries; without any, since the run's begin).
    func pageMaps(of pid: Int64? = nil, at moment: Moment) throws -> [Int64: PageMap] {
        let end = Int64(clamping: moment.step)
        let materialised = try run.database.materialisedStep(of: Materialised.pages, upTo: end)
        var maps = try materialised.map { try materialisedPages(after: $0, of: pid) } ?? [:]
        var rows = try EntryRows(run.database, after: materialised ?? -1, upTo: end, of: pid)
        while rows.nextStep != nil { try rows.apply(to: &maps) }
        return maps
    }

    /// The kernel's areas after a moment, freed ones that are not purged yet among them, in no order. O(rows since the last keyframe that
    /// stored areas).
    func kernelAreas(at moment: Moment) throws -> [AreaCheckpointRow] {
        var stored: [UInt32: AreaCheckpointRow] = [:]
        let keyframe = try run.keyframe(of: .area, at: moment)
        if let keyframe {
            try run.database.forEachRow(of: AreaCheckpointRow.self, "WHERE step = ?", [.integer(keyframe)]) { stored[$0.area] = $0.row }
        }
        try run.database.forEachRow(
            of: AreaRow.self, "WHERE step > ? AND step <= ? ORDER BY step, seq", [.integer(keyframe ?? -1), SQLValue(moment.step)]
        ) { row in
            switch row.operation {
            case .allocate: stored[row.area] = AreaCheckpointRow(row.row, isFreed: false)
            case .free: stored[row.area]?.isFreed = true
            case .purge: stored[row.area] = nil
            }
        }
        return Array(stored.values)
    }
}

extension Run {
    /// What is asked of address spaces.
    var addressSpaces: RunAddressSpaces { RunAddressSpaces(run: self) }
}
