import Replay
import ReplayStore

extension Run {
    /// /proc/PID/statm after a moment.
    public func statm(_ pid: Int64, at moment: Moment) throws -> Statm {
        let process = try process(pid, at: moment)
        return Statm(
            size: process.virtualPages, resident: process.resident, shared: process.file, text: try codePages(process, at: moment),
            data: process.data + process.stack)
    }

    /// /proc/PID/status after a moment. The peaks are those of the present address space.
    public func status(_ pid: Int64, at moment: Moment) throws -> ProcessStatus {
        let process = try process(pid, at: moment)
        let peaks = try peaks(of: process, at: moment)
        let code = try codePages(process, at: moment)
        let shared = process.file == 0 ? 0 : try sharedPages(process, at: moment)
        let pages: [String: UInt64] = [
            "VmPeak": peaks.virtual, "VmSize": process.virtualPages, "VmLck": process.locked, "VmHWM": peaks.resident,
            "VmRSS": process.resident, "RssAnon": process.anonymous, "RssFile": process.file - shared, "RssShmem": shared,
            "VmData": process.data,
            "VmStk": process.stack, "VmExe": code, "VmLib": process.text - code, "VmPTE": process.pageTables,
        ]
        let machine = ProcessStatus.Machine(
            try generation(), try architecture().kind, cpus: try profileValue("cpus").flatMap { Int($0) } ?? 1, pages: try managedPages())
        return ProcessStatus(
            name: process.comm, pid: Int32(truncatingIfNeeded: pid), parent: Int32(truncatingIfNeeded: process.parent),
            uid: UInt32(truncatingIfNeeded: process.uid), threads: process.threads,
            memory: process.isKernelThread
                ? [] : ProcessStatus.lineNames(try generation()).map { .init($0, (pages[$0] ?? 0) * pageSize >> 10) },
            machine: machine)
    }

    /// Resident pages of shared memory of no file.
    private func sharedPages(_ process: ProcessFacts, at moment: Moment) throws -> UInt64 {
        let map = try pageMaps(of: process.pid, at: moment)[process.pid] ?? PageMap()
        let areas = try areas(of: process.pid, at: moment).filter(\.isSharedMemory)
        let pages = map.entries.keys.filter { page in areas.contains { $0.start <= page << pageShift && page << pageShift < $0.end } }
        return min(process.file, UInt64(pages.count))
    }

    /// Pages of the program's own code (`end_code - start_code`); other executable pages are libraries'. All of them where
    /// no area says whose they are.
    private func codePages(_ process: ProcessFacts, at moment: Moment) throws -> UInt64 {
        let own = try areas(of: process.pid, at: moment).filter { $0.kind == "text" }
        return own.isEmpty ? process.text : min(process.text, own.reduce(0) { $0 + ($1.end - $1.start) >> pageShift })
    }

    /// The largest sizes since the address space began: those that the last keyframe tells, and what came after it.
    private func peaks(of process: ProcessFacts, at moment: Moment) throws -> (virtual: UInt64, resident: UInt64) {
        let states = try RowCursor<ProcessStateRow>(
            database, "WHERE step BETWEEN ? AND ? AND \(ProcessStateRow.Column.process) = ? ORDER BY step DESC",
            [SQLValue(process.imageStep), SQLValue(moment.step), .integer(process.pid)])
        var peaks = (virtual: UInt64(0), resident: UInt64(0))
        while let state = try states.next() {
            peaks.virtual = max(peaks.virtual, state.peakVirtualPages ?? state.virtualPages)
            peaks.resident = max(peaks.resident, state.peakResidentPages ?? state.residentPages)
            if state.peakVirtualPages != nil { break }
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
