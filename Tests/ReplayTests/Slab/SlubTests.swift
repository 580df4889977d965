import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// SLUB's rules one by one, on caches of few large objects: 1024 bytes, 4 CPUs' worth at most.
@Suite struct SlubTests {
    /// One CPU, 8 objects of 1024 bytes in a slab of two pages.
    private func small(_ generation: KernelGeneration = .v61, cpus: UInt16 = 1) -> SlabBench {
        var bench = SlabBench(.slub, TestProfiles.i386(generation, cpus: cpus))
        _ = bench.make("test", size: 1016, align: 8)
        return bench
    }

    @Test func objectsComeInOrderOfAddressFromTheLinearMap() throws {
        var bench = small()
        let cache = bench.named("test")
        let first = try bench.allocate(cache)
        #expect(first == 0xC000_0000 + 16 * 4096)
        for number in 1..<8 { #expect(try bench.allocate(cache) == first + UInt64(number) * 1024) }
        bench.check()
    }

    @Test func theObjectFreedLastIsTakenFirst() throws {
        var bench = small()
        let cache = bench.named("test")
        let objects = try (0..<4).map { _ in try bench.allocate(cache) }
        bench.free(objects[1])
        bench.free(objects[3])
        #expect(try bench.allocate(cache) == objects[3])
        #expect(try bench.allocate(cache) == objects[1])
    }

    @Test func aFullSlabJoinsTheCPUsPartialListWithItsFirstFree() throws {
        var bench = small()
        let cache = bench.named("test")
        let objects = try (0..<17).map { _ in try bench.allocate(cache) }
        #expect(bench.figures(cache).slabs == 3)
        bench.free(objects[2])
        bench.free(objects[0])
        bench.check()
        // The CPU's own slab first, then the partial one from its newest free object.
        for _ in 0..<7 { _ = try bench.allocate(cache) }
        #expect(try bench.allocate(cache) == objects[0])
        #expect(try bench.allocate(cache) == objects[2])
        #expect(bench.figures(cache).slabs == 3)
    }

    @Test func aFullCPUPartialListMovesToTheNodeAndEmptySlabsBeyondMinPartialGo() throws {
        var bench = small()
        let cache = bench.named("test")
        let perSlab = Int(bench.figures(cache).objectsPerSlab)
        let limit = Int(bench.node(cache).cpuPartialSlabs)
        #expect(limit == 6)
        let slabs = 20
        let objects = try (0..<slabs * perSlab).map { _ in try bench.allocate(cache) }
        for object in objects { bench.free(object) }
        bench.check()
        let state = bench.slab.common[cache]
        #expect(state.live == 0)
        // min_partial on the node's list, the CPU's slab, and what the CPU's list holds since it was last full.
        #expect(bench.node(cache).partialCount == 5)
        #expect(state.slabs == 5 + 1 + 1)
        #expect(bench.pages.count(.slab) == Int(state.slabs) * 2)
    }

    @Test func withoutCPUPartialsASlabGoesToTheNodesListAndBackToThePages() throws {
        var profile = TestProfiles.i386()
        profile.slab.cpuPartial = false
        var bench = SlabBench(.slub, profile)
        let cache = bench.make("test", size: 1016)
        let objects = try (0..<80).map { _ in try bench.allocate(cache) }
        for object in objects { bench.free(object) }
        bench.check()
        // The slab that empties counts itself: it goes when it is the fifth. The CPU keeps one more.
        #expect(bench.figures(cache).slabs == 4 + 1)
        #expect(bench.node(cache).partialCount == 4)
    }

    @Test func anotherCPUFreesIntoTheSlabAndTheOwnerTakesItLater() throws {
        var bench = small(cpus: 2)
        let cache = bench.named("test")
        let objects = try (0..<3).map { _ in try bench.allocate(cache, cpu: 0) }
        bench.free(objects[0], cpu: 1)
        // Not on the owner's own list: the rest of the slab comes first.
        let perSlab = Int(bench.figures(cache).objectsPerSlab)
        for _ in 3..<perSlab { #expect(try bench.allocate(cache, cpu: 0) > objects[2]) }
        #expect(try bench.allocate(cache, cpu: 0) == objects[0])
        #expect(bench.figures(cache).slabs == 1)
        bench.check()
    }

    @Test func eachCPUHasItsOwnSlab() throws {
        var bench = small(cpus: 2)
        let cache = bench.named("test")
        _ = try bench.allocate(cache, cpu: 0)
        _ = try bench.allocate(cache, cpu: 1)
        #expect(bench.figures(cache).slabs == 2)
    }

    @Test func slabinfoCountsFreeObjectsOfCPUSlabsAsActive() throws {
        var bench = small()
        let cache = bench.named("test")
        let object = try bench.allocate(cache)
        #expect(bench.figures(cache).liveObjects == 1)
        #expect(bench.figures(cache).reportedActive == 8)
        bench.free(object)
        #expect(bench.figures(cache).reportedActive == 8)
        #expect(bench.figures(cache).activeSlabs == 0)
        #expect(bench.shrink(cache) == 2)
        #expect(bench.figures(cache).objects == 0)
    }

    @Test func shrinkSortsPartialSlabsFullestFirstAndGivesEmptyOnesBack() throws {
        var bench = small()
        let cache = bench.named("test")
        let objects = try (0..<32).map { _ in try bench.allocate(cache) }
        for index in [0, 1, 2, 8, 16, 17] + Array(24..<32) { bench.free(objects[index]) }
        #expect(bench.shrink(cache) == 2)
        bench.check()
        #expect(bench.figures(cache).slabs == 3)
        // 8…15 has one free object, 16…23 two, 0…7 three; the CPU takes all three slabs, the first to allocate from and
        // the others so that the last taken comes next.
        #expect(try bench.allocate(cache) == objects[8])
        #expect(try bench.allocate(cache) == objects[2])
        #expect(bench.shrink(cache) == 0)
    }

    /// __slab_free of 2.6.32 gives an empty slab back at once; min_partial counts only when a CPU puts its slab away. Since 3.1 it
    /// stays while the list is short.
    @Test(arguments: [(KernelGeneration.v2632, 0), (.v310, 1), (.v61, 1)])
    func aSlabThatAFreeEmptiesGoesAtOnceInTheOldestKernels(generation: KernelGeneration, kept: Int) throws {
        var bench = SlabBench(
            .slub,
            {
                var profile = TestProfiles.i386(generation)
                profile.slab.cpuPartial = false
                return profile
            }())
        let cache = bench.make("test", size: 1016, align: 8)
        let perSlab = Int(bench.figures(cache).objectsPerSlab)
        let objects = try (0...perSlab).map { _ in try bench.allocate(cache) }
        for object in objects.prefix(perSlab) { bench.free(object) }
        #expect(Int(bench.figures(cache).slabs) == 1 + kept)
        bench.check()
    }

    /// unfreeze_slab of 2.6.32: an empty slab joins the list's tail, so that those with objects fill first; later kernels put it
    /// first.
    @Test(arguments: [(KernelGeneration.v2632, false), (.v44, true)])
    func whereAnEmptySlabThatIsPutAwayJoinsTheList(generation: KernelGeneration, isFirst: Bool) throws {
        var profile = TestProfiles.i386(generation, cpus: 2)
        profile.slab.cpuPartial = false
        var bench = SlabBench(.slub, profile)
        let cache = bench.make("test", size: 1016, align: 8)
        let kept = try bench.allocate(cache, cpu: 0)
        let freed = try bench.allocate(cache, cpu: 1)
        bench.deactivate(cache, cpu: 0)
        bench.free(freed, cpu: 1)
        bench.deactivate(cache, cpu: 1)
        #expect(bench.figures(cache).slabs == 2)
        let next = try bench.allocate(cache, cpu: 0)
        let bytes = 4096 * UInt64(bench.figures(cache).pagesPerSlab)
        #expect((next / bytes == freed / bytes) == isFirst)
        #expect(next != kept)
        bench.check()
    }

    @Test func oldKernelsReverseTheFreeListOfASlabThatIsPutAway() throws {
        for (generation, expected) in [(KernelGeneration.v61, 2), (.v44, 7)] {
            var bench = small(generation)
            let cache = bench.named("test")
            let objects = try (0..<2).map { _ in try bench.allocate(cache) }
            #expect(bench.shrink(cache) == 0)
            #expect(try bench.allocate(cache) == objects[0] + UInt64(expected) * 1024)
        }
    }

    @Test func aSlabOfFewerPagesIsMadeWhenNoLargeBlockIsToBeHad() throws {
        var bench = small()
        let cache = bench.named("test")
        bench.pages.largestOrder = 0
        let first = try bench.allocate(cache)
        #expect(bench.figures(cache).objects == 4)
        #expect(bench.pages.requests.map(\.order) == [1, 0])
        #expect(bench.pages.requests[0].gfp.isDisjoint(with: .reclaim))
        #expect(bench.pages.requests[1].gfp == [.kernel, .compound])
        for _ in 1..<4 { _ = try bench.allocate(cache) }
        #expect(try bench.allocate(cache) == first + 4096)
        bench.check()
    }

    @Test func outOfMemoryChangesNothing() throws {
        var bench = small()
        let cache = bench.named("test")
        let objects = try (0..<8).map { _ in try bench.allocate(cache) }
        bench.pages.budget = 0
        let before = bench.slabs.map { [$0.live, $0.inUse, UInt16($0.place.rawValue)] }
        #expect(throws: OutOfMemory.self) { try bench.allocate(cache) }
        #expect(bench.slabs.map { [$0.live, $0.inUse, UInt16($0.place.rawValue)] } == before)
        bench.check()
        bench.free(objects[5])
        #expect(try bench.allocate(cache) == objects[5])
    }

    @Test func reclaimGivesEveryEmptySlabBack() throws {
        var bench = SlabBench()
        for size: UInt64 in [8, 96, 700, 8000] { bench.free(try #require(try bench.kmalloc(size))) }
        let held = try bench.kmalloc(64)
        let pages = bench.pages.count(.slab)
        let freed = bench.shrinkAll()
        #expect(Int(freed) == pages - 1)
        #expect(bench.pages.count(.slab) == 1)
        #expect(held != nil)
        bench.check()
    }

    @Test func endStepWritesOneRowForEachChangedCache() throws {
        var bench = SlabBench()
        let index = Int(TransitionTable.cacheState.rawValue)
        for _ in 0..<3 { _ = try bench.kmalloc(100) }
        _ = try bench.kmalloc(10)
        bench.slab.endStep(log: &bench.log)
        bench.slab.endStep(log: &bench.log)
        let rows = bench.log.tables[index]
        #expect(rows.rowCount == 2)
        // step, seq, cache, active_objs, num_objs, active_slabs, num_slabs, requested, partial_free, shared_free
        #expect(Array(rows.values[2..<9]) == [4, 1, 256, 1, 1, 10, 0])
        #expect(Array(rows.values[(rows.width + 2)...]) == [8, 3, 32, 1, 1, 300, 0, 0])
    }
}
