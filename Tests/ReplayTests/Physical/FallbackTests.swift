import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct FallbackTests {
    private let zone = ZoneIndex(0)

    private func request(_ order: UInt8, _ gfp: GfpFlags) -> PageRequest {
        PageRequest(order: order, gfp: gfp, owner: FrameOwner(.kernel))
    }

    @Test func anUnmovableRequestTakesAWholeLargeBlockOver() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 2048))
        var log = TransitionLog()
        #expect(memory.allocate(request(0, .kernel), log: &log) == FrameNumber(0))
        let expected = PageFallbackRow(
            zone: zone, frame: FrameNumber(0), order: 0, blockOrder: 10, migratetype: 0, fallbackMigratetype: 1, changedOwnership: true)
        #expect(memory.fallbacks == [expected])
        #expect(memory.pageblockCounts(zone) == [2, 2, 0, 0, 0, 0])
        #expect(memory.freeCount(zone, order: 9, migratetype: 0) == 1)
        #expect(log.counters[.pageFallbackChangedPageblock] == 1)
        memory.endStep(log: &log)
        #expect(memory.fallbacks.isEmpty)
    }

    /// All but some frames of two page blocks are in use; an unmovable request then needs a movable block's free frames.
    private func crowded(freeing count: UInt32) -> PhysicalMemory {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 1024))
        var log = TransitionLog()
        for _ in 0..<1024 { _ = memory.allocate(request(0, .highUserMovable), log: &log) }
        for frame in 0..<count { memory.free(FrameNumber(frame), order: 0, cpu: 0, log: &log) }
        return memory
    }

    @Test func aPageBlockThatIsHalfFreeChangesItsType() {
        var memory = crowded(freeing: 256)
        var log = TransitionLog()
        #expect(memory.allocate(request(0, .kernel), log: &log) == FrameNumber(0))
        #expect(memory.pageblockCounts(zone) == [1, 1, 0, 0, 0, 0])
        #expect(memory.freeCount(zone, order: 7, migratetype: 0) == 1)
    }

    @Test func aPageBlockThatIsLessThanHalfFreeKeepsItsTypeButGivesItsFreeBlocks() {
        var memory = crowded(freeing: 255)
        var log = TransitionLog()
        // The largest block, 0 ..< 128, is taken; all free blocks of the page block move to the tail, ascending.
        #expect(memory.allocate(request(0, .kernel), log: &log) == FrameNumber(254))
        #expect(memory.pageblockCounts(zone) == [0, 2, 0, 0, 0, 0])
        #expect((0..<8).map { memory.freeCount(zone, order: UInt8($0), migratetype: 0) } == [0, 1, 1, 1, 1, 1, 1, 1])
        #expect(log.rows(.page).count { $0[0] == Int64(PageOperation.move.rawValue) } == 8)
        #expect(memory.fallbacks[0].changedOwnership == false)
        memory.checkInvariants()
    }

    @Test func framesOfALikeKindCountTowardsTheHalf() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 512))
        var log = TransitionLog()
        for _ in 0..<512 { _ = memory.allocate(request(0, .kernel), log: &log) }
        for frame in 0..<UInt32(16) { memory.free(FrameNumber(frame), order: 0, cpu: 0, log: &log) }
        // 16 free and no movable frame: a movable request takes the block over only in part.
        #expect(memory.allocate(request(4, .highUserMovable), log: &log) == FrameNumber(0))
        #expect(memory.pageblockCounts(zone) == [1, 0, 0, 0, 0, 0])
        #expect(memory.fallbacks.last?.changedOwnership == false)
    }

    @Test func aMovableRequestThatMayNotTakeOverSplitsTheSmallestBlock() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 512))
        var log = TransitionLog()
        for _ in 0..<512 { _ = memory.allocate(request(0, .kernel), log: &log) }
        for frame in [UInt32(0), 1, 2, 3, 4, 5, 6, 7, 16, 17] { memory.free(FrameNumber(frame), order: 0, cpu: 0, log: &log) }
        #expect(memory.allocate(request(0, .highUserMovable), log: &log) == FrameNumber(16))
        #expect(memory.freeCount(zone, order: 3, migratetype: 0) == 1)
        #expect(memory.freeBlocks(zone, order: 0, migratetype: 1) == [FrameNumber(17)])
    }

    @Test func unmovableFallsBackToReclaimableBeforeMovable() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 2048))
        var log = TransitionLog()
        _ = memory.allocate(request(0, [.kernel, .reclaimable]), log: &log)
        let movable = memory.freeCount(zone, order: 10, migratetype: 1)
        #expect(movable == 1)
        _ = memory.allocate(request(10, .highUserMovable), log: &log)
        _ = memory.allocate(request(0, .kernel), log: &log)
        #expect(memory.fallbacks.last?.fallbackMigratetype == 2)
    }

    @Test func zoneNormalPrefersDMA32ToMixingTypes() {
        var profile = TestMachine.small(pages: 2048)
        profile.zones = [
            ZoneProfile(.dma32, TestMachine.frames(0, 1024)), ZoneProfile(.normal, TestMachine.frames(1024, 2048)),
        ]
        profile.pages.lowmemReserveRatio = [0, 0, 0, 0, 0]
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        _ = memory.allocate(request(0, .highUserMovable), log: &log)
        // Normal has no block of the page-block order left whole but one, 1536; it may be taken over.
        #expect(memory.allocate(request(0, .kernel), log: &log) == FrameNumber(1536))
        for _ in 0..<511 { _ = memory.allocate(request(0, .kernel), log: &log) }
        #expect(memory.allocate(request(0, .kernel), log: &log) == FrameNumber(0))
    }
}
