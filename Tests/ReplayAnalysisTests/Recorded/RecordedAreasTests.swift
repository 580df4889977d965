import Foundation
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

/// A recording of a kernel's vmalloc range, from /proc/vmallocinfo before it, through a whole run.
@Suite struct RecordedAreasTests {
    private func run() throws -> (run: Run, folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-areas-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("areas.sqlite").path
        let files = ["vmalloc/vmallocinfo-T0-6.1-amd64", "ftrace-vmalloc.txt.zst"]
        let readers = try files.enumerated().map { number, name in
            (name, try TraceFile.open(ClaimRun.traces.appending(path: "real/\(name)").path, source: UInt16(number)))
        }
        let profile = try #require(MachineProfile.builtIn(named: "x86_64-1g"))
        let job = ReplayJob(profile: profile, placement: .model)
        _ = try job.run(readers, names: NameTable(), into: SQLiteTransitionWriter(path: file))
        return (try Run(path: file), folder)
    }

    private func ranges(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in line.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    @Test func everyPlaceIsPredictedAndTheAreasAtTheEndAreTheKernels() throws {
        let (run, folder) = try run()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try run.table("SELECT scope, compared, equal, different FROM placement_check") == ["recorded 475 475 0"])
        let real = try String(
            contentsOf: ClaimRun.traces.appending(path: "real/vmalloc/vmallocinfo-T1-6.1-amd64"), encoding: .utf8)
        let ours = try run.show(.vmallocinfo, at: run.moment("mark:T1"))
        #expect(ranges(ours) == ranges(real))
        #expect(ranges(ours).count == 267)
        // What stood there from the beginning prints as the kernel prints it.
        #expect(ours.contains("0xffffc90000010000-0xffffc90000015000   20480 kernel_clone+0xbf/0x430 pages=4 vmalloc N0=4\n"))
        #expect(try run.table("SELECT count(*) FROM anomaly") == ["0"])
    }
}
