import Pages
import ProcFiles
import ReplayModel
import TraceFormat

extension SystemState {
    /// What a report of the kernel's log tells: zones with their limits, free blocks by order and type, per-CPU pages, swap. Its processes
    /// are none of a state's things: `explain-log` looks at them.
    mutating func take(_ report: MemoryReport, file: String) throws(TraceError) {
        guard report.zones.contains(where: { $0.blocks != nil && $0["min"] != nil }) else {
            throw TraceError(
                file: file, line: report.line, problem: "the report does not tell of zones",
                expected: "Mem-Info with each zone's figures and free blocks (a memory cgroup's report has none)")
        }
        guard report.nodes == [0] else {
            throw TraceError(
                file: file, line: report.line, problem: "the report is about \(report.nodes.count) memory nodes",
                expected: "one memory node, node 0 (explain-log takes any number)")
        }
        guard report.pageKilobytes == 4 else {
            throw TraceError(
                file: file, line: report.line, problem: "pages of \(report.pageKilobytes) KiB", expected: "pages of 4 KiB")
        }
        if let zone = report.zones.first(where: { max($0.free, $0.blockPages ?? 0) > $0.managed }) {
            throw TraceError(
                file: file, line: zone.line, problem: "zone \(zone.name) has more free pages than it manages",
                expected: "a report that is whole")
        }
        try take(report.zoneInfo, WordLines("", file: file))
        for zone in report.zones { take(zone) }
        swapBytes = report.swapTotal.map { $0 << 10 }
        if let release = report.release { version = try? KernelVersion("Linux version \(release)", file: file) }
        ignore(.stateLogPlacesAssumed)
        for damage in report.damage { ignore(.stateLogReportDamaged, damage.problem) }
    }

    private mutating func take(_ zone: MemoryReport.Zone) {
        guard let kind = ZoneKind(title: zone.name), zone.blocks != nil else { return }
        let counts = zone.blocksByType
        let index = self.zone(kind, node: UInt8(zone.node))
        zones[index].blocksByType = counts
        zones[index].blocks = (0..<orderCount).map { order in counts.reduce(0) { $0 + $1[order] } }
    }
}
