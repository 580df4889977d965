import ReplayStore

extension Run {
    /// Every process that began up to a moment, by pid; a pid used again is the latest one. Reads the whole life of all processes.
    public func processes(at moment: Moment) throws -> [ProcessFacts] {
        var processes: [Int64: ProcessFacts] = [:]
        try forEachProcessRow(at: moment) { Self.apply($0, $1, $2, to: &processes[$1]) }
        return try withFigures(processes, at: moment)
    }

    /// The processes that live at a moment, by pid. Reads what happened since the last keyframe, and of the living their own lives.
    func livingProcesses(at moment: Moment) throws -> [ProcessFacts] {
        var pids: Set<Int64> = []
        let keyframe = try lastKeyframe(at: moment)
        if let keyframe {
            try database.forEachRow("SELECT pid FROM process_state WHERE step = ? AND alive", [SQLValue(keyframe)]) {
                pids.insert($0.integer(0))
            }
        }
        try database.forEachRow(
            "SELECT DISTINCT pid FROM process WHERE step BETWEEN ? AND ?", [SQLValue((keyframe ?? 0) + 1), SQLValue(moment.step)]
        ) { pids.insert($0.integer(0)) }
        var processes: [Int64: ProcessFacts] = [:]
        for pid in pids { try forEachProcessRow(of: pid, at: moment) { Self.apply($0, $1, $2, to: &processes[$1]) } }
        return try withFigures(processes.filter { $0.value.exited == nil }, at: moment)
    }

    /// The last step at which every live process wrote its figures; nil: there is none.
    private func lastKeyframe(at moment: Moment) throws -> UInt64? {
        // Only then the peaks are told.
        try database.integer(
            "SELECT step FROM process_state WHERE step <= ? AND peak_vss IS NOT NULL ORDER BY step DESC LIMIT 1", [SQLValue(moment.step)]
        ).map { UInt64(bitPattern: $0) }
    }

    private static func apply(_ operation: String, _ pid: Int64, _ row: Statement, to process: inout ProcessFacts?) {
        let step = row.address(0)
        switch operation {
        case "start", "fork":
            process = ProcessFacts(pid: pid, parent: row.optionalInteger(3) ?? 0, uid: row.integer(4), comm: row.text(5), born: step)
        case "exec":
            process?.comm = row.text(5)
            process?.imageStep = step
        case "rename":
            process?.comm = row.text(5)
            process?.uid = row.integer(4)
        case "thread_start": process?.threads += 1
        case "thread_end": process?.threads -= 1
        case "exit": process?.exited = step
        default: break
        }
    }

    /// The figures of processes at a moment: of the living, the last row of each; of the dead, the one of the step in which they went.
    private func withFigures(_ processes: [Int64: ProcessFacts], at moment: Moment) throws -> [ProcessFacts] {
        var processes = processes
        let living = Set(processes.values.filter { $0.exited == nil }.map(\.pid))
        for state in try lastRows(of: "process_state", by: "pid", ProcessFacts.columns, at: moment, among: living) {
            processes[state.subject]?.take(state.values)
        }
        for (pid, process) in processes {
            guard let exited = process.exited else { continue }
            let end = Moment(step: exited, time: 0)
            if let row = try lastRow(of: "process_state", where: "pid", is: pid, ProcessFacts.columns, at: end) {
                processes[pid]?.take(row)
            }
        }
        return processes.values.sorted { $0.pid < $1.pid }
    }

    private func forEachProcessRow(
        of pid: Int64? = nil, at moment: Moment, _ body: (String, Int64, Statement) throws(StoreError) -> Void
    ) throws(StoreError) {
        try database.forEachRow(
            """
            SELECT p.step, k.word, p.pid, p.parent, p.uid, n.text FROM process p
            JOIN code k ON k.table_name = 'process' AND k.column_name = 'op' AND k.code = p.op
            LEFT JOIN name n ON n.id = p.comm WHERE p.step <= ? \(pid == nil ? "" : "AND p.pid = ?") ORDER BY p.step, p.seq
            """, [SQLValue(moment.step)] + (pid.map { [.integer($0)] } ?? [])
        ) { row throws(StoreError) in try body(row.text(1), row.integer(2), row) }
    }

    /// A process that lives at a moment. Errors: there is none, or it has exited.
    public func process(_ pid: Int64, at moment: Moment) throws -> ProcessFacts {
        var own: [Int64: ProcessFacts] = [:]
        try forEachProcessRow(of: pid, at: moment) { Self.apply($0, $1, $2, to: &own[$1]) }
        if let found = own[pid] {
            guard let exited = found.exited else { return try withFigures(own, at: moment)[0] }
            throw AnalysisError(
                "process \(pid) (\(found.comm)) exited at step \(exited)", expected: "--at with an earlier step, or a living process")
        }
        let living = try livingProcesses(at: moment).map { "\($0.pid) (\($0.comm))" }
        throw AnalysisError(
            "no process \(pid) at step \(moment.step)",
            expected: living.isEmpty ? "a moment at which there are processes" : "one of " + living.joined(separator: ", "))
    }
}
