import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Virtual

@Suite struct VmallocTests {
    private let start: UInt64 = 0xF880_0000

    @Test func areasFollowEachOtherWithAGuardPage() throws {
        var bench = VmallocBench()
        #expect(try bench.vmalloc(1).address == start)
        #expect(try bench.vmalloc(4097).address == start + 0x2000)
        #expect(try bench.vmalloc(4096).address == start + 0x5000)
        #expect(bench.space.areasInUse.map(\.size) == [0x2000, 0x3000, 0x2000])
        #expect(bench.space.mappedPages == 4)
        #expect(bench.pages.count(.vmalloc) == 4)
        bench.check()
    }

    @Test func pagesAreSingleAndHighMemIsAskedForFirst() throws {
        var bench = VmallocBench()
        _ = try bench.vmalloc(3 * 4096)
        _ = try bench.vmalloc(4096, [.kernel, .dma])
        #expect(bench.pages.requests.map(\.order) == [0, 0, 0, 0])
        #expect(bench.pages.requests.map { $0.gfp.contains(.highmem) } == [true, true, true, false])
        #expect(bench.pages.requests.map(\.owner) == [1, 1, 1, 2].map { FrameOwner(.vmalloc, id: $0) })
    }

    @Test func freedAddressesComeBackOnlyAfterThePurge() throws {
        var bench = VmallocBench()
        let first = try #require(try bench.vmalloc(4096).address)
        _ = try bench.vmalloc(4096)
        #expect(bench.free(first) == .freed)
        #expect(bench.pages.count(.vmalloc) == 1)
        #expect(bench.space.lazyPages == 2)
        #expect(bench.tables.entries.count == 1)
        #expect(try bench.vmalloc(4096).address == start + 0x4000)
        bench.check()
        bench.purge()
        #expect(bench.space.lazyPages == 0)
        #expect(try bench.vmalloc(4096).address == first)
        bench.check()
    }

    @Test func thePurgeComesByItselfAboveTheLimit() throws {
        var profile = TestProfiles.i386()
        #expect(VmallocRules(profile: profile).lazyMaxPages == 8192)
        profile.cpus = 4
        #expect(VmallocRules(profile: profile).lazyMaxPages == 3 * 8192)
        profile.vm.vmallocLazyMaxPages = 4
        var bench = VmallocBench(profile)
        let areas = try (0..<3).map { _ in try #require(try bench.vmalloc(4096).address) }
        bench.free(areas[0])
        bench.free(areas[1])
        #expect(bench.space.lazyPages == 4)
        bench.free(areas[2])
        #expect(bench.space.lazyPages == 0)
        #expect(bench.space.holes.count == 1)
    }

    @Test func theLowestHoleThatFitsIsTaken() throws {
        var bench = VmallocBench()
        let areas = try [4, 1, 2, 1].map { try #require(try bench.vmalloc($0 * 4096).address) }
        bench.free(areas[0])
        bench.free(areas[2])
        bench.purge()
        #expect(try bench.vmalloc(3 * 4096).address == areas[0])
        #expect(try bench.vmalloc(2 * 4096).address == areas[2])
        bench.check()
    }

    @Test func alignmentAbovePageNeedsRoomForTheWorstCase() throws {
        var bench = VmallocBench()
        _ = try bench.vmalloc(3 * 4096)
        let hole = try #require(try bench.vmalloc(3 * 4096).address)
        _ = try bench.vmalloc(4096)
        bench.free(hole)
        bench.purge()
        // The hole of four pages begins aligned, and 2 pages with guard would fit, but 2 + 4 pages - 1 are asked for.
        #expect(hole % 0x4000 == 0)
        #expect(try bench.vmalloc(4096, align: 0x4000).address == start + 0xC000)
        #expect(try bench.vmalloc(4096).address == hole)
    }

    @Test func outOfMemoryGivesBackPagesAndAddresses() throws {
        var bench = VmallocBench()
        bench.pages.budget = 3
        #expect(throws: OutOfMemory.self) { try bench.vmalloc(4 * 4096) }
        #expect(bench.pages.count(.vmalloc) == 0)
        bench.check()
        bench.pages.budget = 100
        bench.tables.failsAfter = 0
        #expect(throws: OutOfMemory.self) { try bench.vmalloc(4 * 4096) }
        #expect(throws: OutOfMemory.self) { try bench.ioremap(0xFED0_0000, 4096) }
        #expect(bench.pages.count(.vmalloc) == 0)
        #expect(bench.space.areasInUse.isEmpty)
        bench.tables.failsAfter = 1
        #expect(try bench.vmalloc(4 * 4096).address == start)
        bench.check()
    }

    @Test func aFullRangeIsPurgedOnceBeforeItFails() throws {
        var bench = VmallocBench()
        let range = 0xFF7F_E000 - start
        #expect(try bench.vmalloc(range) == .noAddressSpace)
        let all = try #require(try bench.vmalloc(range - 4096).address)
        #expect(try bench.vmalloc(4096) == .noAddressSpace)
        bench.free(all)
        #expect(bench.space.lazyPages > 0 || bench.space.holes.count == 1)
        #expect(try bench.vmalloc(4096).address == start)
        bench.check()
    }

    @Test func impossibleSizesAreRefused() throws {
        var bench = VmallocBench()
        #expect(try bench.vmalloc(0) == .refused(.nothingAsked))
        #expect(try bench.vmalloc(1 << 30 + 1) == .refused(.tooLarge))
        #expect(try bench.vmalloc(.max) == .refused(.tooLarge))
        #expect(try bench.vmalloc(4096, align: 3) == .refused(.invalid))
    }

    @Test func vmapMapsFramesASecondTimeAndOwnsNone() throws {
        var bench = VmallocBench()
        let frame = try #require(
            bench.pages.allocate(PageRequest(order: 2, gfp: .kernel, owner: FrameOwner(.kernel)), log: &bench.log))
        let address = try #require(try bench.vmap(frame.rawValue, 3).address)
        #expect((0..<4).map { bench.tables.entries[address >> 12 + $0] } == [0, 1, 2].map { UInt64(frame.rawValue) + $0 } + [nil])
        #expect(bench.free(address) == .freed)
        #expect(bench.pages.count(.kernel) == 4)
        #expect(bench.tables.entries.isEmpty)
        bench.check()
    }

    @Test func badFreesAreDistinguished() throws {
        var bench = VmallocBench()
        let address = try #require(try bench.vmalloc(2 * 4096).address)
        let device = try #require(try bench.ioremap(0xFED0_0010, 16).address)
        #expect(bench.free(0) == .nothing)
        #expect(bench.free(address + 4096) == .unknownArea)
        #expect(bench.free(address - 4096) == .unknownArea)
        #expect(bench.free(device, as: .vmalloc) == .wrongKind(.ioremap))
        #expect(bench.free(device, as: .ioremap) == .freed)
        #expect(bench.free(device, as: .ioremap) == .unknownArea)
        bench.check()
    }
}
