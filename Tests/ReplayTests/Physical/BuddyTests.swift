import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct BuddyTests {
    private let kernel = FrameOwner(.kernel)
    private let zone = ZoneIndex(0)

    private func request(_ order: UInt8, _ gfp: GfpFlags = [.kernel, .movable]) -> PageRequest {
        PageRequest(order: order, gfp: gfp, owner: FrameOwner(.kernel))
    }

    private func movable(_ memory: borrowing PhysicalMemory, _ order: UInt8) -> [UInt32] {
        memory.freeBlocks(ZoneIndex(0), order: order, migratetype: 1).map(\.rawValue)
    }

    @Test func allocationSplitsTheFirstBlockAndListsTheUpperHalves() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 2048))
        var log = TransitionLog()
        #expect(memory.allocate(request(0), log: &log) == FrameNumber(0))
        #expect((0...10).map { movable(memory, UInt8($0)) } == [[1], [2], [4], [8], [16], [32], [64], [128], [256], [512], [1024]])
        #expect(memory.report(zone).free == 2047)
        memory.checkInvariants()
    }

    @Test func freeMergesWithBuddyOfSameOrder() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        let a = memory.allocate(request(0), log: &log)!
        let b = memory.allocate(request(0), log: &log)!
        memory.free(a, order: 0, cpu: 0, log: &log)
        #expect(movable(memory, 10) == [])
        memory.free(b, order: 0, cpu: 0, log: &log)
        #expect(movable(memory, 10) == [0])
        memory.checkInvariants()
    }

    @Test func freedBlockGoesToTheHeadButToTheTailWhereAMergeIsNear() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        let frames = (0..<12).map { _ in memory.allocate(request(0), log: &log)!.rawValue }
        #expect(frames == Array(0..<12))
        for frame in [UInt32(0), 6, 7, 9] { memory.free(FrameNumber(frame), order: 0, cpu: 0, log: &log) }
        // 6 and 7 made a pair; 4 is then freed while the pair above it is free, so it is put last.
        #expect(movable(memory, 0) == [9, 0])
        memory.free(FrameNumber(4), order: 0, cpu: 0, log: &log)
        #expect(movable(memory, 0) == [9, 0, 4])
        memory.checkInvariants()
    }

    @Test func blocksOfTheTwoLargestOrdersAlwaysGoToTheHead() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 4096))
        var log = TransitionLog()
        let blocks = (0..<4).map { _ in memory.allocate(request(10), log: &log)! }
        for block in blocks { memory.free(block, order: 10, cpu: 0, log: &log) }
        #expect(movable(memory, 10) == [3072, 2048, 1024, 0])
    }

    @Test func buddiesOfDifferentZonesDoNotMerge() {
        var profile = TestMachine.small(pages: 1024)
        profile.zones = [
            ZoneProfile(.normal, TestMachine.frames(0, 511)), ZoneProfile(.highMem, TestMachine.frames(511, 1024)),
        ]
        let memory = PhysicalMemory(profile: profile)
        #expect(memory.report(ZoneIndex(0)).freeBlocks == [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
        #expect(memory.report(ZoneIndex(1)).freeBlocks == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
        memory.checkInvariants()
    }

    @Test func bootListsLowmemAscendingAndHighMemDescending() {
        var profile = TestMachine.small(pages: 8192)
        profile.zones = [
            ZoneProfile(.normal, TestMachine.frames(0, 4096)), ZoneProfile(.highMem, TestMachine.frames(4096, 8192)),
        ]
        profile.reserved = [TestMachine.frames(1024, 1030)]
        let memory = PhysicalMemory(profile: profile)
        #expect(movable(memory, 10) == [0, 2048, 3072])
        #expect(memory.freeBlocks(ZoneIndex(1), order: 10, migratetype: 1).map(\.rawValue) == [7168, 6144, 5120, 4096])
        #expect(memory.report(zone).freeBlocks == [0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 3])
    }

    @Test func partsOfABlockMayBeFreedOneByOne() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        let block = memory.allocate(request(3), log: &log)!
        for index in 0..<UInt32(8) { memory.free(FrameNumber(block.rawValue + index), order: 0, cpu: 0, log: &log) }
        #expect(movable(memory, 10) == [0])
        memory.checkInvariants()
    }

    @Test func ownersCoverTheWholeBlockAndMapCountsAreByFrame() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        let block = memory.allocate(request(2), log: &log)!
        memory.setOwner(FrameOwner(.slab, id: 7), of: block, order: 2, log: &log)
        #expect(memory.owner(of: FrameNumber(block.rawValue + 3)) == FrameOwner(.slab, id: 7))
        #expect(memory.owner(of: FrameNumber(block.rawValue + 4)) == FrameOwner(.free))
        memory.addMapping(to: FrameNumber(block.rawValue + 1))
        memory.addMapping(to: FrameNumber(block.rawValue + 1))
        #expect(memory.dropMapping(of: FrameNumber(block.rawValue + 1)) == 1)
        #expect(memory.mapCount(of: block) == 0)
    }

    @Test func rowsSayTheChainAndTheZoneOncePerStep() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        log.begin(step: Step(1))
        let frame = memory.allocate(PageRequest(order: 1, gfp: .kernel, owner: kernel, recorded: FrameNumber(9)), log: &log)!
        memory.free(frame, order: 1, cpu: 0, log: &log)
        memory.endStep(log: &log)
        memory.endStep(log: &log)
        // move and pageblock rows of the fallback to Unmovable, then allocate and free.
        let null = RowBuffer.null
        #expect(
            log.rows(.page) == [
                [Int64(PageOperation.move.rawValue), 0, 0, 10, 10, 0, 0, 0, 0, null, null],
                [0, 0, 0, 1, 10, 0, Int64(OwnerKind.kernel.rawValue), 0, 0, Int64(GfpFlags.kernel.rawValue), 9],
                [1, 0, 0, 1, 10, 0, 0, 0, 0, null, null],
            ])
        #expect(log.rows(.pageblock) == [[0, 0, 1, 0], [0, 512, 1, 0]])
        #expect(log.rows(.zoneFree) == [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1024, 0, 0]])
    }

    @Test func aMachineOf1TiBStartsAtOnce() {
        let clock = ContinuousClock()
        var bytes = 0
        let time = clock.measure {
            var memory = PhysicalMemory(profile: TestMachine.small(pages: 1 << 28, perCPU: true))
            var log = TransitionLog()
            #expect(memory.allocate(request(0), log: &log) != nil)
            bytes = memory.tableBytes
        }
        #expect(time < .seconds(5))
        #expect(bytes < 16 << 20)
    }
}
