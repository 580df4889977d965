import Testing

@testable import Heap
@testable import ReplayModel

@Suite struct LibcHeapThreadTests {
    @Test func theSecondThreadGetsAnArenaInAHeapOfItsOwn() {
        var bench = HeapBench()
        _ = bench.malloc(100)
        let block = bench.malloc(100, thread: 2)
        #expect(bench.heap.arenaCount == 2)
        #expect(block & (64 << 20 - 1) == 0xb70)
        bench.heap.checkInvariants()
    }

    @Test func threadsShareArenasInTurnAtTheLimit() {
        var settings = MallocSettings()
        settings.arenaMax = 2
        var bench = HeapBench(.amd64, settings)
        for thread in 1...5 { _ = bench.malloc(2000, thread: Int32(thread)) }
        #expect(bench.heap.arenaCount == 2)
        bench.heap.checkInvariants()
    }

    @Test func aThreadThatEndsLeavesItsArenaToTheNext() {
        var bench = HeapBench()
        _ = bench.malloc(100)
        let block = bench.malloc(100, thread: 2)
        bench.free(block, thread: 2)
        bench.heap.threadExit(2, kernel: &bench.kernel, log: &bench.log)
        #expect(bench.states(.tcache).isEmpty)
        let next = bench.malloc(100, thread: 3)
        #expect(bench.heap.arenaCount == 2)
        #expect(next == block)
        bench.heap.checkInvariants()
    }

    @Test func aBlockFreedByAnotherThreadGoesToItsTcache() {
        var bench = HeapBench()
        let block = bench.malloc(100)
        _ = bench.malloc(100, thread: 2)
        bench.free(block, thread: 2)
        let taken = bench.malloc(100, thread: 2)
        #expect(taken == block)
    }

    @Test func fullHeapsAreLeftAndEmptyOnesUnmapped() {
        var bench = HeapBench(.i386)
        bench.kernel.nextMapping = 0x7000_0000
        _ = bench.malloc(100)
        let blocks = (0..<30).map { _ in bench.malloc(100_000, thread: 2) }
        let heaps = Set(blocks.map { $0 >> 20 }).count
        #expect(heaps == 3)
        bench.heap.checkInvariants()
        let before = bench.kernel.unmapped.count
        for block in blocks.reversed() { bench.free(block, thread: 2) }
        #expect(bench.kernel.unmapped.count == before + 2)
        bench.heap.checkInvariants()
    }
}
