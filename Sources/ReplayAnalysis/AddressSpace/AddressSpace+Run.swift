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
    /// The file, where there is one.
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
    /// The VMAs of a process after a moment, lowest first.
    func areas(of pid: Int64, at moment: Moment) throws -> [AreaFacts] {
        var areas: [UInt64: AreaFacts] = [:]
        try database.forEachRow(
            """
            SELECT o.word, v.start, v."end", v.prot, v.flags, k.word, n.text, v."offset", v.attributes FROM vma v
            JOIN code o ON o.table_name = 'vma' AND o.column_name = 'op' AND o.code = v.op
            JOIN code k ON k.table_name = 'vma' AND k.column_name = 'kind' AND k.code = v.kind
            LEFT JOIN name n ON n.id = v.name WHERE v.step <= ? AND v.pid = ? ORDER BY v.step, v.seq
            """, [SQLValue(moment.step), .integer(pid)]
        ) { row in
            let start = row.address(1)
            guard row.text(0) == "add" else {
                areas[start] = nil
                return
            }
            areas[start] = AreaFacts(
                start: start, end: row.address(2), protection: UInt8(truncatingIfNeeded: row.integer(3)),
                flags: MapFlags(rawValue: UInt32(truncatingIfNeeded: row.integer(4))), kind: row.text(5),
                file: row.optionalText(6), offset: row.address(7),
                attributes: row.optionalInteger(8).map { UInt16(truncatingIfNeeded: $0) })
        }
        return areas.values.sorted { $0.start < $1.start }
    }

    /// The page tables of a process (0: the kernel) after a moment.
    func liveTables(of pid: Int64, at moment: Moment) throws -> [TableFacts] {
        var tables: [TableFacts] = []
        try database.forEachRow(
            """
            SELECT o.word, t.level, t.base, t.pfn FROM page_table t
            JOIN code o ON o.table_name = 'page_table' AND o.column_name = 'op' AND o.code = t.op
            WHERE t.step <= ? AND t.pid = ? ORDER BY t.step, t.seq
            """, [SQLValue(moment.step), .integer(pid)]
        ) { row in
            let table = TableFacts(level: Int(row.integer(1)), base: row.address(2), frame: row.address(3))
            if row.text(0) == "allocate" {
                tables.append(table)
            } else {
                // The frame tells an exec's new top table from the old one.
                tables.removeAll { $0.level == table.level && $0.base == table.base && $0.frame == table.frame }
            }
        }
        return tables.sorted { ($0.base, -$0.level) < ($1.base, -$1.level) }
    }

    /// The present entries of every address space that has any, or of one; 0 is the kernel's.
    func pageMaps(of pid: Int64? = nil, at moment: Moment) throws -> [Int64: PageMap] {
        let filter = pid == nil ? "" : "AND pid = ?"
        let faults = try database.prepare(
            """
            SELECT f.step, f.seq, f.pid, k.word, f.address, f.old_pfn, f.new_pfn, f.prot, a.word FROM fault f
            JOIN code a ON a.table_name = 'fault' AND a.column_name = 'access' AND a.code = f.access
            JOIN code k ON k.table_name = 'fault' AND k.column_name = 'outcome' AND k.code = f.outcome
            WHERE f.step <= ? \(filter) ORDER BY f.step, f.seq
            """)
        let changes = try database.prepare(
            """
            SELECT m.step, m.seq, m.pid, k.word, m.vpage, m.count, m.pfn, m.prot FROM mapping m
            JOIN code k ON k.table_name = 'mapping' AND k.column_name = 'op' AND k.code = m.op
            WHERE m.step <= ? \(filter) ORDER BY m.step, m.seq
            """)
        for statement in [faults, changes] {
            try statement.bind(SQLValue(moment.step), at: 0)
            if let pid { try statement.bind(pid, at: 1) }
        }
        return try merge(faults, changes)
    }

    /// Applies two ordered streams of rows in the order of (step, seq).
    private func merge(_ faults: Statement, _ changes: Statement) throws -> [Int64: PageMap] {
        var maps: [Int64: PageMap] = [:]
        var hasFault = try faults.step()
        var hasChange = try changes.step()
        while hasFault || hasChange {
            if hasFault && (!hasChange || Self.position(faults) < Self.position(changes)) {
                maps[faults.integer(2), default: PageMap()].fault(
                    faults.address(4) >> 12, outcome: faults.text(3), old: Self.frame(faults, 5), new: Self.frame(faults, 6),
                    protection: UInt8(truncatingIfNeeded: faults.integer(7)), isWrite: faults.text(8) == "write")
                hasFault = try faults.step()
            } else {
                maps[changes.integer(2), default: PageMap()].change(
                    changes.text(3), page: changes.address(4), count: changes.address(5), frame: Self.frame(changes, 6),
                    protection: UInt8(truncatingIfNeeded: changes.integer(7)))
                hasChange = try changes.step()
            }
        }
        return maps
    }

    private static func position(_ row: Statement) -> (UInt64, UInt64) { (row.address(0), row.address(1)) }

    private static func frame(_ row: Statement, _ column: Int) -> UInt64? {
        row.optionalInteger(column).map { UInt64(bitPattern: $0) }
    }
}
