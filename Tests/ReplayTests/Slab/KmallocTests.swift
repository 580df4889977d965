import Testing
import TraceFormat

@testable import Replay

@Suite struct KmallocTests {
    @Test func flagsChooseTheFamily() throws {
        var bench = SlabBench()
        let cases: [(GfpFlags, String)] = [
            (.kernel, "kmalloc-64"), (.kernelAccount, "kmalloc-cg-64"), ([.kernel, .reclaimable], "kmalloc-rcl-64"),
            ([.kernel, .dma], "dma-kmalloc-64"), ([.kernelAccount, .dma, .reclaimable], "dma-kmalloc-64"),
        ]
        for (gfp, name) in cases {
            let address = try #require(try bench.kmalloc(50, gfp))
            #expect(bench.cacheName(address) == name)
        }
        #expect(bench.pages.requests.map { $0.gfp.contains(.dma) } == [false, false, false, true])
        #expect(bench.pages.requests.map { $0.gfp.contains(.reclaimable) } == [false, false, true, false])
    }

    @Test func olderKernelsKnowFewerFamiliesAndLongNames() throws {
        var bench = SlabBench(TestProfiles.amd64(.v44))
        let address = try #require(try bench.kmalloc(1500, .kernelAccount))
        #expect(bench.cacheName(address) == "kmalloc-2048")
    }

    @Test func aRequestAboveTwoPagesTakesPagesOfItsOwn() throws {
        var bench = SlabBench()
        let address = try #require(try bench.kmalloc(8193))
        #expect(bench.pages.count(.largeKmalloc) == 4)
        #expect(bench.slab.largePages == 4)
        #expect(bench.free(address + 4096) == .misaligned)
        #expect(bench.free(address) == .freed)
        #expect(bench.free(address) == .unknownObject)
        #expect(bench.pages.count(.largeKmalloc) == 0)
        #expect(try bench.kmalloc(1 << 22) != nil)
        #expect(try bench.kmalloc(1 << 22 + 1) == nil)
    }

    @Test func zeroBytesAreNoMemory() throws {
        var bench = SlabBench()
        let address = try #require(try bench.kmalloc(0))
        #expect(address == 16)
        #expect(bench.free(address) == .nothing)
        #expect(bench.free(0) == .nothing)
        #expect(bench.pages.requests.isEmpty)
    }

    @Test func badFreesAreToldApartAndChangeNothing() throws {
        var bench = SlabBench()
        let address = try #require(try bench.kmalloc(100))
        #expect(bench.free(address + 8) == .misaligned)
        #expect(bench.free(address + 1 << 28) == .unknownObject)
        #expect(bench.free(address + 128) == .doubleFree)
        #expect(bench.free(5 << 40) == .unknownObject)
        let other = bench.make("other", size: 40)
        bench.check()
        #expect(bench.free(address, cache: other) == .wrongCache(CacheID(8)))
        #expect(bench.free(address) == .doubleFree)
        bench.check()
    }

    @Test func kreallocStaysWhereItFits() throws {
        var bench = SlabBench()
        let address = try #require(try bench.kmalloc(33))
        #expect(try bench.krealloc(address, 64) == address)
        #expect(try bench.krealloc(address, 5) == address)
        let moved = try #require(try bench.krealloc(address, 65))
        #expect(bench.cacheName(moved) == "kmalloc-96")
        #expect(bench.free(address) == .doubleFree)
        let large = try #require(try bench.krealloc(moved, 9000))
        #expect(try bench.krealloc(large, 16384) == large)
        #expect(try bench.krealloc(large, 0) == 16)
        #expect(bench.slab.largePages == 0)
        #expect(bench.slab.figures.reduce(0) { $0 + $1.liveObjects } == 0)
        #expect(bench.slab.figures.reduce(0) { $0 + $1.requested } == 0)
        bench.check()
    }

    @Test func kreallocKeepsTheOldObjectWhenThereIsNoMemory() throws {
        var bench = SlabBench()
        let address = try #require(try bench.kmalloc(33))
        bench.pages.budget = 0
        #expect(throws: OutOfMemory.self) { try bench.krealloc(address, 500) }
        #expect(bench.free(address) == .freed)
    }
}
