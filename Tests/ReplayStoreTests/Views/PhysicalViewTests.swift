import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct PhysicalViewTests {
    private func page(
        _ operation: PageOperation, _ frame: UInt32, _ order: UInt8, _ blockOrder: UInt8?, owner: OwnerKind, zone: UInt8 = 0,
        gfp: UInt32? = nil
    ) -> PageRow {
        PageRow(
            operation: operation, zone: ZoneIndex(zone), frame: FrameNumber(frame), order: order, blockOrder: blockOrder,
            migratetype: 0, owner: owner, ownerID: 1, tag: 0, gfp: gfp)
    }

    private func run(_ scratch: Scratch, _ rows: [PageRow]) throws -> Database {
        try scratch.run { log in
            for (step, row) in rows.enumerated() {
                log.begin(step: Step(UInt64(step + 1)))
                log.append(row)
            }
        }
    }

    @Test func anAllocationExpandsIntoItsSplits() throws {
        let scratch = try Scratch()
        let run = try run(scratch, [page(.allocate, 16, 1, 4, owner: .kernel)])
        let chain = try run.rows("SELECT link, op, pfn, ord, result_pfn, result_ord FROM page_chain ORDER BY link")
        #expect(chain == [[0, "split", 24, 3, 16, 3], [1, "split", 20, 2, 16, 2], [2, "split", 18, 1, 16, 1]])
    }

    @Test func aFreeExpandsIntoItsMerges() throws {
        let scratch = try Scratch()
        let run = try run(scratch, [page(.free, 22, 1, 4, owner: .free)])
        let chain = try run.rows("SELECT link, op, pfn, ord, result_pfn, result_ord FROM page_chain ORDER BY link")
        #expect(chain == [[0, "merge", 20, 1, 20, 2], [1, "merge", 16, 2, 16, 3], [2, "merge", 24, 3, 16, 4]])
    }

    @Test func aBlockThatNeitherSplitNorMergedHasNoChain() throws {
        let scratch = try Scratch()
        let rows = [page(.allocate, 16, 0, nil, owner: .kernel), page(.free, 16, 2, 2, owner: .free)]
        #expect(try run(scratch, rows).rows("SELECT * FROM page_chain") == [])
    }

    @Test func blocksAtEndAreThoseNotGivenBack() throws {
        let scratch = try Scratch()
        let run = try run(
            scratch,
            [
                page(.allocate, 512, 0, 9, owner: .kernel), page(.allocate, 8, 1, 3, owner: .kernel),
                page(.free, 8, 1, 3, owner: .free), page(.own, 512, 0, nil, owner: .largeKmalloc),
                page(.free, 9, 0, nil, owner: .perCPU),
            ])
        #expect(
            try run.rows("SELECT pfn, ord, owner, owner_name, step FROM block_at_end")
                == [[512, 0, "large_kmalloc", "kmalloc-64", 4]])
        let pins = try #require(NamedQuery(named: "@pins"))
        #expect(try run.rows(pins.sql) { [$0.integer(0), $0.integer(1), $0.integer(2)] } == [[512, 1, 512]])
    }

    @Test func anAllocationBelowItsPreferredZoneIsAFallback() throws {
        let scratch = try Scratch()
        let run = try run(
            scratch,
            [
                page(.allocate, 16, 0, 0, owner: .kernel, zone: 0, gfp: 0xcc0),
                page(.allocate, 17, 0, 0, owner: .kernel, zone: 0, gfp: 0x1),
                page(.allocate, 5000, 0, 0, owner: .kernel, zone: 1, gfp: 0xcc0),
                page(.allocate, 18, 0, 0, owner: .anonymous, zone: 0, gfp: 0xcc0 | 0xa),
            ])
        #expect(
            try run.rows("SELECT step, preferred, zone, owner FROM zone_fallback")
                == [[1, "Normal", "DMA", "kernel"], [4, "Normal", "DMA", "anonymous"]])
    }

    @Test func buddyinfoIsTheLastStateOfEachZone() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for count in 1...3 as ClosedRange<UInt32> {
                log.begin(step: Step(UInt64(count)))
                log.append(SampleRows.zoneFree([count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
            }
        }
        #expect(try run.rows("SELECT zone, o0, free, step FROM buddyinfo") == [["DMA", 3, 3, 3]])
    }
}
