import Foundation
import ReplayModel
import ReplayStore
import Testing

@testable import ReplayAnalysis

/// What `explain` says of page requests that failed, fell back, or were met by a lower zone.
@Suite struct RequestExplanationTests {
    @Test func aFragmentationFailureIsReportedWithArithmeticListsIndicesAndPins() throws {
        let run = try ClaimRun.of("f1-fragmentation")
        let step = try #require(try run.database.integer("SELECT step FROM allocation_failure"))
        let text = try run.explain(step: UInt64(step))
        let start = try #require(text.range(of: "Why the request found no page")).lowerBound
        #expect(
            String(text[start...]) == """
                Why the request found no page
                  Request: a block of 16 frames (order 4), GFP_KERNEL|GFP_DMA|__GFP_NORETRY|__GFP_COMP, unmovable, for the kernel.
                  Zones tried, pages:
                    ALLOC_WMARK_LOW
                      DMA  free 240 - 15 = 225 > low 20 + reserve 0 = 20: above the watermark, but the largest free block is of order 3
                    ALLOC_WMARK_MIN
                      DMA  free 240 - 15 = 225 > min 16 + reserve 0 = 16: above the watermark, but the largest free block is of order 3
                  Free blocks by order:
                    zone  type          0   1   2   3  4  5  6  7  8  9  10
                    DMA   unmovable    16  16  16  16  0  0  0  0  0  0   0
                    DMA   movable       0   0   0   0  0  0  0  0  0  0   0
                    DMA   reclaimable   0   0   0   0  0  0  0  0  0  0   0
                  DMA, order 4: extfrag_index 0.750 (towards fragmentation), unusable_index 1.000 (all of its free memory is in smaller blocks).
                  Nearly free blocks of order 4 (with at most 1 of 16 frames in use): 16, and what pins them:
                    0x100 (DMA, 1 in use, 15 free): frame 0x10f for the kernel by driver_ring since step 12
                    0x110 (DMA, 1 in use, 15 free): frame 0x11f for the kernel by driver_ring since step 17
                    0x120 (DMA, 1 in use, 15 free): frame 0x12f for the kernel by driver_ring since step 22
                    0x130 (DMA, 1 in use, 15 free): frame 0x13f for the kernel by driver_ring since step 27
                    0x140 (DMA, 1 in use, 15 free): frame 0x14f for the kernel by driver_ring since step 32
                    0x150 (DMA, 1 in use, 15 free): frame 0x15f for the kernel by driver_ring since step 37
                    0x160 (DMA, 1 in use, 15 free): frame 0x16f for the kernel by driver_ring since step 42
                    0x170 (DMA, 1 in use, 15 free): frame 0x17f for the kernel by driver_ring since step 47
                    … 8 more

                """)
    }

    @Test func theJSONHasEveryFigureOfTheText() throws {
        let run = try ClaimRun.of("f1-fragmentation")
        let step = try #require(try run.database.integer("SELECT step FROM allocation_failure"))
        let object = try JSONSerialization.jsonObject(with: Data(run.explanationJSON(step: UInt64(step)).utf8)) as? [String: Any]
        let request = try #require((object?["requests"] as? [[String: Any]])?.first)
        #expect(request["kind"] as? String == "failed" && request["reason"] as? String == "fragmentation")
        #expect((request["pins"] as? [Any])?.count == 16)
        let attempts = try #require(request["attempts"] as? [[String: Any]])
        let zone = try #require((attempts.last?["zones"] as? [[String: Any]])?.first)
        #expect(zone["usable"] as? Int == 225 && zone["least"] as? Int == 16 && zone["outcome"] as? String == "no_block")
    }

    @Test func aFallbackIsReportedWithTheBlockThatWasTaken() throws {
        let run = try ClaimRun.of("f2-fallback")
        let step = try #require(try run.database.integer("SELECT step FROM page_fallback"))
        let text = try run.explain(step: UInt64(step))
        #expect(
            text.contains(
                "\n  2. No unmovable block of order 0 or more is free in zone DMA: the movable block of order 7 at frame 0x380 is taken"))
        #expect(
            text.contains(
                """

                Why another migrate type's memory was taken
                  Request: 1 frame, GFP_KERNEL|GFP_DMA, unmovable, for the kernel by isa_driver.
                  Zones tried, pages:
                    ALLOC_WMARK_LOW
                      DMA  free 128 > low 18 + reserve 0 = 18: serves it
                  Taken: the first movable block of order 7 in DMA, a block of 128 frames (order 7) at frame 0x380, for lack of unmovable \
                blocks of order 0 or more. Its page block keeps its type.
                """))
        #expect(text.contains("\n    DMA   movable      0  0  0  0  0  0  0  1  0  0   0\n"))
    }

    @Test func aLowerZoneIsReportedWithTheMarksOfTheHigherOnes() throws {
        let run = try ClaimRun.of("s21-zones")
        let step = try #require(try run.database.integer("SELECT min(step) FROM zone_fallback"))
        let text = try run.explain(step: UInt64(step))
        #expect(text.contains("\nWhy a lower zone had to serve\n"))
        #expect(text.contains("\n      HighMem  free 66 ≤ low 66 + reserve 0 = 66: below the watermark\n"))
        #expect(text.contains(": serves it\n"))
    }

    /// The state rebuilt at the first allocation that a lower zone met predicts that zone.
    @Test func theRebuiltStatePredictsTheZone() throws {
        let run = try ClaimRun.of("s21-zones")
        let step = try #require(try run.database.integer("SELECT min(step) FROM zone_fallback"))
        let rows = try run.rows(ofStep: UInt64(step))
        let explanation = try #require(try run.requestExplanations(of: rows, Narrator(run)).first { $0.kind == .lowerZone })
        let row = try #require(try rows.typed(as: PageRow.self).first { $0.seq == explanation.seq })
        #expect(explanation.attempts.last?.zones.last?.zone == row.zone)
    }

    @Test(arguments: [("f1-fragmentation", 4), ("f2-fallback", 9)]) func pinsAtTheEndAreThoseOfTheNamedQuery(name: String, order: Int)
        throws
    {
        let run = try ClaimRun.of(name)
        let state = try PageAllocatorState(run, at: run.moment(nil))
        let few = PageAllocatorState.fewFrames(order: UInt8(order))
        let pins = state.pinnedBlocks(order: UInt8(order), frames: few, in: Array(state.memory.zoneIndices))
        let rebuilt = pins.flatMap { block in
            block.holders.map { [Int64(block.frame.rawValue), Int64(block.used), Int64($0.frame.rawValue), Int64($0.step ?? 0)] }
        }
        let statement = try run.database.prepare(try #require(NamedQuery(named: "@pins")).sql)
        #expect(try statement.bind(.integer(Int64(order)), named: "ord"))
        var asked: [[Int64]] = []
        while try statement.step() {
            asked.append([statement.integer(0), statement.integer(1), statement.integer(2), statement.integer(9)])
        }
        #expect(rebuilt == asked)
        #expect(!asked.isEmpty)
    }

    @Test func theNamedQuerySaysBothKindsOfFallback() throws {
        let sql = try #require(NamedQuery(named: "@fallbacks")).sql
        #expect(
            try ClaimRun.of("f2-fallback").table(sql) == ["migratetype unmovable movable DMA 0 - 1 9 9"])
        let kinds = Set(try ClaimRun.of("s21-zones").table(sql).map { $0.split(separator: " ")[0] })
        #expect(kinds == ["zone", "migratetype"])
    }

    @Test(arguments: ["f1-fragmentation", "f2-fallback"]) func invariantsHoldAfterEveryStep(name: String) throws {
        try ClaimRun.replay(name, to: ClaimRun.folder.appending(path: "checked-\(name).sqlite"), checksEveryStep: true)
    }
}
