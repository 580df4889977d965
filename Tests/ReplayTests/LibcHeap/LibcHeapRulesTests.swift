import Testing

@testable import Heap
@testable import ReplayModel

/// One test for each rule of glibc's malloc that its documentation or its sources state.
@Suite struct LibcHeapRulesTests {
    @Test(arguments: [(Architecture.Kind.amd64, UInt64(0x2a0)), (.i386, 0x1a0), (.arm32, 0x190)])
    func firstBlockFollowsTheTcacheStructure(kind: Architecture.Kind, offset: UInt64) {
        var bench = HeapBench(kind)
        #expect(bench.malloc(1) == 0x1000_0000 + offset)
        bench.heap.checkInvariants()
    }

    @Test func chunkSizesAddAWordAndRoundToSixteen() {
        var bench = HeapBench()
        for (request, usable) in [(0, 24), (1, 24), (24, 24), (25, 40), (40, 40), (41, 56), (1032, 1032)] as [(UInt64, UInt64)] {
            let block = bench.malloc(request)
            #expect(bench.heap.usableSize(block) == usable)
        }
    }

    @Test func firstCallGrowsTheBreakByThePadAndRoundsUpToAPage() {
        var bench = HeapBench()
        _ = bench.malloc(100)
        #expect(bench.kernel.breakMoves == [0x21000])
    }

    @Test func tcacheReturnsTheLastFreedOfSeven() {
        var bench = HeapBench()
        let blocks = bench.mallocs(8, 40)
        for block in blocks { bench.free(block) }
        #expect(bench.states(.tcache).count == 7)
        #expect(bench.states(.fastbin).map { $0.address + 16 } == [blocks[7]])
        for block in blocks[0..<7].reversed() {
            let taken = bench.malloc(40)
            #expect(taken == block)
        }
        let last = bench.malloc(40)
        #expect(last == blocks[7])
    }

    @Test func callocDoesNotAskTheTcache() {
        var bench = HeapBench()
        let block = bench.malloc(40)
        _ = bench.malloc(40)
        bench.free(block)
        let cleared = bench.calloc(40)
        #expect(cleared != block)
    }

    @Test func tcacheCountZeroSendsSmallBlocksToFastbins() {
        var settings = MallocSettings()
        settings.tcacheCount = 0
        var bench = HeapBench(.amd64, settings)
        let block = bench.malloc(40)
        bench.free(block)
        #expect(bench.states(.fastbin).count == 1)
        #expect(bench.states(.tcache).isEmpty)
    }

    @Test func takingFromAFastbinMovesTheOthersToTheTcache() {
        var bench = HeapBench()
        let blocks = bench.mallocs(12, 40)
        for block in blocks { bench.free(block) }
        for _ in 0..<7 { _ = bench.malloc(40) }
        #expect(bench.states(.fastbin).count == 5)
        _ = bench.malloc(40)
        #expect(bench.states(.fastbin).isEmpty)
        #expect(bench.states(.tcache).count == 4)
    }

    @Test func aLargeRequestMergesTheFastbins() {
        var bench = HeapBench()
        let blocks = bench.mallocs(10, 40)
        _ = bench.malloc(2000)
        for block in blocks { bench.free(block) }
        #expect(bench.states(.fastbin).count == 3)
        _ = bench.malloc(5000)
        #expect(bench.states(.fastbin).isEmpty)
        #expect(bench.states(.smallbin).map(\.size) == [144])
    }

    @Test func freeMergesWithBothNeighbours() {
        var bench = HeapBench()
        let blocks = bench.mallocs(4, 2000)
        bench.free(blocks[0])
        bench.free(blocks[2])
        #expect(bench.states(.unsorted).map(\.size) == [2016, 2016])
        bench.free(blocks[1])
        #expect(bench.states(.unsorted).map(\.size) == [3 * 2016])
        #expect(bench.states(.unsorted).map(\.address) == [blocks[0] - 16])
    }

    @Test func freeNextToTopBecomesTop() {
        var bench = HeapBench()
        let block = bench.malloc(2000)
        bench.free(block)
        #expect(bench.states(.unsorted).isEmpty)
        #expect(bench.states(.top).map(\.address) == [block - 16])
    }

    @Test func largeBinsGiveTheSmallestThatFits() {
        var bench = HeapBench()
        let sizes: [UInt64] = [5000, 3000, 9000, 4000]
        var blocks: [UInt64] = []
        for size in sizes {
            blocks.append(bench.malloc(size))
            _ = bench.malloc(2000)
        }
        for block in blocks { bench.free(block) }
        let taken = bench.malloc(3500)
        #expect(taken == blocks[3])
        bench.heap.checkInvariants()
    }

    @Test func smallRequestsGoOnCuttingTheLastRemainder() {
        var bench = HeapBench()
        let block = bench.malloc(3000)
        _ = bench.malloc(2000)
        bench.free(block)
        let first = bench.malloc(100)
        let second = bench.malloc(100)
        let third = bench.malloc(100)
        #expect(first == block)
        #expect(second == first + 112)
        #expect(third == second + 112)
    }

    @Test func topIsTrimmedAboveTheThresholdToThePad() {
        var bench = HeapBench()
        let blocks = bench.mallocs(4, 100_000)
        for block in blocks.reversed() { bench.free(block) }
        #expect(bench.kernel.breakMoves.last! < 0)
        let top = bench.states(.top)[0].size
        #expect(top >= 128 << 10 && top < 128 << 10 + 8192)
        bench.heap.checkInvariants()
    }

