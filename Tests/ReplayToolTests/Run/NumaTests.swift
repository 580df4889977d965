import Foundation
import Testing

/// NUMA nodes in a run from a trace, as processes.
@Suite struct NumaTests {
    private let tool: Tool

    init() throws {
        tool = try Tool()
        let trace = URL(filePath: #filePath).appending(path: "../../../../traces/s24-numa.trace").standardized.path
        let run = try tool.run(["run", trace, "-o", "n.sqlite", "--quiet"])
        #expect(run.status == 0, "\(run.errors)")
    }

    /// The rows of numastat by name: node 0, node 1.
    private func numaStat() throws -> [String: [UInt64]] {
        var rows: [String: [UInt64]] = [:]
        for line in try tool.run(["show", "n.sqlite", "numastat"]).output.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            rows[String(words[0])] = words.dropFirst().compactMap { UInt64($0) }
        }
        return rows
    }

    @Test func numaStatTellsOfEachNode() throws {
        let rows = try numaStat()
        // 4 MiB bound to node 0 are asked for by a processor of node 1, and half of 4 MiB interleaved.
        #expect(rows["other_node"]![0] >= 1024 + 512)
        #expect(rows["interleave_hit"]![0] >= 512 && rows["interleave_hit"]![1] >= 512)
        // 500 MiB are more than node 0 has.
        #expect(rows["numa_miss"]![1] > 1000 && rows["numa_foreign"]![0] == rows["numa_miss"]![1])
        #expect(rows["numa_miss"]![0] == 0)
    }

    /// As set_mempolicy(2): EINVAL.
    @Test func aPolicyWithoutANodeIsRefused() throws {
        try tool.write(
            "p.trace",
            """
            replay-trace 1
            header profile x86_64-2n
            0   0 0 task pid=1 comm=a
            1us 0 1 set_mempolicy mode=bind nodes=8
            2us 0 1 set_mempolicy mode=preferred nodes=64
            3us 0 1 mmap length=64KiB ptr=a
            4us 0 1 write ptr=a length=64KiB

            """)
        let run = try tool.run(["run", "p.trace", "-o", "p.sqlite"])
        #expect(run.status == 0 && run.errors.contains("2 × process.policy_without_node"), "\(run.errors)")
    }

    @Test func nodesOfAProfileAreChecked() throws {
        try tool.write("n.yaml", "base: x86_64-2n\nname: n\ncpu_nodes: 0 0 1 7\n")
        let trace = URL(filePath: #filePath).appending(path: "../../../../traces/s24-numa.trace").standardized.path
        let run = try tool.run(["run", trace, "--machine", "n.yaml", "-o", "q.sqlite"])
        #expect(run.status == 2 && run.errors.contains("node 7 has no zone"), "\(run.errors)")
    }

    @Test func filesOfTheKernelNameTheNode() throws {
        let buddy = try tool.run(["show", "n.sqlite", "buddyinfo"]).output
        let headings = buddy.split(separator: "\n").map { String($0.prefix(22)) }
        #expect(headings == ["Node 0, zone      DMA ", "Node 0, zone    DMA32 ", "Node 1, zone    DMA32 "])
        let zones = try tool.run(["show", "n.sqlite", "zoneinfo"]).output
        #expect(zones.contains("Node 1, zone    DMA32\n  per-node stats"))
        let types = try tool.run(["show", "n.sqlite", "pagetypeinfo"]).output
        #expect(types.contains("Node    1, zone    DMA32, type    Unmovable"))
        let explained = try tool.run(["query", "n.sqlite", "SELECT DISTINCT name FROM zone WHERE managed > 0", "--format", "csv"]).output
        #expect(explained.contains("1/DMA32"))
    }
}
