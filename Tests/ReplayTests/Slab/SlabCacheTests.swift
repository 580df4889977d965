import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

@Suite struct SlabCacheTests {
    @Test func alikeCachesShareOneSetOfSlabs() throws {
        var bench = SlabBench()
        let first = bench.make("first", size: 100, flags: [])
        let alike = bench.make("alike", size: 104, flags: .panic)
        let object = try bench.allocate(alike)
        #expect(bench.cacheName(object) == "first")
        #expect(bench.figures(first).liveObjects == 1)
        #expect(bench.figures(alike).cache == first)
        #expect(bench.slab.figures.count == 52 + 2 + 1)
    }

    @Test func cachesThatDifferInADecidingPropertyStayApart() {
        var bench = SlabBench()
        let first = bench.make("first", size: 104, flags: [])
        let others: [(String, UInt32, UInt32, SlabFlags)] = [
            ("smaller", 88, 0, []), ("aligned", 104, 64, []), ("reclaimable", 104, 0, .reclaimAccount), ("accounted", 104, 0, .account),
            ("constructed", 104, 0, .constructor), ("rcu", 104, 0, .typesafeByRCU), ("usercopy", 104, 0, .usercopy),
        ]
        for (name, size, align, flags) in others {
            let other = bench.make(name, size: size, align: align, flags: flags)
            #expect(bench.figures(other).cache != first, "\(name)")
        }
    }

    @Test func mergingIsOffWhereTheProfileSaysSo() {
        var profile = TestProfiles.amd64()
        profile.slab.merge = false
        var bench = SlabBench(.slub, profile)
        let first = bench.make("first", size: 104, flags: [])
        let alike = bench.make("alike", size: 104, flags: [])
        #expect(bench.figures(alike).cache != bench.figures(first).cache)
    }

    @Test func olderKernelsMergeWithKmallocsCaches() {
        for (generation, shared) in [(KernelGeneration.v44, true), (.v61, false)] {
            var bench = SlabBench(.slub, TestProfiles.amd64(generation))
            let cache = bench.make("mine", size: 64, flags: [])
            #expect((bench.names[bench.figures(cache).name] == "kmalloc-64") == shared)
        }
    }

    @Test func theLastNameTakesTheCacheAway() throws {
        var bench = SlabBench()
        let first = bench.make("first", size: 104, flags: [])
        let alike = bench.make("alike", size: 104, flags: [])
        let object = try bench.allocate(first)
        #expect(bench.destroy(first) == true)
        #expect(bench.slab.cache(named: bench.names.intern("first")) == nil)
        #expect(bench.destroy(alike) == false)
        bench.free(object)
        #expect(bench.destroy(alike) == true)
        #expect(bench.pages.count(.slab) == 0)
        bench.check()
    }

    @Test func slabPagesAreCountedByReclaimability() throws {
        var bench = SlabBench()
        let inodes = bench.make("inode_cache", size: 600, flags: [.reclaimAccount, .constructor])
        _ = try bench.allocate(inodes)
        _ = try bench.kmalloc(8)
        #expect(bench.slab.reclaimablePages == bench.figures(inodes).pagesPerSlab)
        #expect(bench.slab.unreclaimablePages == 1)
    }

    @Test func randomFreelistsDependOnTheSeedAndHoldEveryObjectOnce() throws {
        func addresses(_ seed: UInt64) throws -> [UInt64] {
            var profile = TestProfiles.amd64()
            profile.slab.randomFreelist = true
            profile.seed = seed
            var bench = SlabBench(.slub, profile)
            return try (0..<64).map { _ in try #require(try bench.kmalloc(128)) }
        }
        let first = try addresses(1)
        #expect(try addresses(1) == first)
        #expect(try addresses(2) != first)
        #expect(Set(first).count == 64)
        #expect(first[..<32].sorted() != Array(first[..<32]))
        #expect(Set(first[..<32].map { $0 / 4096 }).count == 1)
        // The second slab has the same circular order from another place.
        let order = first[..<32].map { $0 % 4096 }
        let second = first[32...].map { $0 % 4096 }
        let start = try #require(order.firstIndex(of: second[0]))
        #expect(Array(order[start...] + order[..<start]) == second)
    }
}
