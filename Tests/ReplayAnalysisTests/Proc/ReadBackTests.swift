import ProcFiles
import Testing

@testable import ReplayAnalysis

/// What a run prints reads back as what it was printed from.
@Suite struct ReadBackTests {
    private func expectSame<Format: ProcFormat>(_ printed: Format) throws {
        #expect(try Format(printed.text, file: "\(Format.self)") == printed)
    }

    @Test(arguments: ["f2-fallback", "s11-vmalloc", "s21-zones", "s22-everything"])
    func everyFileOfTheMachineReadsBack(trace: String) throws {
        let run = try ClaimRun.of(trace)
        let end = try run.moment(nil)
        try expectSame(run.buddyInfo(at: end))
        try expectSame(run.pageTypeInfo(at: end))
        try expectSame(run.zoneInfo(at: end))
        try expectSame(run.memInfo(at: end))
        try expectSame(run.slabInfo(at: end))
        let areas = try run.vmallocInfo(at: end)
        #expect(try VmallocInfo(areas.text, file: "vmallocinfo").areas == areas.areas)
    }

    @Test(arguments: ["s16-all-lazy", "s22-everything"])
    func everyFileOfAProcessReadsBack(trace: String) throws {
        let run = try ClaimRun.of(trace)
        let end = try run.moment(nil)
        for process in try run.processes.living(at: end) {
            try expectSame(run.maps(process.pid, at: end))
            for smaps in [try run.smaps(process.pid, at: end), try run.smapsRollup(process.pid, at: end)] {
                #expect(try Smaps(smaps.text, file: "smaps").areas == smaps.areas)
            }
            try expectSame(run.statm(process.pid, at: end))
            try expectSame(run.status(process.pid, at: end))
        }
    }

    @Test func mallocInfoReadsBack() throws {
        let run = try HeapRun.of(real: "malloc-info/threads.rtrace")
        let pid = try run.heapProcess()
        for step in try run.table("SELECT step FROM event_malloc WHERE size BETWEEN 123457 AND 123470 ORDER BY step") {
            try expectSame(run.mallocInfo(pid, at: run.moment(step)))
        }
    }
}
