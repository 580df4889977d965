import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct ZonelistTests {
    private func request(_ order: UInt8, _ gfp: GfpFlags) -> PageRequest {
        PageRequest(order: order, gfp: gfp, owner: FrameOwner(.kernel))
    }

    @Test func gfpFlagsChooseTheZonesFromTheHighestDownward() {
        let memory = PhysicalMemory(profile: TestMachine.pae())
        let expected: [(GfpFlags, [UInt8])] = [
            (.highUserMovable, [2, 1, 0]), (.highUser, [2, 1, 0]), (.kernel, [1, 0]), ([.kernel, .movable], [1, 0]),
            ([.kernel, .dma], [0]), ([.kernel, .dma32], [0]),
        ]
        for (gfp, zones) in expected { #expect(memory.zonelist(for: request(0, gfp)).map(\.rawValue) == zones) }
    }

    /// As on the sister machine of pae-1g: HighMem is used down to its low watermark, then Normal down to its own plus the
    /// reserve, then the slow path takes every zone to its min watermark plus reserve.
    @Test func zonesAreFilledToLowThenToMin() {
        var profile = TestMachine.pae()
        profile.pages.perCPULists = false
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        var switches: [[UInt64]] = []
        var last: UInt8 = 9
        while let frame = memory.allocate(request(0, .highUserMovable), log: &log) {
            let zone = memory.zone(of: frame).rawValue
            if zone != last { switches.append([UInt64(zone), memory.zones[0].free, memory.zones[1].free, memory.zones[2].free]) }
            last = zone
            log.removeRows()
        }
        #expect(memory.zones[2].free == 35)
        #expect(memory.zones[1].free == 913 + 1150)
        #expect(memory.zones[0].free == 16 + 979)
        let expected: [[UInt64]] = [
            [2, 3840, 214_757, 36_830], [1, 3840, 214_756, 74], [0, 3839, 1141 + 1150, 74], [2, 20 + 979, 2291, 73],
            [1, 999, 2290, 35], [0, 998, 2063, 35],
        ]
        #expect(switches == expected)
        #expect(memory.allocate(request(0, .kernel), log: &log) != nil)
        memory.checkInvariants()
    }

    @Test func urgentRequestsReachDeeperIntoTheReserve() {
        var profile = TestMachine.small(pages: 4096)
        profile.pages.minFreeKilobytes = 400
        func floor(_ gfp: GfpFlags) -> UInt64 {
            var memory = PhysicalMemory(profile: profile)
            var log = TransitionLog()
            while memory.allocate(request(0, gfp), log: &log) != nil { log.removeRows() }
            return memory.freePages
        }
        #expect(floor(.kernel) == 100)
        #expect(floor([.kernel, .high]) == 50)
        // GFP_ATOMIC: half, and a quarter of that.
        #expect(floor(.atomic) == 38)
        #expect(floor([.kernel, .memalloc]) == 0)
    }

    @Test func aVictimMayUseHalfOfWhatIsLeft() {
        var profile = TestMachine.small(pages: 4096)
        profile.pages.minFreeKilobytes = 400
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        while memory.allocate(request(0, .kernel), log: &log) != nil {}
        while memory.allocateForVictim(request(0, .kernel), log: &log) != nil {}
        #expect(memory.freePages == 50)
    }

    @Test func aHighOrderRequestNeedsABlockAndNotJustPages() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        for _ in 0..<1024 { _ = memory.allocate(request(0, .highUserMovable), log: &log) }
        for frame in stride(from: UInt32(0), to: 1024, by: 2) { memory.free(FrameNumber(frame), order: 0, cpu: 0, log: &log) }
        #expect(memory.allocate(request(1, .highUserMovable), log: &log) == nil)
        let report = memory.failureReport(request(1, .highUserMovable))
        // 512 blocks of one page: 1000 - (1000 + 512 * 1000 / 2) / 512 = 499.
        #expect(
            report
                == PageFailureReport(
                    zone: ZoneIndex(0), free: 512, largestOrder: 0, extfragIndex: 499, isFragmentation: true))
    }

    @Test func atomicHighOrderRequestsReserveAPageBlockThatReclaimGivesBack() {
        var profile = TestMachine.small(pages: 1 << 17)
        profile.pages.minFreeKilobytes = 400_000
        var memory = PhysicalMemory(profile: profile)
        let zone = ZoneIndex(0)
        var log = TransitionLog()
        // Above the low watermark nothing is reserved.
        _ = memory.allocate(request(4, .atomic), log: &log)
        #expect(memory.pageblockCounts(zone)[3] == 0)
        for _ in 0..<8 { _ = memory.allocate(request(10, .kernel), log: &log) }
        let frame = memory.allocate(request(4, .atomic), log: &log)!
        #expect(memory.block(of: frame)?.pageblockType == 3)
        #expect(memory.report(zone).reservedHighAtomic == 512)
        // The next one comes from the reserve, an ordinary one does not.
        let second = memory.allocate(request(4, .atomic), log: &log)!
        #expect(memory.block(of: second)?.pageblockType == 3)
        let ordinary = memory.allocate(request(4, .kernel), log: &log)!
        #expect(memory.block(of: ordinary)?.pageblockType == 0)
        memory.free(second, order: 4, cpu: 0, log: &log)
        #expect((4...UInt8(10)).contains { memory.freeCount(zone, order: $0, migratetype: 3) > 0 })
        // One block a zone is kept until memory is really short.
        while memory.unreserveHighAtomic(for: request(0, .kernel), force: false, log: &log) {}
        #expect(memory.report(zone).reservedHighAtomic == 512)
        while memory.unreserveHighAtomic(for: request(0, .kernel), force: true, log: &log) {}
        #expect(memory.pageblockCounts(zone)[3] == 0)
        #expect(memory.report(zone).reservedHighAtomic == 0)
        memory.checkInvariants()
    }
}
