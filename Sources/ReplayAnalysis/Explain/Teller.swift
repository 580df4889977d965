import ReplayModel
import ReplayStore
import TraceFormat
import Virtual

/// Puts rows of a run into words.
struct Teller {
    let run: Run
    let zoneNames: [String]
    let architecture: Architecture

    init(_ run: Run) throws {
        self.run = run
        zoneNames = try run.zones().map(\.name)
        architecture = try run.architecture()
    }

    /// What a row says, one or more sentences.
    func tell(_ row: StoredRow) throws -> String {
        switch row.table {
        case .event: try event(row)
        case .page: try page(row)
        case .pageblock: pageblock(row)
        case .cache: try cache(row)
        case .slab: try slab(row)
        case .object: try object(row)
        case .area: try area(row)
        case .vma: try vma(row)
        case .fault: try fault(row)
        case .mapping: try mapping(row)
        case .pageTable: try pageTable(row)
        case .access: try access(row)
        case .heap: try heap(row)
        case .syscall: try syscall(row)
        case .process: try process(row)
        case .allocationFailure: try allocationFailure(row)
        case .oom: try oom(row)
        case .oomCandidate: try oomCandidate(row)
        case .oomZone: oomZone(row)
        case .setting: try setting(row)
        case .mark: "Mark \"\(try name(row["label"]))\"."
        case .anomaly: try anomaly(row)
        case .zoneFree, .cacheState, .heapState, .processState, .memoryState: try state(row)
        case .stepping: stepping(row)
        case .pageFallback: pageFallback(row)
        case .pageCheckpoint: "\(zone(row["zone"]).capitalizedFirst): \(grouped(row["count"] ?? 0)) (\(row.word("part")))."
        case .keyframe: "Stored whole: \(row.word("subject")), \(grouped(row["rows"] ?? 0)) rows."
        case .vmaCheckpoint: "Process \(row["pid"] ?? 0) has memory from \(Describe.hex(row["start"])) to \(Describe.hex(row["end"]))."
        case .pageTableCheckpoint:
            "Process \(row["pid"] ?? 0) has a page table of level \(row["level"] ?? 0) for addresses from \(Describe.hex(row["base"]))."
        case .areaCheckpoint:
            "There is an area of \(Describe.bytes(UInt64(bitPattern: row["size"] ?? 0))) at \(Describe.hex(row["start"]))."
        case .checkpoint: "Checkpoint: \(grouped(row["rows"] ?? 0)) rows so far, digest \(Describe.hex(row["digest"]))."
        }
    }

    func name(_ id: Int64?) throws -> String { try id.map { try run.name($0) } ?? "" }

    func zone(_ id: Int64?) -> String {
        guard let id else { return "no zone" }
        return zoneNames.indices.contains(Int(id)) ? "zone \(zoneNames[Int(id)])" : "zone \(id)"
    }

    /// `process 100 (lazy)`; `the kernel` for 0.
    func who(_ pid: Int64?, before step: UInt64) throws -> String {
        guard let pid, pid != 0 else { return "the kernel" }
        let comm = try run.database.value(
            """
            SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = ? AND p.step <= ?
            ORDER BY p.step DESC, p.seq DESC LIMIT 1
            """, [.integer(pid), SQLValue(step)])?.text
        return "process \(pid)" + (comm.map { $0.isEmpty ? "" : " (\($0))" } ?? "")
    }

    func cacheName(_ id: Int64?) throws -> String {
        guard let id else { return "no cache" }
        let text = try run.database.value(
            "SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = ? ORDER BY c.step, c.seq LIMIT 1",
            [.integer(id)])?.text
        return text ?? "cache \(id)"
    }

    /// ` by CALLER`, or nothing.
    func by(_ caller: Int64?) throws -> String {
        let text = try name(caller)
        return text.isEmpty ? "" : " by \(text)"
    }

    /// ` (the recording says 0x…)` where it differs.
    func recorded(_ row: StoredRow, _ column: String, against actual: Int64?) -> String {
        guard let recorded = row[column], recorded != actual else { return "" }
        return " (the recording names \(Describe.hex(recorded)))"
    }
}

extension String {
    /// The first letter made upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
