import Foundation
import Pages
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Testing

/// lazy.c on the profile of the machine that it ran on, from the state before it: what was printed each 100 MB, and the report of its end.
@Suite struct LazyProgramTests {
    private static let pid: Int64 = 159
    /// A task's counters lag behind by up to 64 pages and the one that is counted (TASK_RSS_EVENTS_THRESH, mm/memory.c of 6.1).
    private static let lag: Int64 = 65

    private func start() throws -> (MachineProfile, InitialPageState) {
        var profile = try RealMachine.profile()
        // vm.lowmem_reserve_ratio was looked at before: reserves count the memory that was freed late (zoneinfo: 838, 982).
        profile.pages.initMemory = []
        let pages = RecordedPages(
            pagetypeinfo: try RealMachine.text("pae-1g/before_lazy/pagetypeinfo"),
            zoneinfo: try RealMachine.text("pae-1g/before_lazy/zoneinfo"), profile: profile)
        return (profile, pages.state)
    }

    @Test func theStateIsTheRecordedOne() throws {
        let (profile, state) = try start()
        var memory = PhysicalMemory(profile: profile)
        try memory.adopt(state)
        memory.checkInvariants()
        let zones = memory.zoneIndices.map { memory.report($0) }
        // HighMem: buddyinfo's lists; zoneinfo, printed a moment later, has 4 pages less.
        #expect(zones.map(\.free) == [3840, 211_572, 35_392])
        #expect(zones.map { $0.perCPU[0].count } == [0, 402, 30])
        #expect([2, 3, 4].map { zones[0].protection[$0] } == [838, 982, 982])
        #expect([zones[1].min, zones[1].low, zones[1].high] == [913, 1141, 1369])
        let recorded = try RealMachine.text("pae-1g/before_lazy/buddyinfo").split(separator: "\n").map { integers($0).dropFirst() }
        for (zone, counts) in zip(zones, recorded) { #expect(zone.freeBlocks.map(Int64.init) == Array(counts)) }
    }

    @Test func itGoesAndEndsAsOnTheRealMachine() throws {
        let (profile, state) = try start()
        let (run, folder) = try RealMachine.run("lazy.trace", profile: profile, start: state)
        defer { withExtendedLifetime(folder) {} }
        let text = try RealMachine.text("pae-1g/lazy.txt")
        for mark in [-1, 0] + Array(stride(from: 100, through: 900, by: 100)) { try compare(mark, text, run) }
        try compareEnd(text, run)
        try compareSmaps(run)
    }

    /// The numbers in `[KEY: …]` of a sample's line.
    private func sample(_ mark: Int, _ file: String, _ key: String, _ text: String) throws -> [Int64] {
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("S\(mark) /proc/\(file):") })
        let field = try #require(line.components(separatedBy: "[\(key)").dropFirst().first)
        return integers(field.prefix { $0 != "]" })
    }

    private func compare(_ mark: Int, _ text: String, _ run: Run) throws {
        let moment = try run.moment("mark:S\(mark)")
        let process = try run.processes.process(Self.pid, at: moment)
        #expect(Int64(process.virtualPages * 4) == (try sample(mark, "self/status", "VmSize:", text)[0]))
        #expect(Int64(process.pageTables * 4) == (try sample(mark, "self/status", "VmPTE:", text)[0]))
        let anonymous = try sample(mark, "self/status", "RssAnon:", text)[0] / 4
        #expect((0...Self.lag).contains(Int64(process.anonymous) - anonymous), "S\(mark): \(process.anonymous) against \(anonymous)")
        for (index, zone) in ["DMA", "Normal", "HighMem"].enumerated() {
            let recorded = try sample(mark, "buddyinfo", "Node 0, zone \(zone) ", text).suffix(11)
            let row = try run.database.rows(
                "SELECT o0,o1,o2,o3,o4,o5,o6,o7,o8,o9,o10 FROM zone_free WHERE zone = ? AND step <= ? ORDER BY step DESC LIMIT 1",
                [.integer(Int64(index)), .integer(Int64(moment.step))]
            ) { row in (0..<11).map { row.integer($0) } }[0]
            func pages(_ blocks: some Collection<Int64>) -> Int64 { zip(blocks, 0...).reduce(0) { $0 + $1.0 << Int64($1.1) } }
            #expect(abs(pages(row) - pages(recorded)) <= 64, "S\(mark) \(zone): \(row) against \(Array(recorded))")
        }
    }

    private func compareEnd(_ text: String, _ run: Run) throws {
        let step = try #require(try run.database.integer("SELECT step FROM oom"))
        // "wrote 964 MB" is the last line that it printed: the marks of whole pieces written before the kill.
        let written = try run.database.integer(
            "SELECT count(*) FROM mark m JOIN name n ON n.id = m.label WHERE n.text LIKE 'wrote-%' AND m.step < ?", [.integer(Int64(step))])
        #expect(written == Int64(964 / 4))
        try compareSwitches(run)
        #expect(try run.database.integer("SELECT victim FROM oom") == Self.pid)
        // Free pages of each zone against the report's, within one per-CPU batch.
        for (index, (zone, batch)) in [("DMA", 1), ("Normal", 63), ("HighMem", 7)].enumerated() {
            let line = try #require(text.split(separator: "\n").first { $0.contains("] \(zone) free:") })
            let recorded = integers(line.components(separatedBy: "\(zone) free:")[1])[0] / 4
            let free = try #require(
                try run.database.integer(
                    "SELECT free FROM zone_free WHERE zone = ? AND step <= ? ORDER BY step DESC LIMIT 1",
                    [.integer(Int64(index)), .integer(Int64(step))]))
            #expect(abs(free - recorded) <= Int64(batch), "\(zone): \(free) against \(recorded)")
        }
        let line = try #require(text.split(separator: "\n").first { $0.contains("Killed process") })
        func recorded(_ key: String) -> Int64 { integers(line.components(separatedBy: "\(key):")[1])[0] }
        let victim = try run.database.rows("SELECT vss, rss, page_tables, oom_score_adj FROM oom_candidate WHERE pid = 159") { row in
            (0..<4).map { row.integer($0) }
        }[0]
        #expect(victim[0] * 4 == recorded("total-vm"))
        #expect(victim[2] * 4 == recorded("pgtables"))
        #expect(victim[3] == recorded("oom_score_adj"))
        let difference = victim[1] - recorded("anon-rss") / 4
        #expect((0...Self.lag).contains(difference), "anon-rss \(victim[1] * 4) against \(recorded("anon-rss")) kB")
    }

    /// Zones are left at the free counts that were recorded: HighMem at 70 pages (280 kB at all samples from S200 on), then Normal
    /// at its low watermark and reserve, 2291 pages, within one per-CPU batch each.
    private func compareSwitches(_ run: Run) throws {
        func free(_ zone: Int64, atFirstPageFrom lower: Int64) throws -> Int64 {
            let step = try #require(
                try run.database.integer(
                    "SELECT min(step) FROM page WHERE zone = ? AND owner = ? AND op = 0", [.integer(lower), .integer(anonymous)]))
            return try #require(
                try run.database.integer(
                    "SELECT free FROM zone_free WHERE zone = ? AND step <= ? ORDER BY step DESC LIMIT 1", [.integer(zone), .integer(step)]))
        }
        let anonymous = Int64(OwnerKind.anonymous.rawValue)
        #expect(try free(2, atFirstPageFrom: 1) == 70)
        // Page tables came from HighMem first, and per-CPU lists kept their pages at the kill (free_pcp:832kB in Normal).
        let tables = Int64(OwnerKind.pageTable.rawValue)
        #expect(
            try #require(try run.database.integer("SELECT count(*) FROM page WHERE zone = 2 AND owner = ? AND op = 0", [.integer(tables)]))
                > 50)
        let retained = try run.database.integer(
            "SELECT pcp FROM zone_free WHERE zone = 1 AND step <= (SELECT step FROM oom) ORDER BY step DESC")
        #expect(abs(try #require(retained) - 208) <= 63)
        #expect(abs(try free(1, atFirstPageFrom: 0) - 2291) <= 63)
    }

    /// The block's lines of /proc/PID/smaps in a second recording, before the first write and after 100 MB.
    private func compareSmaps(_ run: Run) throws {
        let lines = try RealMachine.text("pae-1g/smaps.txt").split(separator: "\n")
        for mark in ["S0", "S100"] {
            let text = try run.show(.smaps, pid: Self.pid, at: run.moment("mark:\(mark)"))
            let block = try #require(text.components(separatedBy: "3af33000-b7f34000").dropFirst().first).split(separator: "\n")
            var compared = 0
            for line in lines where line.hasPrefix("\(mark) smaps: ") {
                let words = line.dropFirst(mark.count + 8).split(separator: " ")
                guard words.last == "kB" || words[0] == "VmFlags:" else { continue }
                let own = try #require(block.first { $0.hasPrefix(words[0]) }, "\(line)").split(separator: " ")
                #expect(own == words, "\(line)")
                compared += 1
            }
            #expect(compared >= 10)
        }
    }
}
