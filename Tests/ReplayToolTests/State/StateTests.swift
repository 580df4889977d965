import Foundation
import Testing

/// Starting states and checks against real ones, as processes.
@Suite struct StateTests {
    private let tool: Tool
    private let real = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "traces/real").path
    private var before: String { "\(real)/kmem-amd64/T0.freelists_pcp.json.zst" }

    init() throws {
        tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n")
        try tool.write("b.trace", "replay-trace 1\n0 0 1 page_alloc order=0 ptr=a\n")
    }

    @Test func aRunThatBeginsWithAStateEndsWithItWhenNothingHappens() throws {
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q", "--state", before]).status == 0)
        let same = try tool.run(["check", "a.sqlite", "--against", before])
        #expect(same.status == 0, "\(same.output)")
        #expect(same.output.contains("free lists in order"))
        let later = try tool.run(["check", "a.sqlite", "--against", "\(real)/kmem-amd64/T1.freelists_pcp.json.zst"])
        #expect(later.status == 1)
        #expect(later.output.contains("order 0: 17, really 142"))
        #expect(
            try tool.run(["check", "a.sqlite", "--against", "\(real)/kmem-amd64/T0.kpageflags.zst", "--format", "json"]).output.hasPrefix(
                "{\"same\":true,"))
        #expect(try tool.run(["check", "a.sqlite", "--against", "\(real)/kmem-amd64/T0."]).status == 0)
    }

    @Test func whatAnEventTakesIsADifference() throws {
        #expect(try tool.run(["run", "b.trace", "-o", "b.sqlite", "-q", "--state", before]).status == 0)
        #expect(try tool.run(["check", "b.sqlite", "--against", before]).status == 1)
        #expect(try tool.run(["check", "b.sqlite", "--against", before, "--moment", "begin"]).status == 0)
    }

    @Test func theStateIsPartOfARunsIdentity() throws {
        let states = [before, "\(real)/kmem-amd64/T1.freelists_pcp.json.zst"]
        for (name, state) in zip(["a.sqlite", "b.sqlite"], states) {
            #expect(try tool.run(["run", "a.trace", "-o", name, "-q", "--state", state]).status == 0)
        }
        let query = "SELECT value FROM run WHERE key IN ('state', 'state_digest') ORDER BY key"
        let values = try tool.run(["query", "a.sqlite", query, "--format", "csv"]).output
        #expect(values.contains("T0.freelists_pcp.json.zst"))
        #expect(values != (try tool.run(["query", "b.sqlite", query, "--format", "csv"]).output))
        #expect(try tool.run(["compare", "a.sqlite", "b.sqlite"]).status == 1)
        #expect(try tool.run(["verify", "a.trace", "--state", before]).status == 0)
    }

    @Test func aDirectoryOfProcFilesIsAState() throws {
        let outcome = try tool.run(["run", "a.trace", "-o", "p.sqlite", "--state", "\(real)/states/pae-1g"])
        #expect(outcome.errors.contains("with the memory of pae-1g"))
        let check = try tool.run(["check", "p.sqlite", "--against", "\(real)/states/pae-1g"])
        #expect(check.status == 0, "\(check.output)")
    }

    @Test(arguments: ["{\"zones\": []}", "{\"zones\": 3}", "{\"zones\"", "nothing", "Node 300, zone Normal 3\n"])
    func aWrongStateIsRefusedAndLeavesNothing(_ text: String) throws {
        try tool.write("state", text)
        let outcome = try tool.run(["run", "a.trace", "-o", "x.sqlite", "--state", "state"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("state"))
        #expect(try !tool.files.contains { $0.hasPrefix("x.sqlite") })
    }
}
