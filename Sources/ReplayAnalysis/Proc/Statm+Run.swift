import ProcFiles
import ReplayModel

extension Run {
    /// /proc/PID/statm after a moment.
    package func statm(_ pid: Int64, at moment: Moment) throws -> Statm {
        let process = try processes.process(pid, at: moment)
        return Statm(
            size: process.virtualPages, resident: process.resident, shared: process.file, code: try codePages(process, at: moment),
            data: process.data + process.stack)
    }

    /// Pages of the program's own code (`end_code - start_code`); other executable pages are libraries'. All of them where
    /// no area says whose they are.
    func codePages(_ process: ProcessFacts, at moment: Moment) throws -> UInt64 {
        let own = try addressSpaces.areas(of: process.pid, at: moment).filter { $0.kind == "text" }
        return own.isEmpty ? process.text : min(process.text, own.reduce(0) { $0 + ($1.end - $1.start) >> pageShift })
    }
}
