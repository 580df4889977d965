import Foundation
import ReplayStore
import Testing

@testable import replay_tool

@Suite struct PanicTests {
    /// A machine of 16 MiB, on which a program writes 32 MiB and lives on.
    private func run(_ arguments: [String], _ body: (Database) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("panic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = { (name: String) in folder.appendingPathComponent(name).path }
        try "base: i386-1g\nram: [1MiB-16MiB]\nreserved: []\nzones: {DMA: 0-16MiB}\n".write(
            toFile: file("small.yaml"), atomically: true, encoding: .utf8)
        try """
        replay-trace 1
        header set vm.overcommit_memory=1
        0 0 9 task pid=9 comm=hog
        1us 0 9 malloc size=32MiB ptr=p
        2us 0 9 write ptr=p length=32MiB
        3ms 0 0 mark text=after

        """.write(toFile: file("a.trace"), atomically: true, encoding: .utf8)
        try RunCommand.parse([file("a.trace"), "-o", file("a.sqlite"), "--machine", file("small.yaml"), "-q"] + arguments).run()
        try body(RunFile.open(file("a.sqlite")))
    }

    @Test func outOfMemoryKillsAndTheTraceGoesOn() throws {
        try run([]) { (run: Database) throws in
            #expect(try run.value("SELECT count(*) FROM oom WHERE victim = 9") == .integer(1))
            #expect(try run.value("SELECT count(*) FROM mark WHERE step > 1") == .integer(1))
        }
    }

    @Test func withPanicOnOomTheReplayEndsAndNobodyDies() throws {
        try run(["--set", "vm.panic_on_oom=1"]) { (run: Database) throws in
            #expect(try run.value("SELECT count(*) FROM oom WHERE victim IS NULL") == .integer(1))
            #expect(try run.value("SELECT count(*) FROM mark WHERE step > 1") == .integer(0))
            #expect(try run.value("SELECT max(step) = (SELECT step FROM oom) FROM event") == .integer(1))
        }
    }
}
