import Testing

@testable import Heap
@testable import ReplayModel

@Suite struct LibcHeapErrorTests {
    @Test func doubleFreesAreSeenWhereGlibcSeesThem() {
        var bench = HeapBench()
        let small = bench.mallocs(9, 40)
        for block in small { bench.free(block) }
        #expect(bench.free(small[6]) == .doubleFreeInTcache)
        #expect(bench.free(small[8]) == .doubleFreeInFastbin)
        #expect(bench.free(small[7]) == .unnoticedDoubleFree)
        let large = bench.malloc(3000)
        _ = bench.malloc(3000)
        bench.free(large)
        #expect(bench.free(large) == .doubleFreeInBin)
        bench.heap.checkInvariants()
    }

    @Test func unknownAndMisalignedPointersChangeNothing() {
        var bench = HeapBench()
        let block = bench.malloc(100)
        let figures = bench.heap.figures
        #expect(bench.free(block + 16) == .unknownBlock)
        #expect(bench.free(block + 8) == .misaligned)
        #expect(bench.free(0x1234_5670) == .unknownBlock)
        #expect(bench.free(0) == .null)
        #expect(bench.heap.realloc(block + 32, 10, thread: 1, kernel: &bench.kernel, log: &bench.log).old == .unknownBlock)
        #expect(bench.heap.figures == figures)
        #expect(FreeOutcome.misaligned.abortMessage?.description == "free(): invalid pointer")
    }
}
