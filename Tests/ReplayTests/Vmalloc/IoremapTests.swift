import Testing

@testable import Pages
@testable import ReplayModel
@testable import Virtual

@Suite struct IoremapTests {
    private let start: UInt64 = 0xF880_0000

    @Test func theAddressKeepsTheOffsetInThePageAndNoFrameIsTaken() throws {
        var bench = VmallocBench()
        let address = try #require(try bench.ioremap(0xFED0_0123, 0x100).address)
        #expect(address == start + 0x123)
        #expect(bench.pages.requests.isEmpty)
        #expect(bench.tables.entries[start >> 12] == 0xFED00)
        let area = try #require(bench.space.areasInUse.first)
        #expect(area.physical == 0xFED0_0000)
        #expect(area.size == 0x2000)
        #expect(area.pages == 0)
        #expect(bench.free(address) == .freed)
        bench.check()
    }

    @Test func aRangeAcrossAPageBorderTakesBothPages() throws {
        var bench = VmallocBench()
        _ = try bench.ioremap(0xFED0_0FFF, 2)
        #expect(bench.space.areasInUse.map(\.size) == [0x3000])
    }

    @Test func largeMappingsAreAlignedToTheirSize() throws {
        var bench = VmallocBench()
        _ = try bench.vmalloc(4096)
        #expect(try bench.ioremap(0xE000_0000, 0x4_0000).address == start + 0x4_0000)
        // Three pages: aligned to four.
        #expect(try bench.ioremap(0xE100_0000, 0x3000).address == start + 0x4000)
        #expect(bench.space.ioremapAlign(1 << 28) == 1 << 21)
        bench.check()
    }

    @Test func theLargestAlignmentFollowsArchitectureAndGeneration() {
        #expect(VmallocRules(profile: TestProfiles.amd64()).ioremapMaxOrder == 30)
        #expect(VmallocRules(profile: TestProfiles.amd64(.v310)).ioremapMaxOrder == 19)
        #expect(VmallocRules(profile: TestProfiles.i386()).ioremapMaxOrder == 21)
    }

    @Test func managedRAMIsRefusedAndReservedRAMIsNot() throws {
        var bench = VmallocBench()
        #expect(try bench.ioremap(0x10_0000, 4096) == .refused(.isRAM))
        #expect(try bench.ioremap((1 << 30) - 1, 4096) == .refused(.isRAM))
        #expect(try bench.ioremap(0x9_F000, 0x2000) == .refused(.isRAM))
        #expect(try bench.ioremap(0xA_0000, 0x6_0000).address != nil)
        #expect(try bench.ioremap(1 << 30, 4096).address != nil)
        #expect(try bench.ioremap(0xFED0_0000, 0) == .refused(.nothingAsked))
        #expect(try bench.ioremap(.max - 10, 100) == .refused(.beyondPhysical))
        bench.check()
    }
}