    @Test func aTrimThresholdOfMinusOneNeverTrims() {
        var bench = HeapBench()
        bench.mallopt(.trimThreshold, -1)
        let blocks = bench.mallocs(30, 100_000)
        for block in blocks.reversed() { bench.free(block) }
        #expect(bench.kernel.breakMoves.allSatisfy { $0 > 0 })
    }

    @Test func requestsAtTheThresholdAreMappedAndFreedBlocksRaiseIt() {
        var bench = HeapBench()
        let block = bench.malloc(200_000)
        #expect(bench.kernel.mapped.map(\.length) == [200_704])
        #expect(bench.heap.figures.mappedChunks == 1)
        bench.free(block)
        #expect(bench.kernel.unmapped.map(\.length) == [200_704])
        _ = bench.malloc(200_000)
        #expect(bench.kernel.mapped.count == 1)
    }

    @Test func anExplicitThresholdStaysWhereItIs() {
        var bench = HeapBench()
        bench.mallopt(.mmapThreshold, 128 << 10)
        bench.free(bench.malloc(200_000))
        _ = bench.malloc(200_000)
        #expect(bench.kernel.mapped.count == 2)
    }

    /// The recipe for real-time programs: no mappings, no trimming, one large block touched and freed; from then on the
    /// kernel is not needed.
    @Test func realTimeRecipeNeedsNoKernel() {
        var bench = HeapBench()
        bench.mallopt(.mmapMax, 0)
        bench.mallopt(.trimThreshold, -1)
        bench.free(bench.malloc(8 << 20))
        let before = bench.kernel.systemCalls
        let blocks = bench.mallocs(500, 10_000)
        for block in blocks { bench.free(block) }
        _ = bench.malloc(6 << 20)
        #expect(bench.kernel.systemCalls == before)
    }

    @Test func reallocGrowsInPlaceIntoTopAndIntoAFreeNeighbour() {
        var bench = HeapBench()
        let block = bench.malloc(2000)
        let grown = bench.realloc(block, 5000)
        #expect(grown == block)
        let next = bench.malloc(3000)
        _ = bench.malloc(2000)
        bench.free(next)
        let again = bench.realloc(block, 6000)
        #expect(again == block)
        let rest: UInt64 = 5008 + 3008 - 6016
        #expect(bench.states(.unsorted).map(\.size) == [rest])
        bench.heap.checkInvariants()
    }

    @Test func reallocMovesAndCopiesWhenNothingIsFreeBehind() {
        var bench = HeapBench()
        let block = bench.malloc(2000)
        _ = bench.malloc(2000)
        let moved = bench.realloc(block, 4000)
        #expect(moved != block)
        #expect(bench.kernel.loaded == 2008)
    }

    @Test func reallocToNothingFrees() {
        var bench = HeapBench()
        let block = bench.malloc(2000)
        let result = bench.realloc(block, 0)
        #expect(result == 0)
        #expect(bench.free(block) == .doubleFreeOfTop)
    }

    @Test func memalignFreesWhatIsBeforeAndBehind() {
        var bench = HeapBench()
        let block = bench.memalign(4096, 5000)
        #expect(block % 4096 == 0)
        #expect(bench.heap.usableSize(block) == 5000)
        #expect(!bench.states(.unsorted).isEmpty)
        bench.heap.checkInvariants()
    }

    @Test func requestsAbovePtrdiffMaxFail() {
        var bench = HeapBench()
        #expect(bench.malloc(1 << 63) == 0)
        #expect(bench.heap.calloc(1 << 33, 1 << 33, thread: 1, kernel: &bench.kernel, log: &bench.log) == 0)
        var narrow = HeapBench(.i386)
        #expect(narrow.malloc(1 << 31) == 0)
    }

    @Test func aRefusedBreakIsReplacedByAMapping() {
        var bench = HeapBench()
        bench.kernel.breakLimit = 0x1000_0000 + 0x30000
        let blocks = bench.mallocs(40, 10_000)
        #expect(bench.kernel.mapped.map(\.length) == [1 << 20])
        #expect(blocks.allSatisfy { $0 != 0 })
        bench.heap.checkInvariants()
        for block in blocks { bench.free(block) }
        bench.heap.checkInvariants()
    }

    @Test func withoutAnyMemoryTheCallFailsAndTheHeapStays() {
        var bench = HeapBench()
        bench.kernel.breakLimit = 0x1000_0000 + 0x30000
        bench.kernel.isOutOfMappings = true
        let blocks = bench.mallocs(40, 10_000)
        #expect(blocks.last == 0)
        bench.heap.checkInvariants()
    }

    @Test func everythingMayBeMapped() {
        var bench = HeapBench()
        bench.mallopt(.mmapThreshold, 0)
        let block = bench.malloc(2000)
        #expect(bench.heap.figures.mappedChunks == 2)
        bench.free(block)
        #expect(bench.heap.figures.mappedChunks == 1)
        bench.heap.checkInvariants()
    }

    @Test func mallocTrimDropsWholePagesInsideFreeChunks() {
        var bench = HeapBench()
        let block = bench.malloc(50_000)
        _ = bench.malloc(2000)
        bench.free(block)
        #expect(bench.trim(pad: 1 << 20) == 1)
        #expect(bench.kernel.discarded.map(\.length) == [45056])
        #expect(bench.trim(pad: 0) == 1)
        #expect(bench.kernel.breakMoves.last! < 0)
    }

    @Test func malloptRefusesFastSizesAboveTheMaximum() {
        var bench = HeapBench()
        #expect(bench.mallopt(.maxFast, 161) == 0)
        #expect(bench.mallopt(.maxFast, 160) == 1)
        #expect(MalloptParameter(name: "M_MXFAST") == .maxFast)
        #expect(MalloptParameter(name: "M_FOO") == nil)
    }
}
