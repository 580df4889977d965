import Testing

@testable import Heap
@testable import ReplayModel

/// Which pages malloc itself writes to.
@Suite struct LibcHeapPagesTests {
    @Test func aLargeBlockTouchesOnlyItsHeaderAndTheNewTop() {
        var bench = HeapBench()
        _ = bench.malloc(1)
        bench.kernel.touched = []
        let block = bench.malloc(100_000)
        #expect(bench.kernel.touched == [(block + 100_000) >> 12])
    }

    @Test func callocOfFreshMemoryTouchesNothingElse() {
        var bench = HeapBench()
        _ = bench.malloc(1)
        bench.kernel.touched = []
        _ = bench.calloc(100_000)
        #expect(bench.kernel.touched.count == 25)
        _ = bench.calloc(200_000)
        #expect(bench.kernel.touched.count == 26)
    }

    @Test func headersAreToldAgainAfterFork() {
        var bench = HeapBench()
        let block = bench.malloc(100)
        bench.kernel.touched = []
        bench.free(block)
        #expect(bench.kernel.touched.isEmpty)
        _ = bench.malloc(100)
        var child = bench.heap.forked(process: ProcessID(2), thread: 1)
        // Its only thread is numbered as the process.
        #expect(child.free(block, thread: 2, kernel: &bench.kernel, log: &bench.log) == .freed)
        #expect(bench.kernel.touched == [block >> 12])
        child.checkInvariants()
        bench.heap.checkInvariants()
        #expect(bench.heap.usableSize(block) == 104)
        #expect(child.usableSize(block) == nil)
    }

    @Test func trimmedPagesAreToldAgainWhenTheHeapGrowsBack() {
        var bench = HeapBench()
        let blocks = bench.mallocs(4, 100_000)
        for block in blocks.reversed() { bench.free(block) }
        let again = bench.mallocs(4, 100_000)
        #expect(again == blocks)
        for block in again { #expect(bench.kernel.touched.contains((block - 16) >> 12)) }
    }
}
