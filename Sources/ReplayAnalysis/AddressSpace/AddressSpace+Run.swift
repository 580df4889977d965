import ReplayModel
import ReplayStore
import TraceFormat

/// A VMA as it stands after a step.
struct AreaFacts: Equatable, Sendable {
    var start: UInt64
    var end: UInt64
    var protection: UInt8
    var flags: MapFlags
    /// text, data, bss, heap, mmap, file, stack, vdso.
    var kind: String
    /// The file, where there is one: its number in `name`, and what it is called.
    var name: NameID?
    var file: String?
    var offset: UInt64
    /// As in the column `attributes`; nil where it is not known.
    var attributes: UInt16?

    /// Shared memory of no file: the kernel makes a file of /dev/zero for it (`shmem_zero_setup`).
    var isSharedMemory: Bool { kind == "mmap" && flags.contains(.shared) && file == nil }

    /// A VMA as a row tells it; `file` comes later.
    init(_ row: VmaCheckpointRow) {
        (start, end, protection) = (row.start.rawValue, row.end.rawValue, row.protection)
        (flags, kind) = (MapFlags(rawValue: row.flags), row.kind.title)
        (name, offset, attributes) = (row.name, row.offset, row.attributes)
    }

    /// What /proc/PID/maps calls it.
    var shownName: String? {
        if isSharedMemory { return "/dev/zero (deleted)" }
        return switch kind {
        case "heap": "[heap]"
        case "stack": "[stack]"
        case "vdso": "[vdso]"
        default: file
        }
    }
}

/// A page table that exists after a step.
struct TableFacts: Equatable, Sendable {
    /// 1 holds the entries of pages.
    var level: Int
    /// First address it translates.
    var base: UInt64
    var frame: UInt64

    init(level: UInt8, base: VirtualAddress, frame: FrameNumber) {
        (self.level, self.base, self.frame) = (Int(level), base.rawValue, UInt64(frame.rawValue))
    }
}

extension Run {
    /// The VMAs of a process after a moment, lowest first. O(rows since the last keyframe that stored VMAs).
    func areas(of pid: Int64, at moment: Moment) throws -> [AreaFacts] {
        var areas: [UInt64: AreaFacts] = [:]
        let keyframe = try keyframe(of: .vma, at: moment)
        if let keyframe {
            let clause = "WHERE step = ? AND \(VmaCheckpointRow.Column.process) = ?"
            try database.forEachRow(of: VmaCheckpointRow.self, clause, [.integer(keyframe), .integer(pid)]) { placed in
                areas[placed.row.start.rawValue] = AreaFacts(placed.row)
            }
        }
        try database.forEachRow(
            of: VmaRow.self, "WHERE step > ? AND step <= ? AND \(VmaRow.Column.process) = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { placed in
            let row = placed.row
            areas[row.start.rawValue] = row.operation == .add ? AreaFacts(VmaCheckpointRow(row)) : nil
        }
        let files = try Set(areas.values.compactMap(\.name)).reduce(into: [:]) { $0[$1] = try name($1) }
        return areas.values.map { area in
            var area = area
            area.file = area.name.flatMap { files[$0] }
            return area
        }.sorted { $0.start < $1.start }
    }

    /// The page tables of a process (0: the kernel) after a moment. O(rows since the last keyframe that stored page tables).
    func liveTables(of pid: Int64, at moment: Moment) throws -> [TableFacts] {
        var tables: [TableFacts] = []
        let keyframe = try keyframe(of: .pageTable, at: moment)
        if let keyframe {
            let clause = "WHERE step = ? AND \(PageTableCheckpointRow.Column.process) = ?"
            tables = try database.rows(of: PageTableCheckpointRow.self, clause, [.integer(keyframe), .integer(pid)]).map {
                TableFacts(level: $0.level, base: $0.base, frame: $0.frame)
            }
        }
        try database.forEachRow(
            of: PageTableRow.self, "WHERE step > ? AND step <= ? AND \(PageTableRow.Column.process) = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { row in
            let table = TableFacts(level: row.level, base: row.base, frame: row.frame)
            // The frame tells an exec's new top table from the old one.
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
        let materialised = try database.materialisedStep(of: Materialised.pages, upTo: end)
        var maps = try materialised.map { try materialisedPages(after: $0, of: pid) } ?? [:]
        var rows = try EntryRows(database, after: materialised ?? -1, upTo: end, of: pid)
        while rows.nextStep != nil { try rows.apply(to: &maps) }
        return maps
    }
}
