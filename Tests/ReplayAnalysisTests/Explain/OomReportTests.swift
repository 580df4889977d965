import Foundation
import Testing

@testable import Pages
@testable import Replay
@testable import ReplayAnalysis
@testable import ReplayModel

/// The report of an OOM kill against one that a real kernel printed (traces/real/oom/report-6.1-i686-1g.txt).
@Suite struct OomReportTests {
    /// The real report without what no run knows: registers and the call trace.
    private func realLines() throws -> [String] {
        let all = try String(contentsOf: ClaimRun.traces.appending(path: "real/oom/report-6.1-i686-1g.txt"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        let report = try #require(all.firstIndex(of: "Mem-Info:"))
        return [all[0]] + all[report...]
    }

    private func zone(_ name: String, _ free: UInt64, _ marks: [UInt64], _ anonymous: [UInt64], _ size: [UInt64], pcp: UInt64 = 0)
        -> OomReport.Zone
    {
        var zone = OomReport.Zone(name: name)
        (zone.free, zone.min, zone.low, zone.high) = (free, marks[0], marks[1], marks[2])
        (zone.activeAnon, zone.inactiveAnon) = (anonymous[0], anonymous[1])
        (zone.present, zone.managed) = (size[0], size[1])
        (zone.freePCP, zone.localPCP) = (pcp, pcp)
        return zone
    }

    /// The real report's figures.
    private func realReport() -> OomReport {
        var report = OomReport()
        (report.invoker, report.gfp) = ("lazy", 0x140dca)
        (report.counts.activeAnon, report.counts.inactiveAnon) = (942, 247_853)
        (report.counts.slabReclaimable, report.counts.slabUnreclaimable) = (1500, 796)
        (report.counts.mapped, report.counts.shmem, report.counts.pageTables) = (506, 1325, 499)
        (report.counts.free, report.counts.freePCP, report.counts.kernelStackKilobytes) = (3065, 217, 360)
        var dma = zone("DMA", 996, [16, 20, 24], [0, 2832], [3998, 3840])
        (dma.reserves, dma.blocks) = ([0, 838, 982, 982], [0, 2, 0, 2, 1, 2, 2, 2, 0, 1, 0])
        dma.types = [0, 3, 0, 3, 1, 3, 3, 3, 0, 2, 0]
        var normal = zone("Normal", 2034, [913, 1141, 1369], [1, 209_320], [221_182, 214_757], pcp: 208)
        (normal.reserves, normal.blocks) = ([0, 0, 1150, 1150], [0, 3, 3, 0, 2, 2, 2, 2, 2, 0, 1])
        normal.types = [0, 7, 7, 0, 3, 6, 6, 6, 5, 0, 2]
        var high = zone("HighMem", 35, [35, 74, 113], [941, 35_697], [36_831, 36_831], pcp: 9)
        (high.reserves, high.blocks) = ([0, 0, 0, 0], [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
        high.types = [2, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0]
        report.zones = [dma, normal, high]
        report.hugePageKilobytes = 2048
        (report.pageCachePages, report.ramPages, report.highMemPages, report.reservedPages) = (1325, 262_011, 36_831, 6583)
        var task = OomReport.Task(pid: 159, uid: 0, comm: "lazy")
        (task.total, task.resident, task.tableBytes) = (512_247, 247_573, 2_011_136)
        (task.anonymous, task.file, task.shmem) = (247_419, 1, 153)
        report.tasks = [task]
        report.verdict = .killed(task)
        return report
    }

    @Test func everyLineIsTheKernels() throws {
        let (real, ours) = (try realLines(), realReport().lines)
        for (ours, real) in zip(ours, real) { #expect(ours == real) }
        #expect(ours.count == real.count)
    }

    /// A line with every number and every set of migrate-type letters made alike.
    private func shape(_ line: String) -> String {
        line.replacing(/\s\([UMEHC]+\)/, with: "").replacing(/[0-9]+/, with: "9").replacing(/\s+/, with: " ")
            .replacing(/gfp_mask=9x[0-9a-f]+/, with: "gfp_mask=9")
    }

    @Test func theDemosReportHasTheRealOnesLines() throws {
        let run = try ClaimRun.of("s18-oom-demo")
        let rows = try run.rows(ofStep: 25)
        let decision = try #require(try rows.typed(as: OomRow.self).first)
        let report = try #require(try run.oomReport(decision, among: rows))
        let (real, ours) = (try realLines(), report.lines)
        for (ours, real) in zip(ours, real) { #expect(shape(ours) == shape(real)) }
        #expect(ours.count == real.count)
        // What the trace fixes.
        #expect(ours[0] == real[0])
        #expect(report.tasks.map(\.comm) == ["lazy"] && report.tasks[0].pid == 159)
        // Whatever is free stands in the lists, zone by zone; all anonymous memory is the program's.
        for zone in report.zones {
            #expect(zone.free == zone.blocks.enumerated().reduce(0) { $0 + $1.element << UInt64($1.offset) })
            #expect(zip(zone.blocks, zone.types).allSatisfy { ($0 > 0) == ($1 != 0) })
        }
        #expect(report.zones.reduce(0) { $0 + $1.inactiveAnon } == report.tasks[0].anonymous)
        #expect(try run.explain(step: 25).contains("\nThe kernel's report\n  lazy invoked oom-killer: gfp_mask=0x140dca("))
        #expect(try run.explanationJSON(step: 25).contains(#""oom_reports":[["lazy invoked oom-killer:"#))
    }

    @Test func aFaultSaysWhyItsZone() throws {
        let run = try ClaimRun.of("s18-oom-demo")
        let text = try run.explain(step: 25)
        #expect(text.contains("Zonelist: HighMem has 64 free, not above low 66; Normal has 20,615 free, above low 1,153 + 1,024 reserved"))
    }

    @Test func otherEndingsHaveTheirWords() {
        var report = realReport()
        guard case .killed(let task) = report.verdict else { return }
        report.verdict = .killedAllocating(task)
        #expect(report.lines.last?.hasPrefix("Out of memory (oom_kill_allocating_task): Killed process 159 (lazy) ") == true)
        report.verdict = .nobody
        #expect(report.lines.suffix(2).first == "Out of memory and no killable processes...")
        report.verdict = .panic(isCompulsory: false)
        #expect(report.lines.last == "Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled")
    }
}
