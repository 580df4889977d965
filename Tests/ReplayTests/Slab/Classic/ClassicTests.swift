import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Slab

/// SLAB's rules one by one, with addresses worked out by hand. The first page of the tests' memory is frame 16.
@Suite struct ClassicTests {
    private let start: UInt64 = 0xFFFF_8880_0000_0000 + 16 * 4096

    @Test func theArrayIsFilledInOrderAndEmptiedFromItsEnd() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("test", size: 1016)
        // Four objects in a page; all go into the array, the last comes first.
        for number in [3, 2, 1, 0] { #expect(try bench.allocate(cache) == start + UInt64(number) * 1016) }
        #expect(try bench.allocate(cache) == start + 4096 + 3 * 1016)
        bench.check()
    }

    @Test func theObjectFreedLastIsTakenFirst() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("test", size: 1016)
        let objects = try (0..<4).map { _ in try bench.allocate(cache) }
        bench.free(objects[1])
        bench.free(objects[3])
        #expect(try bench.allocate(cache) == objects[3])
        #expect(try bench.allocate(cache) == objects[1])
    }

    @Test func eachSlabHasTheNextColour() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("coloured", size: 700, flags: .usercopy)
        // 11 objects of 704 bytes in two pages, 7 colours of 64 bytes; the first slab has the second.
        let firsts = try (0..<8 * 11).map { _ in try bench.allocate(cache) }.enumerated().filter { $0.offset % 11 == 10 }
        let colours = firsts.map { ($0.element - start) % 8192 / 64 }
        #expect(colours == [1, 2, 3, 4, 5, 6, 0, 1])
        bench.check()
    }

    @Test func olderKernelsBeginWithTheFirstColourAndShiftTheDescriptor() throws {
        var bench = SlabBench(.slab, TestProfiles.amd64(.v310))
        let cache = bench.make("coloured", size: 700)
        let objects = try (0..<6 * 11).map { _ in try bench.allocate(cache) }
        #expect(objects[0] == start + 96 + 10 * 704)
        let firsts = stride(from: 10, to: objects.count, by: 11).map { (objects[$0] - start) % 8192 }
        #expect(firsts == [96, 160, 224, 288, 352, 96])
    }

    @Test func anIdleArrayTakesSixteenAndAUsedOneHalfItsSize() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("small", size: 64, flags: .usercopy)
        // 64 objects in a page, by address: 16, then 48 in one go, since half of 120 is 60.
        let objects = try (0..<64).map { _ in try bench.allocate(cache) }
        #expect((objects[0] - start) / 64 == 15)
        #expect((objects[16] - start) / 64 == 63)
        #expect((objects[63] - start) / 64 == 16)
    }

    @Test func aFullArrayGivesItsOldestHalfAwayAndSlabsBeyondTheLimitGo() throws {
        var bench = SlabBench(.slab)
        // One object in a slab of two pages; arrays of 8, batches of 4; 2 * 4 + 1 free objects are kept.
        let cache = bench.make("wide", size: 5000, flags: .usercopy)
        let objects = try (0..<17).map { _ in try bench.allocate(cache) }
        for object in objects.prefix(16) { bench.free(object) }
        #expect([bench.figures(cache).slabs, bench.figures(cache).activeSlabs] == [17, 9])
        bench.free(objects[16])
        // 12 were on the lists, 3 too many: those free for longest.
        #expect([bench.figures(cache).slabs, bench.figures(cache).activeSlabs] == [14, 5])
        #expect(objects.map { bench.free($0) == .unknownObject } == (0..<17).map { $0 < 3 })
        // What the array holds comes first; then it is filled with 11, 10, 9 and 8, whose slabs became free last.
        for number in [16, 15, 14, 13, 12, 8, 9, 10, 11, 4] { #expect(try bench.allocate(cache) == objects[number]) }
        bench.check()
    }

    @Test func aSharedArrayPassesObjectsFromCPUToCPU() throws {
        var bench = SlabBench(.slab, TestProfiles.amd64(cpus: 2))
        let cache = bench.make("test", size: 1016)
        let objects = try (0..<56).map { _ in try bench.allocate(cache, cpu: 0) }
        for object in objects.prefix(55) { bench.free(object, cpu: 1) }
        // 54 fill the other CPU's array; then its oldest 27 go to the shared one. CPU 0 takes these, the last first.
        #expect(try bench.allocate(cache, cpu: 0) == objects[26])
        #expect(bench.figures(cache).reportedActive == bench.figures(cache).objects)
        bench.check()
    }

    @Test func slabsArePartialFirstThenFree() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("test", size: 1016)
        let objects = try (0..<12).map { _ in try bench.allocate(cache) }
        for index in [0, 1, 2, 3, 4] { bench.free(objects[index]) }
        #expect(bench.shrink(cache) == 1)
        bench.check()
        // The second slab has one free object; there is no other.
        #expect(try bench.allocate(cache) == objects[4])
        #expect(bench.figures(cache).slabs == 2)
    }

    @Test func reapingEmptiesAnIdleArrayByHalvesAndThenTheFreeSlabs() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("test", size: 1016)
        let objects = try (0..<4).map { _ in try bench.allocate(cache) }
        for object in objects { bench.free(object) }
        func state() -> [UInt64] { [bench.figures(cache).slabs, bench.figures(cache).reportedActive] }
        // At 1 s the array was used; at 3, 5 and 7 s it gives 2, 1 and 1; the node has its turn at 5 and 9 s.
        let expected: [UInt64: [UInt64]] = [1: [1, 4], 3: [1, 2], 5: [1, 1], 7: [1, 0], 8: [1, 0], 9: [0, 0]]
        for second in [1, 3, 5, 7, 8, 9] as [UInt64] {
            bench.advance(seconds: second)
            bench.check()
            #expect(state() == expected[second], "at \(second) s")
        }
        #expect(bench.pages.count(.slab) == 0)
    }

    @Test func longPausesAreReapedAsManyShortOnes() throws {
        func run(_ steps: [UInt64]) throws -> [SlabFigures] {
            var bench = SlabBench(.slab, TestProfiles.amd64(cpus: 2))
            let cache = bench.make("test", size: 1016)
            for second in steps {
                bench.advance(seconds: second)
                guard second % 50 == 0 else { continue }
                let objects = try (0..<60).map { number in try bench.allocate(cache, cpu: UInt16(number % 2)) }
                for object in objects.dropFirst(3) { bench.free(object, cpu: 1) }
            }
            bench.check()
            return bench.slab.figures
        }
        #expect(try run(Array(1...203)) == run([50, 100, 150, 200, 203]))
    }

    @Test func aListOffItsSlabIsAKmalloc() throws {
        var bench = SlabBench(.slab)
        let cache = bench.make("large", size: 2048)
        let object = try bench.allocate(cache)
        let lists = bench.slab.cache(named: bench.names.intern("kmalloc-32"))!
        #expect(bench.figures(lists).liveObjects == 1)
        bench.free(object)
        #expect(bench.shrink(cache) == 1)
        #expect(bench.figures(lists).liveObjects == 0)
    }

    @Test func kreallocStaysWithinTheObjectAndNotTheSlot() throws {
        var bench = SlabBench(.slab)
        let address = try #require(try bench.kmalloc(70))
        #expect(bench.cacheName(address) == "kmalloc-96")
        #expect(try bench.krealloc(address, 96) == address)
        // The slot has 128 bytes, the object 96.
        #expect(try bench.krealloc(address, 97) != address)
    }

    @Test func alikeCachesMergeSinceTheirAlignmentsAgree() throws {
        var bench = SlabBench(.slab)
        let first = bench.make("first", size: 200, flags: [])
        let second = bench.make("second", size: 196, flags: [])
        #expect(bench.figures(second).cache == first)
        var old = SlabBench(.slab, TestProfiles.amd64(.v310))
        let third = old.make("third", size: 200, flags: [])
        let fourth = old.make("fourth", size: 196, flags: [])
        #expect(old.figures(fourth).cache != third)
    }

    @Test func randomOrderKeepsEveryObjectAndDependsOnTheSeed() throws {
        var profile = TestProfiles.amd64()
        profile.slab.randomFreelist = true
        func addresses(seed: UInt64) throws -> [UInt64] {
            var seeded = profile
            seeded.seed = seed
            var bench = SlabBench(.slab, seeded)
            let cache = bench.make("test", size: 256, flags: .usercopy)
            return try (0..<16).map { _ in try bench.allocate(cache) }
        }
        let first = try addresses(seed: 1)
        #expect(Set(first.map { ($0 - start) / 256 }) == Set(0..<16))
        #expect(try addresses(seed: 1) == first)
        #expect(try addresses(seed: 2) != first)
    }
}
