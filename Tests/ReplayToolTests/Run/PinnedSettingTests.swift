import Foundation
import ReplayStore
import Testing

@testable import replay_tool

@Suite struct PinnedSettingTests {
    /// A trace that turns overcommit on by itself, replayed with `arguments`; `ask` is a query for one value.
    private func value(_ ask: String, _ arguments: [String]) throws -> SQLValue? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pinned-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (trace, run) = (folder.path + "/a.trace", folder.path + "/a.sqlite")
        try "replay-trace 1\n0 0 0 sysctl key=vm.overcommit_memory value=1\n".write(toFile: trace, atomically: true, encoding: .utf8)
        try RunCommand.parse([trace, "-o", run, "--quiet"] + arguments).run()
        return try RunFile.open(run).value(ask)
    }

    @Test func theTraceChangesASettingThatNobodyGave() throws {
        #expect(try value("SELECT count(*) FROM setting", []) == .integer(1))
    }

    @Test func aSettingOnTheCommandLineHoldsAgainstTheTrace() throws {
        let line = ["--set", "vm.overcommit_memory=2"]
        #expect(try value("SELECT count(*) FROM setting", line) == .integer(0))
        #expect(try value("SELECT count(*) FROM anomaly", line) == .integer(1))
        #expect(try value("SELECT value FROM profile_setting WHERE key = 'pinned'", line) == .text("vm.overcommit_memory"))
    }
}
