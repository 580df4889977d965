import ReplayModel
import ReplayStore

/// The processes of a run.
public struct RunProcesses {
    let run: Run

    /// Every process that began up to a moment, by pid; a pid used again is the latest one. Reads the whole life of all processes.
    public func all(at moment: Moment) throws -> [ProcessFacts] {
        var processes: [Int64: ProcessFacts] = [:]
        try forEachProcessRow(at: moment) { try apply($0, to: &processes) }
        return try withFigures(processes, at: moment)
    }

    /// The processes that live at a moment, by pid. Reads what happened since the last keyframe, and of the living their own lives.
    func living(at moment: Moment) throws -> [ProcessFacts] {
        var pids: Set<Int64> = []
        let keyframe = try lastKeyframe(at: moment)
        if let keyframe {
            let alive = "WHERE step = ? AND \(ProcessStateRow.Column.alive)"
            for state in try run.database.rows(of: ProcessStateRow.self, alive, [SQLValue(keyframe)]) {
                pids.insert(Int64(state.process.rawValue))
            }
        }
        try run.database.forEachRow(
            "SELECT DISTINCT pid FROM process WHERE step BETWEEN ? AND ?", [SQLValue((keyframe ?? 0) + 1), SQLValue(moment.step)]
        ) { pids.insert($0.integer("pid")) }
        var processes: [Int64: ProcessFacts] = [:]
        for pid in pids { try forEachProcessRow(of: pid, at: moment) { try apply($0, to: &processes) } }
        return try withFigures(processes.filter { $0.value.exited == nil }, at: moment)
    }

    /// The last step at which every live process wrote its figures; nil: there is none.
    private func lastKeyframe(at moment: Moment) throws -> UInt64? {
        // Only then a row has the peaks.
        try run.database.integer(
            "SELECT step FROM process_state WHERE step <= ? AND peak_vss IS NOT NULL ORDER BY step DESC LIMIT 1", [SQLValue(moment.step)]
        ).map { UInt64(bitPattern: $0) }
    }

    private func apply(_ row: Placed<ProcessRow>, to processes: inout [Int64: ProcessFacts]) throws {
        let (pid, step) = (Int64(row.process.rawValue), row.step)
        switch row.operation {
        case .start, .fork:
            processes[pid] = ProcessFacts(
                pid: pid, parent: Int64(row.parent?.rawValue ?? 0), uid: Int64(row.uid), comm: try run.name(row.comm), born: step)
        case .exec:
            processes[pid]?.comm = try run.name(row.comm)
            processes[pid]?.imageStep = step
        case .rename:
            processes[pid]?.comm = try run.name(row.comm)
            processes[pid]?.uid = Int64(row.uid)
        case .threadStart: processes[pid]?.threads += 1
        case .threadEnd: processes[pid]?.threads -= 1
        case .exit: processes[pid]?.exited = step
        case .kill, .oomScoreAdj, .oomAdj, .foreground, .background: break
        }
    }

    /// The figures of processes at a moment: of the living, the last row of each; of the dead, the one of the step in which they went.
    private func withFigures(_ processes: [Int64: ProcessFacts], at moment: Moment) throws -> [ProcessFacts] {
        var processes = processes
        let living = Set(processes.values.filter { $0.exited == nil }.map(\.pid))
        for (pid, state) in try run.lastRows(of: ProcessStateRow.self, by: .process, at: moment, among: living) {
            processes[pid]?.take(state.row)
        }
        for (pid, process) in processes {
            guard let exited = process.exited else { continue }
            let end = Moment(step: exited, time: 0)
            if let state = try run.lastRow(of: ProcessStateRow.self, where: .process, is: pid, at: end) { processes[pid]?.take(state.row) }
        }
        return processes.values.sorted { $0.pid < $1.pid }
    }

    private func forEachProcessRow(of pid: Int64? = nil, at moment: Moment, _ body: (Placed<ProcessRow>) throws -> Void) throws {
        try run.database.forEachRow(
            of: ProcessRow.self,
            "WHERE step <= ? \(pid == nil ? "" : "AND \(ProcessRow.Column.process) = ?") ORDER BY step, seq",
            [SQLValue(moment.step)] + (pid.map { [.integer($0)] } ?? []), body)
    }

    /// A process that lives at a moment. Errors: there is none, or it has exited.
    public func process(_ pid: Int64, at moment: Moment) throws -> ProcessFacts {
        var own: [Int64: ProcessFacts] = [:]
        try forEachProcessRow(of: pid, at: moment) { try apply($0, to: &own) }
        if let found = own[pid] {
            guard let exited = found.exited else { return try withFigures(own, at: moment)[0] }
            throw AnalysisError(
                "process \(pid) (\(found.comm)) exited at step \(exited)", expected: "--at with an earlier step, or a living process")
        }
        let living = try living(at: moment).map { "\($0.pid) (\($0.comm))" }
        throw AnalysisError(
            "no process \(pid) at step \(moment.step)",
            expected: living.isEmpty ? "a moment at which there are processes" : "one of " + living.joined(separator: ", "))
    }

    /// The largest sizes since the address space began: those that the last keyframe has, and what came after it.
    func peaks(of process: ProcessFacts, at moment: Moment) throws -> (virtual: UInt64, resident: UInt64) {
        let statement = try run.database.prepare(
            "SELECT vss, rss, peak_vss, peak_rss FROM process_state WHERE step BETWEEN ? AND ? AND pid = ? ORDER BY step DESC")
        for (index, value) in [SQLValue(process.imageStep), SQLValue(moment.step), .integer(process.pid)].enumerated() {
            try statement.bind(value, at: index)
        }
        var peaks = (virtual: UInt64(0), resident: UInt64(0))
        while try statement.step() {
            let hasPeaks = statement.optionalInteger(2) != nil
            peaks.virtual = max(peaks.virtual, statement.address(hasPeaks ? 2 : 0))
            peaks.resident = max(peaks.resident, statement.address(hasPeaks ? 3 : 1))
            if hasPeaks { break }
        }
        return peaks
    }

    /// The command name of a process as it stood before the end of a step; nil: it never began.
    func comm(of process: ProcessID, before step: UInt64) throws -> String? {
        try run.database.value(
            """
            SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = ? AND p.step <= ?
            ORDER BY p.step DESC, p.seq DESC LIMIT 1
            """, [.integer(process.word), SQLValue(step)])?.text
    }
}

extension Run {
    /// What is asked of processes.
    public var processes: RunProcesses { RunProcesses(run: self) }
}
