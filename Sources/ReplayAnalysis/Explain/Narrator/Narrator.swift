import ReplayModel
import ReplayStore
import TraceFormat

/// Puts rows of a run into words.
struct Narrator {
    let run: Run
    let zoneNames: [String]
    let architecture: Architecture

    init(_ run: Run) throws {
        self.run = run
        zoneNames = try run.machine.zones().map(\.name)
        architecture = try run.machine.architecture()
    }

    /// What a row says, one or more sentences.
    func narrate(_ row: StoredRow) throws -> String {
        switch row.table {
        case .event: try event(row.typed())
        case .page: try page(row.typed())
        case .pageblock: pageblock(try row.typed())
        case .cache: try cache(row.typed())
        case .slab: try slab(row.typed())
        case .object: try object(row.typed())
        case .area: try area(row.typed())
        case .vma: try vma(row.typed())
        case .fault: try fault(row.typed())
        case .mapping: try mapping(row.typed())
        case .pageTable: try pageTable(row.typed())
        case .access: try access(row.typed())
        case .heap: try heap(row.typed())
        case .syscall: try syscall(row.typed())
        case .process: try process(row.typed())
        case .allocationFailure: try allocationFailure(row.typed())
        case .oom: try oom(row.typed())
        case .oomCandidate: try oomCandidate(row.typed())
        case .oomZone: oomZone(try row.typed())
        case .setting: try setting(row.typed())
        case .mark: try mark(row.typed())
        case .zoneLimit: zoneLimit(try row.typed())
        case .numaState: numaState(try row.typed())
        case .failedCall: try failedCall(row.typed())
        case .anomaly: try anomaly(row.typed())
        case .zoneFree, .cacheState, .heapState, .processState, .memoryState: try state(row)
        case .stepping: stepping(try row.typed())
        case .pageFallback: pageFallback(try row.typed())
        case .pageCheckpoint: pageCheckpoint(try row.typed())
        case .keyframe: keyframe(try row.typed())
        case .vmaCheckpoint: vmaCheckpoint(try row.typed())
        case .pageTableCheckpoint: pageTableCheckpoint(try row.typed())
        case .areaCheckpoint: areaCheckpoint(try row.typed())
        case .checkpoint: checkpoint(try row.typed())
        }
    }

    func name(_ id: NameID?) throws -> String { try id.map { try run.name($0) } ?? "" }

    func zone(_ id: ZoneIndex?) -> String {
        guard let id else { return "no zone" }
        let place = Int(id.rawValue)
        return zoneNames.indices.contains(place) ? "zone \(zoneNames[place])" : "zone \(place)"
    }

    /// `process 100 (lazy)`; `the kernel` for 0.
    func who(_ process: ProcessID?, before step: UInt64) throws -> String {
        guard let process, process != .kernel else { return "the kernel" }
        let comm = try run.processes.comm(of: process, before: step)
        return "process \(process.rawValue)" + (comm.map { $0.isEmpty ? "" : " (\($0))" } ?? "")
    }

    func cacheName(_ id: CacheID?) throws -> String {
        guard let id else { return "no cache" }
        return try run.slab.name(of: id) ?? "cache \(id.rawValue)"
    }

    /// ` by CALLER`, or nothing.
    func by(_ caller: NameID?) throws -> String {
        let text = try name(caller)
        return text.isEmpty ? "" : " by \(text)"
    }

    /// ` (the recording names 0x…)` where it differs.
    func recorded(_ recorded: (some ColumnValue)?, against actual: some ColumnValue) -> String {
        guard let recorded, recorded.word != actual.word else { return "" }
        return " (the recording names \(Describe.hex(recorded)))"
    }
}

extension String {
    /// The first letter made upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
