import ProcFiles
import ReplayModel
import ReplayStore

extension Run {
    /// /proc/PID/status after a moment. The peaks are those of the present address space.
    package func status(_ pid: Int64, at moment: Moment) throws -> Status {
        let process = try processes.process(pid, at: moment)
        let peaks = try processes.peaks(of: process, at: moment)
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
        let cpus = try machine.profileValue("cpus").flatMap { Int($0) } ?? 1
        return Status(
            subject,
            on: Status.Machine(try machine.generation(), try machine.architecture().kind, cpus: cpus, pages: try machine.managedPages()))
    }

    /// Resident pages of shared memory of no file.
    private func sharedPages(_ process: ProcessFacts, at moment: Moment) throws -> UInt64 {
        let map = try addressSpaces.pageMaps(of: process.pid, at: moment)[process.pid] ?? PageMap()
        let areas = try addressSpaces.areas(of: process.pid, at: moment).filter(\.isSharedMemory)
        let pages = map.entries.keys.filter { page in areas.contains { $0.start <= page << pageShift && page << pageShift < $0.end } }
        return min(process.file, UInt64(pages.count))
    }
}
