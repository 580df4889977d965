import ProcFiles
import TraceFormat

extension MachineFiles {
    /// Fills in what a report about memory in the kernel's log tells where there is no zoneinfo: zones, release, swap. Returns what is to be
    /// said. Errors: the log has no report with zones.
    package mutating func completeFromLog(report number: Int? = nil, file: String) throws(TraceError) -> [String] {
        guard texts["zoneinfo"] == nil, let text = texts["dmesg"] else { return [] }
        let report = try KernelLog(WordLines(text, file: file)).report(number, file: file)
        guard report.zones.contains(where: { $0["min"] != nil }) else {
            throw TraceError(
                file: file, line: report.line, problem: "the report does not tell of zones",
                expected: "Mem-Info with each zone's figures (a memory cgroup's report has none)")
        }
        texts["zoneinfo"] = report.zoneInfo.text
        if texts["version"] == nil, let release = report.release { texts["version"] = "Linux version \(release)\n" }
        if texts["meminfo"] == nil, let swap = report.swapTotal { texts["meminfo"] = "SwapTotal: \(swap) kB\n" }
        return [
            "zones: those of the report at line \(report.line) of the log; where they lie it does not tell: each begins where the one "
                + "below it ends"
        ] + report.damage.map { "line \($0.line): \($0.problem)" }
    }
}
