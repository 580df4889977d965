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
