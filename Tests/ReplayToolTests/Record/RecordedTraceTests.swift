import Foundation
import Testing

/// Recordings by `record --malloc` in `traces/real/record`: the model gives every block the place that glibc 2.36 gave it.
@Suite struct RecordedTraceTests {
    @Test(arguments: [
        ("perl-fork", "heap,1\nheap,1\nheap,1\n"), ("cpp-4-threads", "heap,1\nheap,1\n"),
    ])
    func everyPlaceIsTheRecorded(_ name: String, _ expected: String) throws {
        let tool = try Tool()
        let trace = URL(filePath: #filePath).appending(path: "../../../../traces/real/record/\(name).rtrace").standardized
        #expect(try tool.run(["run", trace.path, "-o", "a.sqlite", "-q"]).status == 0)
        let query =
            "SELECT kind, equal = compared AND compared > 5 FROM placement_check "
            + "WHERE scope NOT LIKE '%mapped chunks' ORDER BY scope"
        let answer = try tool.run(["query", "a.sqlite", query, "--format", "csv"])
        #expect(answer.output.hasSuffix(expected), "\(answer.output)\(answer.errors)")
        #expect(try tool.run(["query", "a.sqlite", "SELECT * FROM anomaly", "--format", "csv"]).output.split(separator: "\n").count <= 1)
    }
}
