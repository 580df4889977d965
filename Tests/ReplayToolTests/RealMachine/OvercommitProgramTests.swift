import ReplayAnalysis
import ReplayStore
import Testing

/// octest.c on the profile of the machine that it ran on: every malloc of the three modes.
@Suite struct OvercommitProgramTests {
    @Test func everyMallocHasTheRecordedOutcome() throws {
        let (run, folder) = try RealMachine.run("overcommit.trace", profile: RealMachine.profile())
        defer { withExtendedLifetime(folder) {} }
        /// Whether the malloc before a mark gave memory.
        func succeeded(_ mark: String) throws -> Bool {
            let step = try run.moment("mark:\(mark)").step
            return try run.database.integer(
                "SELECT count(*) FROM malloc_life WHERE step = ? AND requested >= 1048576", [.integer(Int64(step) - 1)]) == 1
        }
        let parts = try RealMachine.text("pae-1g/overcommit.txt").split(separator: "--- vm.overcommit_memory=")
        var compared = 0
        for part in parts {
            let mode = part.prefix(1)
            for line in part.split(separator: "\n") where line.hasPrefix("malloc ") {
                let words = line.split(separator: " ")
                #expect(try succeeded("malloc:\(mode):\(words[1])") == (words[4] == "OK"), "mode \(mode): \(line)")
                compared += 1
            }
            let line = try #require(part.split(separator: "\n").first { $0.hasPrefix("cumulative") })
            let recorded = try #require(integers(line.drop { $0 != ":" }).first)
            let count = try (0..<32).count { try succeeded("cumulative:\(mode):\($0)") }
            #expect(count == recorded, "mode \(mode)")
        }
        #expect(compared == 75)
    }
}
