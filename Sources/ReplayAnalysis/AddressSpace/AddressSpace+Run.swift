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
    var name: Int64?
    var file: String?
    var offset: UInt64
    /// As in the column `attributes`; nil where it is not known.
    var attributes: UInt16?

    /// Shared memory of no file: the kernel makes a file of /dev/zero for it (`shmem_zero_setup`).
    var isSharedMemory: Bool { kind == "mmap" && flags.contains(.shared) && file == nil }

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
}

extension Run {
    /// The VMAs of a process after a moment, lowest first. O(rows since the last keyframe that stored VMAs).
    func areas(of pid: Int64, at moment: Moment) throws -> [AreaFacts] {
        let columns = "start, \"end\", prot, flags, kind, name, \"offset\", attributes"
        var areas: [UInt64: AreaFacts] = [:]
        let keyframe = try keyframe(of: .vma, at: moment)
        if let keyframe {
            try database.forEachRow(
                "SELECT \(columns) FROM vma_checkpoint WHERE step = ? AND pid = ?", [.integer(keyframe), .integer(pid)]
            ) { row in areas[row.address(0)] = area(row) }
        }
        try database.forEachRow(
            "SELECT \(columns), op FROM vma WHERE step > ? AND step <= ? AND pid = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { row in areas[row.address(0)] = row.integer(8) == Int64(VmaOperation.add.rawValue) ? area(row) : nil }
        let files = try Set(areas.values.compactMap(\.name)).reduce(into: [:]) { $0[$1] = try name($1) }
        return areas.values.map { area in
            var area = area
            area.file = area.name.flatMap { files[$0] }
            return area
        }.sorted { $0.start < $1.start }
    }

    private func area(_ row: Statement) -> AreaFacts {
        AreaFacts(
            start: row.address(0), end: row.address(1), protection: UInt8(truncatingIfNeeded: row.integer(2)),
            flags: MapFlags(rawValue: UInt32(truncatingIfNeeded: row.integer(3))), kind: VmaKind.words[Int(row.integer(4))],
            name: row.optionalInteger(5), offset: row.address(6),
            attributes: row.optionalInteger(7).map { UInt16(truncatingIfNeeded: $0) })
    }

    /// The page tables of a process (0: the kernel) after a moment. O(rows since the last keyframe that stored page tables).
    func liveTables(of pid: Int64, at moment: Moment) throws -> [TableFacts] {
        var tables: [TableFacts] = []
        let keyframe = try keyframe(of: .pageTable, at: moment)
        if let keyframe {
            tables = try database.rows(
                "SELECT level, base, pfn FROM page_table_checkpoint WHERE step = ? AND pid = ?", [.integer(keyframe), .integer(pid)]
            ) { TableFacts(level: Int($0.integer(0)), base: $0.address(1), frame: $0.address(2)) }
        }
        try database.forEachRow(
            "SELECT level, base, pfn, op FROM page_table WHERE step > ? AND step <= ? AND pid = ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step), .integer(pid)]
        ) { row in
            let table = TableFacts(level: Int(row.integer(0)), base: row.address(1), frame: row.address(2))
            // The frame tells an exec's new top table from the old one.
            switch PageTableOperation(rawValue: UInt8(truncatingIfNeeded: row.integer(3))) {
            case .allocate: tables.append(table)
            case .free: tables.removeAll { $0 == table }
            case .move: for place in tables.indices where tables[place].frame == table.frame { tables[place].base = table.base }
            case nil: break
            }
        }
        return tables.sorted { ($0.base, -$0.level, $0.frame) < ($1.base, -$1.level, $1.frame) }
    }

    /// The present entries of every address space that has any, or of one; 0 is the kernel's. O(rows since the last step after which
    /// `index` kept entries; without any, since the run's begin).
    func pageMaps(of pid: Int64? = nil, at moment: Moment) throws -> [Int64: PageMap] {
        let end = Int64(clamping: moment.step)
        let kept = try database.keptStep(of: Kept.pages, upTo: end)
        var maps = try kept.map { try keptPages(after: $0, of: pid) } ?? [:]
        var rows = try EntryRows(database, after: kept ?? -1, upTo: end, of: pid)
        while rows.nextStep != nil { try rows.apply(to: &maps) }
        return maps
    }
}
