import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

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
        var bench = SlabBench(.slub, TestProfiles.amd64(.v44))
        let address = try #require(try bench.kmalloc(1500, .kernelAccount))
        #expect(bench.cacheName(address) == "kmalloc-2048")
    }

    @Test func aCallSiteHasOneOfSixteenCopiesOfTheNormalCaches() throws {
        var profile = TestProfiles.amd64(.v618)
        profile.slab.randomKmalloc = true
        var bench = SlabBench(.slub, profile)
        var copies: Set<String> = []
        for site in 0..<200 {
            let first = try #require(try bench.cacheName(kmalloc: 64, caller: "site\(site)"))
            #expect(try bench.cacheName(kmalloc: 60, caller: "site\(site)") == first)
            copies.insert(first)
        }
        #expect(copies == Set(["kmalloc-64"] + (1...15).map { "kmalloc-rnd-\($0 < 10 ? "0" : "")\($0)-64" }))
        #expect(try bench.cacheName(kmalloc: 64, .kernelAccount, caller: "site1") == "kmalloc-cg-64")
        #expect(bench.slab.figures.count == 2 + (4 + 15) * 13)
        profile.seed += 1
        var other = SlabBench(.slub, profile)
        let differs = try (0..<20).contains { site in
            try other.cacheName(kmalloc: 64, caller: "site\(site)") != bench.cacheName(kmalloc: 64, caller: "site\(site)")
        }
        #expect(differs, "the seed decides")
    }

    @Test(arguments: [KernelGeneration.v2632, .v310, .v44, .v61])
    func kernelsBefore66HaveNoCopies(generation: KernelGeneration) {
        var profile = TestProfiles.amd64(generation)
        profile.slab.randomKmalloc = true
        #expect(SlabBench(.slub, profile).slab.figures.count == SlabBench(.slub, TestProfiles.amd64(generation)).slab.figures.count)
    }

    /// 2.6.36's boot makes 96 and 192 first, DMA's too; until 5.18 DMA's are made by class number.
    @Test(arguments: [(KernelGeneration.v2632, 96, 96), (.v310, 8, 96), (.v44, 8, 96), (.v61, 8, 8), (.v618, 96, 96)])
    func bootMakesTheClassesInTheKernelsOrder(generation: KernelGeneration, normal: Int, dma: Int) {
        let bench = SlabBench(.slub, TestProfiles.amd64(generation))
        let names = bench.slab.common.caches.elements.map { bench.names[$0.name] }
        #expect(names.first { $0.hasPrefix("kmalloc-") } == "kmalloc-\(normal)")
        #expect(names.first { $0.hasPrefix("dma-") } == "dma-kmalloc-\(dma)")
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
