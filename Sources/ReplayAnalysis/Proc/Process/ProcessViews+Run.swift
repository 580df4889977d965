import Replay
import ReplayStore

extension Run {
    /// /proc/PID/statm after a moment.
    public func statm(_ pid: Int64, at moment: Moment) throws -> Statm {
        let process = try process(pid, at: moment)
        return Statm(
            size: process.virtualPages, resident: process.resident, shared: process.file, text: process.text,
            data: process.data + process.stack)
    }

    /// /proc/PID/status after a moment. The peaks are those of the present address space.
    public func status(_ pid: Int64, at moment: Moment) throws -> ProcessStatus {
        let process = try process(pid, at: moment)
        let peaks = try peaks(of: process, at: moment)
        let pages: [String: UInt64] = [
            "VmPeak": peaks.virtual, "VmSize": process.virtualPages, "VmLck": process.locked, "VmHWM": peaks.resident,
            "VmRSS": process.resident, "RssAnon": process.anonymous, "RssFile": process.file, "VmData": process.data,
            "VmStk": process.stack, "VmExe": process.text, "VmPTE": process.pageTables,
        ]
        return ProcessStatus(
            name: process.comm, pid: Int32(truncatingIfNeeded: pid), parent: Int32(truncatingIfNeeded: process.parent),
            uid: UInt32(truncatingIfNeeded: process.uid), threads: process.threads,
            memory: ProcessStatus.lineNames(try generation()).map { .init($0, (pages[$0] ?? 0) * pageSize >> 10) })
    }

    /// The largest sizes since the address space began: those that the last keyframe tells, and what came after it.
    private func peaks(of process: ProcessFacts, at moment: Moment) throws -> (virtual: UInt64, resident: UInt64) {
        let statement = try database.prepare(
            "SELECT vss, rss, peak_vss, peak_rss FROM process_state WHERE step BETWEEN ? AND ? AND pid = ? ORDER BY step DESC")
        for (index, value) in [SQLValue(process.imageStep), SQLValue(moment.step), .integer(process.pid)].enumerated() {
            try statement.bind(value, at: index)
        }
        var peaks = (virtual: UInt64(0), resident: UInt64(0))
        while try statement.step() {
            let told = statement.optionalInteger(2) != nil
            peaks.virtual = max(peaks.virtual, statement.address(told ? 2 : 0))
            peaks.resident = max(peaks.resident, statement.address(told ? 3 : 1))
            if told { break }
        }
        return peaks
    }

    /// The living processes, as ps would list them: sizes in kB.
    public func processList(at moment: Moment) throws -> String {
        let all = try livingProcesses(at: moment)
        var rows = [["PID", "PPID", "UID", "VSS", "RSS", "ANON", "PTE", "MINFLT", "ADJ", "OOM_SCORE", "COMMAND"]]
        for process in all where process.exited == nil {
            let sizes = [process.virtualPages, process.resident, process.anonymous, process.pageTables].map {
                String($0 * pageSize >> 10)
            }
            rows.append(
                ["\(process.pid)", "\(process.parent)", "\(process.uid)"] + sizes
                    + [
                        "\(process.minorFaults)", "\(try shownAdj(process))",
                        "\(try oomScore(process, among: all, at: moment))", process.comm,
                    ])
        }
        return table(rows, right: Set(0...9))
    }

    private func shownAdj(_ process: ProcessFacts) throws -> Int64 {
        try oomRules().rules.hasScoreAdj ? process.oomScoreAdj : process.oomAdj
    }
}
