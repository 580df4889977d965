import Foundation
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

/// Reads and writes through kernel addresses: each page translated.
@Suite struct KernelAccessTests {
    private func table(_ sql: String, _ events: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-access-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("access.sqlite").path
        let reader = try TraceFile.open(ByteSource(name: "test", bytes: Array("replay-trace 1\n\(events)".utf8)))
        let job = ReplayJob(profile: try #require(MachineProfile.builtIn(named: "i386-1g")), placement: .model)
        _ = try job.run([("test", reader)], names: NameTable(), into: SQLiteTransitionWriter(path: file))
        return try Run(path: file).table(sql)
    }

    private static let rows = "SELECT kind, length, physical FROM v_access ORDER BY step, seq"

    @Test func scatteredPagesAreTranslatedOneByOne() throws {
        let rows = try table(
            "SELECT kind, length FROM v_access ORDER BY step, seq",
            """
            1us 0 0 vmalloc size=8KiB ptr=v
            2us 0 0 write ptr=v+4092 length=8

            """)
        // Four bytes at the end of one frame, four at the beginning of another: one row where the frames happen to be neighbours.
        #expect(rows == ["vmalloc 4", "vmalloc 4"] || rows == ["vmalloc 8"])
    }

    @Test func linearMemoryIsOneRun() throws {
        #expect(
            try table(Self.rows, "0 0 0 kmalloc size=100 ptr=k\n1us 0 0 read ptr=0xc0100ffe length=4100\n") == [
                "linear 4100 0x100ffe"
            ])
    }

    @Test func deviceRegistersEndAtTheGuardPage() throws {
        let rows = try table(
            Self.rows, "0 0 0 ioremap physical=0xfebf0000 size=4KiB ptr=regs\n1us 0 0 write ptr=regs+4088 length=16\n")
        #expect(rows == ["ioremap 8 0xfebf0ff8", "unmapped 8 -"])
    }
}
