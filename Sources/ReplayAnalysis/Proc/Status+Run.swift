import ProcFiles
import Replay
import ReplayModel
import ReplayStore

extension Run {
    /// /proc/PID/status after a moment. The peaks are those of the present address space.
    package func status(_ pid: Int64, at moment: Moment) throws -> Status {
        let process = try process(pid, at: moment)
        let peaks = try peaks(of: process, at: moment)
        let code = try codePages(process, at: moment)
        let shared = process.file == 0 ? 0 : try sharedPages(process, at: moment)
        let pages: [String: UInt64] = [
            "VmPeak": peaks.virtual, "VmSize": process.virtualPages, "VmLck": process.locked, "VmHWM": peaks.resident,
            "VmRSS": process.resident, "RssAnon": process.anonymous, "RssFile": process.file - shared, "RssShmem": shared,
            "VmData": process.data, "VmStk": process.stack, "VmExe": code, "VmLib": process.text - code, "VmPTE": process.pageTables,
        ]
        let subject = Status.Subject(
            name: process.comm, pid: Int32(truncatingIfNeeded: pid), parent: Int32(truncatingIfNeeded: process.parent),
            uid: UInt32(truncatingIfNeeded: process.uid), threads: process.threads,
            memory: process.isKernelThread ? [:] : pages.mapValues { $0 * pageSize >> 10 })
        let cpus = try profileValue("cpus").flatMap { Int($0) } ?? 1
        return Status(subject, on: Status.Machine(try generation(), try architecture().kind, cpus: cpus, pages: try managedPages()))
    }

    /// Resident pages of shared memory of no file.
    private func sharedPages(_ process: ProcessFacts, at moment: Moment) throws -> UInt64 {
        let map = try pageMaps(of: process.pid, at: moment)[process.pid] ?? PageMap()
        let areas = try areas(of: process.pid, at: moment).filter(\.isSharedMemory)
        let pages = map.entries.keys.filter { page in areas.contains { $0.start <= page << pageShift && page << pageShift < $0.end } }
        return min(process.file, UInt64(pages.count))
    }

    /// The largest sizes since the address space began: those that the last keyframe has, and what came after it.
    private func peaks(of process: ProcessFacts, at moment: Moment) throws -> (virtual: UInt64, resident: UInt64) {
        let statement = try database.prepare(
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
}
