import Foundation
import Testing
import TraceFormat

@testable import ProcFiles

/// Kernel logs: what a report holds, whatever stands before its lines.
@Suite struct KernelLogTests {
    private static func text(_ name: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: "traces/cases/\(name)"), encoding: .utf8)
    }

    private func report(_ text: String) throws -> MemoryReport { try KernelLog(WordLines(text, file: "dmesg")).report(nil, file: "dmesg") }

    @Test func aReportIsReadInPages() throws {
        let report = try report(try Self.text("22-oom-report.txt"))
        #expect(report.line == 1 && report.trigger == .oomKiller && report.zones.map(\.name) == ["DMA", "DMA32", "Normal"])
        #expect(report.request == MemoryReport.Request(comm: "app", order: 0, mask: 0x201da, names: nil, adj: 0))
        let normal = report.zones[2]
        #expect(normal.free == 9055 && normal["min"] == 10798 && normal.present == 1_310_720 && normal.managed == 1_277_531)
        #expect(report.zones[1].reserves == [0, 0, 4990, 4990] && report.zones[1].blockPages == 10867)
        #expect(report.zones[0].blocks?[9] == MemoryReport.Blocks(count: 1, letters: "R"))
        #expect(report.tasks.map(\.pid) == [368, 5424] && report.tasks[1].tables == [66407] && report.tasks[0].adj == -1000)
        #expect(report.kills.map(\.pid) == [5424] && report.kills[0].score == 800 && report.kills[0].reason == "Out of memory")
        #expect(report.damage.isEmpty)
    }

    /// The same report behind every prefix that logs have.
    @Test(arguments: [
        "", "[  100.000001] ", "<4>[  100.000001] ", "[  100.000001][ T1234] ", "[  100.000001] [    C0] ", "Nov 30 22:09:29 host kernel: ",
        "Nov 30 22:09:29 host kernel: [  100.000001] ", "2026-11-30T22:09:29.123456+00:00 host kernel: [  100.000001] ",
        "[Mon Nov 30 22:09:29 2026] ", "2026-11-30T22:09:29,123456+00:00 ", "> ", "> > [  100.000001] ",
        "<12>Nov 30 22:09:29 host kernel: ",
        "11-30 08:41:51.347 <4>[309805.658294s][pid:1361,cpu5,name]", "console login: [  100.000001] ",
    ])
    func prefixesAreLeftOut(_ prefix: String) throws {
        let plain = try Self.text("22-oom-report.txt").split(separator: "\n").map { String($0.dropFirst("[  100.000001] ".count)) }
        let expected = try report(plain.joined(separator: "\n"))
        for end in ["\n", "\r\n"] {
            #expect(try report(plain.map { prefix + $0 }.joined(separator: end)) == expected, "\(prefix)")
        }
    }

    /// 4.9 printed each word on a line of its own, mails break lines, and quoted-printable ends them with `=`.
    @Test func brokenLinesAreJoined() throws {
        let whole =
            "[ 1.0] a invoked oom-killer: gfp_mask=0xd0, order=0\n[ 1.0] DMA free:40kB min:8kB low:12kB high:16kB present:80kB\n"
            + "[ 1.0] lowmem_reserve[]: 0 7\n[ 1.0] DMA: 2*4kB (U) 4*8kB (M) 0*16kB = 40kB\n"
        let broken =
            "[ 1.0] a invoked oom-killer: gfp_mask=0xd0, order=0\n[ 1.0] DMA free:40kB min:8kB low:12kB\nhigh:16kB present:80kB\n"
            + "[ 1.0] lowmem_reserve[]:\n[ 1.0]  0\n[ 1.0]  7\n[ 1.0] DMA: \n[ 1.0] 2*4kB \n[ 1.0] (U) \n[ 1.0] 4*8kB (M) 0*16kB = 40kB\n"
        let mail = whole.replacing("=", with: "=3D").replacing("low:12kB", with: "low:12=\nkB")
        let zones = try report(whole).zones.map { zone -> [UInt64] in zone.figures.map(\.pages) + zone.reserves + [zone.blockPages ?? 0] }
        #expect(zones == [[10, 2, 3, 4, 20, 0, 7, 10]])
        for text in [broken, mail] {
            #expect(
                try report(text).zones.map { zone -> [UInt64] in zone.figures.map(\.pages) + zone.reserves + [zone.blockPages ?? 0] }
                    == zones)
        }
    }

    /// Columns behind rss, a row of them, and what it says.
    private struct Table {
        var columns: String
        var row: String
        var adj: Int64?
        var legacy: Int64?
        var tables: [UInt64] = []
        var swap: UInt64?
    }

    private static let taskTables: [Table] = [
        Table(columns: "cpu oom_adj name", row: "1 -17 my name", legacy: -17),
        Table(columns: "cpu oom_adj oom_score_adj name", row: "1 0 300 my name", adj: 300, legacy: 0),
        Table(columns: "nr_ptes swapents oom_score_adj name", row: "9 4 -5 my name", adj: -5, tables: [9], swap: 4),
        Table(columns: "nr_ptes nr_pmds swapents oom_score_adj name", row: "9 3 4 -5 my name", adj: -5, tables: [9, 3], swap: 4),
        Table(
            columns: "nr_ptes nr_pmds nr_puds swapents oom_score_adj name", row: "9 3 2 4 -5 my name", adj: -5, tables: [9, 3, 2], swap: 4),
        Table(columns: "pgtables_bytes swapents oom_score_adj name", row: "45056 4 -5 my name", adj: -5, swap: 4),
        Table(
            columns: "rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name", row: "7 8 9 45056 4 -5 my name", adj: -5,
            swap: 4),
    ]

    @Test(arguments: taskTables.indices) func taskTablesOfEveryAgeAreRead(_ index: Int) throws {
        let expected = Self.taskTables[index]
        let (columns, row) = (expected.columns, expected.row)
        let text =
            "x invoked oom-killer: gfp_mask=0xd0, order=0\n[ pid ]   uid  tgid total_vm      rss \(columns)\n[  42]  1000    42    300   200 \(row)\n"
        let task = try #require(try report(text).tasks.first)
        #expect(task.pid == 42 && task.uid == 1000 && task.total == 300 && task.resident == 200 && task.name == "my name")
        #expect(
            task.adj == expected.adj && task.legacyAdj == expected.legacy && task.tables == expected.tables && task.swap == expected.swap)
    }

    @Test(arguments: [
        ("Out of memory: kill process 7 (a b) score 31 or a child", "a b", 31 as Int64?),
        ("Out of memory: Kill process 7 (a) score 800 or sacrifice child", "a", 800),
        ("Out of memory: Killed process 7 ((sd-pam)) total-vm:8kB, anon-rss:4kB, file-rss:0kB", "(sd-pam)", nil),
        ("Killed process 7, UID 27, (a) total-vm:8kB, anon-rss:4kB, file-rss:0kB", "a", nil),
    ])
    func killLinesOfEveryAgeAreRead(_ line: String, _ name: String, _ score: Int64?) throws {
        let kill = try #require(try report("x invoked oom-killer: gfp_mask=0xd0, order=0\n\(line)\n").kills.first)
        #expect(kill.pid == 7 && kill.name == name && kill.score == score)
    }

    @Test func reportsAreToldApart() throws {
        let one = try Self.text("22-oom-report.txt")
        let log = KernelLog(WordLines(one + "[ 200.0] Mem-Info:\n[ 200.0] Normal free:8kB min:4kB low:4kB high:4kB\n" + one, file: "a"))
        #expect(log.reports.map(\.line) == [1, 15, 17] && log.reports.map(\.trigger) == [.oomKiller, .shown, .oomKiller])
        #expect(log.reports[1].zones.count == 1 && log.reports[2].zones.count == 3)
    }

    /// Somebody searched the log, and the log has that, too.
    @Test func theLastReportThatIsMoreThanALineIsTaken() throws {
        let one = try Self.text("22-oom-report.txt")
        let log = KernelLog(WordLines(one + "[ 300.0] app invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n", file: "a"))
        #expect(log.reports.count == 2)
        #expect(try log.report(nil, file: "a").line == 1 && log.report(2, file: "a").line == 15)
        let packed = one.replacing("\n[  100.000003] ", with: "#012")
        #expect(try report(packed).zones[0].reserves == [0, 2801, 7792, 7792])
    }

    @Test func whatIsMissingIsNamed() throws {
        let lines = try Self.text("22-oom-report.txt").split(separator: "\n")
        let noReserve = try report(lines.enumerated().filter { $0.offset != 2 }.map { String($0.element) }.joined(separator: "\n"))
        #expect(noReserve.damage.map(\.problem) == ["Node 0 DMA: lowmem_reserve[] is missing, taken as 0"])
        let noHeading = try report(lines.enumerated().filter { $0.offset != 10 }.map { String($0.element) }.joined(separator: "\n"))
        #expect(noHeading.tasks.isEmpty && noHeading.damage.contains { $0.problem.contains("without its heading") })
        let cut = try report(lines[..<8].joined(separator: "\n") + "\n" + lines[8].prefix(60))
        #expect(cut.damage.contains { $0.line == 9 && $0.problem.contains("cut after order") })
    }

    /// Which reserve is for which zone follows from the reserves and from what the machine is.
    @Test(arguments: [
        (["DMA": [0, 2801, 7792, 7792], "DMA32": [0, 0, 4990, 4990], "Normal": [0, 0, 0, 0]], "DMA DMA32 Normal Movable"),
        (["DMA": [0, 838, 982, 982], "Normal": [0, 0, 1150, 1150], "HighMem": [0, 0, 0, 0]], "DMA Normal HighMem Movable"),
        (["DMA": [0, 0, 989, 989], "Normal": [0, 0, 0, 0]], "DMA DMA32 Normal Movable"),
        (["DMA": [0, 415, 415], "Normal": [0, 0, 0]], "DMA Normal Movable"),
        (["DMA": [0, 0, 3188, 3188], "HighMem": [0, 0, 0, 0]], "DMA Normal HighMem Movable"),
        (["DMA": [0, 966, 966, 966, 966], "DMA32": [0, 0, 0, 0, 0]], "DMA DMA32 Normal Movable Device"),
        (["Normal": [0, 0]], "Normal Movable"),
    ])
    func zonesBetweenThoseNamedFollow(_ reserves: [String: [UInt64]], _ expected: String) {
        var report = MemoryReport(line: 1, trigger: .shown)
        for name in ["DMA", "DMA32", "Normal", "HighMem"] {
            guard let own = reserves[name] else { continue }
            var zone = MemoryReport.Zone(line: 1, name: name)
            zone.figures = [.init(name: "free", pages: 1), .init(name: "present", pages: 10)]
            zone.reserves = own
            report.zones.append(zone)
        }
        #expect(report.zoneKinds.map { $0?.title ?? "Device" }.joined(separator: " ") == expected)
    }
}
