import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// SLOB's rules one by one, with addresses worked out by hand. The first page of the tests' memory is frame 16.
@Suite struct SlobTests {
    private let start: UInt64 = 0xC000_0000 + 16 * 4096

    private func offsets(_ bench: inout SlabBench, _ sizes: [UInt64]) throws -> [UInt64] {
        try sizes.map { try bench.kmalloc($0)! - start }
    }

    @Test func kmallocPutsItsSizeBeforeTheBlock() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        // Blocks of 32, 33 and 8 + 1 bytes, each from a whole unit of two.
        #expect(try offsets(&bench, [24, 25, 1, 3]) == [8, 40, 80, 96])
        bench.check()
        var old = SlabBench(.slob, TestProfiles.i386(.v2632))
        // A header of a word, aligned to it.
        #expect(try offsets(&old, [24, 25, 1]) == [4, 32, 64])
    }

    @Test func powersOfTwoAreAlignedAndTheGapIsUsed() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        // 64 bytes at 128, their header at 120; the gap of 56 bytes before it serves 40 and its header.
        #expect(try offsets(&bench, [24, 24, 64, 40, 16]) == [8, 40, 128, 72, 208])
        bench.check()
        var old = SlabBench(.slob, TestProfiles.i386(.v44))
        #expect(try offsets(&old, [24, 24, 64, 40]) == [8, 40, 72, 144])
    }

    @Test func sizesComeFromThreeListsOfPages() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        // With the header: 255, 256, 1023 and 1024 bytes.
        #expect(try offsets(&bench, [247, 248, 1015, 1016]).map { $0 / 4096 } == [0, 1, 1, 2])
        #expect(bench.slab.unreclaimablePages == 3)
    }

    @Test func theFirstBlockThatFitsServesAndNeighboursJoin() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        let objects = try (0..<6).map { _ in try bench.kmalloc(56 + 36)! }
        for index in [1, 3, 2] { bench.free(objects[index]) }
        bench.check()
        // Three blocks of 100 bytes, each aligned to 8, with the gaps between them: 312 bytes.
        #expect(try bench.kmalloc(244)! == objects[1])
        bench.check()
    }

    @Test func theSearchBeginsAtThePageThatServedLast() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        // 20 blocks of 200 bytes in a page, 96 bytes left.
        let objects = try (0..<40).map { _ in try bench.kmalloc(192)! }
        #expect(objects.map { ($0 - start) / 4096 } == (0..<40).map { $0 / 20 })
        bench.free(objects[5])
        #expect(try bench.kmalloc(192)! == objects[5])
        #expect((try bench.kmalloc(80)! - start) / 4096 == 0)
        #expect((try bench.kmalloc(80)! - start) / 4096 == 1)
        bench.check()
    }

    @Test(arguments: [(KernelGeneration.v44, 0), (.v61, 8)])
    func behindAFullPageTheSearchOfOlderKernelsGoesOn(generation: KernelGeneration, served: Int) throws {
        var bench = SlabBench(.slob, TestProfiles.i386(generation))
        // Blocks of 1024 bytes fill three pages; the pages with room are then 2, 1, 0, and only 1 has room for 2048.
        let objects = try (0..<12).map { _ in try bench.kmalloc(1016)! }
        for index in [0, 4, 5, 8] { bench.free(objects[index]) }
        #expect(try bench.kmalloc(2040)! == objects[4])
        #expect(try bench.kmalloc(1016)! == objects[served])
        bench.check()
    }

    @Test func anEmptyPageGoesBackAtOnce() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        let objects = try (0..<3).map { _ in try bench.kmalloc(100)! }
        for object in objects { bench.free(object) }
        #expect(bench.pages.count(.slab) == 0)
        #expect(bench.slab.unreclaimablePages == 0)
    }

    @Test func requestsOfAPageHavePagesOfTheirOwn() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        _ = try bench.kmalloc(4087)
        #expect(bench.pages.count(.slab) == 1)
        _ = try bench.kmalloc(4088)
        _ = try bench.kmalloc(5000)
        #expect(bench.pages.count(.largeKmalloc) == 3)
        #expect(bench.pages.requests.map { $0.gfp.contains(.compound) } == [false, false, true])
        let cache = bench.make("wide", size: 4097)
        let object = try bench.allocate(cache)
        #expect(bench.figures(cache).slabs == 1)
        #expect(bench.pages.count(.slab) == 3)
        #expect(bench.free(object, cache: cache) == .freed)
        #expect(bench.pages.count(.slab) == 1)
        bench.check()
    }

    @Test func aCachesObjectsLieAmongAllOthersWithoutAHeader() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        let cache = bench.make("mine", size: 20)
        let objects = try [bench.allocate(cache), bench.kmalloc(12)!, bench.allocate(cache)].map { $0 - start }
        #expect(objects == [0, 32, 48])
        #expect(bench.figures(cache).liveObjects == 2)
        #expect(bench.figures(cache).slabs == 0)
        #expect(bench.slab.figures.last?.slabs == 1)
        // Nobody can know that objects are left.
        #expect(bench.destroy(cache) == true)
        #expect(bench.free(start) == .freed)
        bench.check()
    }

    @Test func kreallocGrowsIntoTheLastUnitOnly() throws {
        var bench = SlabBench(.slob, TestProfiles.i386())
        let address = try #require(try bench.kmalloc(25))
        #expect(try bench.krealloc(address, 26) == address)
        #expect(try bench.krealloc(address, 27) != address)
        let large = try #require(try bench.kmalloc(5000))
        #expect(try bench.krealloc(large, 8192) == large)
        var old = SlabBench(.slob, TestProfiles.i386(.v310))
        let exact = try #require(try old.kmalloc(5000))
        #expect(try old.krealloc(exact, 5001) != exact)
    }
}
