import Testing

/// Much is free, but all of it in CMA blocks: refused, and told why (traces/cases has no file for it: the state is made here).
@Suite struct OnlyCMAFreeTests {
    /// 64 Ki frames of DMA32 from frame 4096: `blocks` free CMA blocks of order 10, `pages` free unmovable pages; min 200, low 250.
    private func state(blocks: Int, pages: Int) -> String {
        let types = [[String]](repeating: [String](repeating: "[]", count: 6), count: 11).enumerated().map { order, lists in
            var lists = lists
            if order == 0 { lists[0] = "[\((0..<pages).map { "\(4096 + 2 * $0 + 1)" }.joined(separator: ","))]" }
            if order == 10 { lists[4] = "[\((0..<blocks).map { "\(10_240 + 1024 * $0)" }.joined(separator: ","))]" }
            return "[\(lists.joined(separator: ","))]"
        }
        let blockTypes = [String](repeating: "0", count: 12) + [String](repeating: "4", count: 116)
        return """
            {"pageblock_order": 9, "zones": [{"name": "DMA32", "start": 4096, "spanned": 65536, "present": 65536, "managed": 65536,
            "watermark": [200, 250, 300], "lowmem": [0, 0, 0, 0, 0], "free": [\(types.joined(separator: ","))],
            "pb": [\(blockTypes.joined(separator: ","))], "pcp": {"count": 0, "high": 0, "batch": 1, "lists": []}}]}
            """
    }

    private func explain(blocks: Int, pages: Int, _ request: String) throws -> String {
        let tool = try Tool()
        try tool.write("s.json", state(blocks: blocks, pages: pages))
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=app\n10us 0 100 page_alloc ptr=a \(request)\n")
        let run = try tool.run(["run", "a.trace", "--machine", "x86_64-1g", "--state", "s.json", "-o", "r.sqlite", "-q"])
        #expect(run.status == 0, "\(run.errors)")
        return try tool.run(["explain", "r.sqlite", "3"]).output
    }

    @Test func aLargeUnmovableRequestIsRefusedWithTheReason() throws {
        let text = try explain(blocks: 50, pages: 2000, "order=10 gfp=GFP_KERNEL")
        #expect(text.contains("free 53200 - 1023 - 51200 (CMA) = 977 > low 250 + reserve 0 = 250"), "\(text)")
        #expect(text.contains("50 blocks of order 10 or more are free, all CMA, which only movable requests may take"), "\(text)")
    }

    @Test func aSmallRequestIsRefusedWhereOnlyCMAIsAboveTheWatermark() throws {
        let text = try explain(blocks: 50, pages: 180, "order=0 gfp=GFP_KERNEL")
        #expect(text.contains("free 51380 - 51200 (CMA) = 180 ≤ min 200 + reserve 0 = 200: below the watermark"), "\(text)")
    }

    @Test func aMovableRequestIsServed() throws {
        #expect(!(try explain(blocks: 50, pages: 180, "order=10 gfp=GFP_HIGHUSER_MOVABLE")).contains("found no page"))
    }
}
