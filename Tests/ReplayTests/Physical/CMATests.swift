import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// Free pages of CMA blocks: there for movable requests, and no others.
@Suite struct CMATests {
    private let zone = ZoneIndex(0)

    /// 16 page blocks of 512 frames: the first `ordinary` hold free ordinary pages one by one, the last four are CMA and wholly free;
    /// the rest is in use. min 10, low 12, high 14.
    private func memory(ordinary: UInt32, _ generation: KernelGeneration = .v61) throws -> PhysicalMemory {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 8192, generation: generation))
        var state = InitialPageState()
        state.zones = [
            .init(
                kind: .normal, start: FrameNumber(0), spanned: 8192, present: 8192, managed: 8192, min: 10, low: 12, high: 14,
                protection: [0, 0, 0, 0, 0], perCPUHigh: 0, perCPUBatch: 1)
        ]
        state.pageblocks = (12..<16).map { .init(frame: FrameNumber($0 * 512), migratetype: Migratetype.cma.rawValue) }
        state.free = (0..<ordinary).map { .init(frame: FrameNumber($0 * 2 + 1), order: 0) }
        state.free += (12..<16).map { .init(frame: FrameNumber($0 * 512), order: 9) }
        try memory.adopt(state)
        return memory
    }

    private func count(_ memory: inout PhysicalMemory, _ gfp: GfpFlags, order: UInt8 = 0) -> Int {
        var log = TransitionLog()
        var served = 0
        while memory.allocate(PageRequest(order: order, gfp: gfp, owner: FrameOwner(.kernel)), log: &log) != nil {
            served += 1
            log.removeRows()
        }
        memory.checkInvariants()
        return served
    }

    @Test(arguments: [KernelGeneration.v310, .v44, .v61, .v618])
    func anUnmovableRequestCountsOnOrdinaryPagesOnly(_ generation: KernelGeneration) throws {
        var memory = try memory(ordinary: 30, generation)
        #expect(memory.report(zone).freeCMA == 2048)
        // 30 free pages, down to the min watermark of 10.
        #expect(count(&memory, .kernel) == 20)
        #expect(memory.report(zone).freeCMA == 2048)
    }

    @Test(arguments: [KernelGeneration.v310, .v44, .v61, .v618])
    func aMovableRequestMayTakeThem(_ generation: KernelGeneration) throws {
        var memory = try memory(ordinary: 30, generation)
        #expect(count(&memory, .highUserMovable) == 30 + 2048 - 10)
    }

    /// From 5.8 CMA pages go first while they are more than half of what is free; before, movable pages do.
    @Test func halfOfTheFreePagesDecidesWhereAMovableRequestBegins() throws {
        for (generation, expected) in [(KernelGeneration.v44, Migratetype.movable), (.v61, .cma)] {
            var memory = try memory(ordinary: 30, generation)
            var log = TransitionLog()
            let frame = try #require(memory.allocate(PageRequest(order: 0, gfp: .highUserMovable, owner: FrameOwner(.kernel)), log: &log))
            #expect(memory.pageblockType(of: frame.rawValue, zone: zone) == expected.rawValue)
        }
        // 2048 CMA pages of 5096: less than half; an ordinary page goes first.
        var memory = try memory(ordinary: 3048)
        var log = TransitionLog()
        let frame = try #require(memory.allocate(PageRequest(order: 0, gfp: .highUserMovable, owner: FrameOwner(.kernel)), log: &log))
        #expect(memory.pageblockType(of: frame.rawValue, zone: zone) != Migratetype.cma.rawValue)
    }

    @Test func kernelsWithoutCMANeverTakeThem() throws {
        var memory = try memory(ordinary: 30, .v2632)
        #expect(count(&memory, .highUserMovable) <= 30)
    }

    /// What `explain` tells: the pages that do not count, and blocks of the order that only others may take.
    @Test func theReportNamesWhatDoesNotCount() throws {
        let memory = try memory(ordinary: 30)
        let trial = try #require(memory.report(PageRequest(order: 9, gfp: .kernel, owner: FrameOwner(.kernel))).last?.zones.last)
        #expect(trial.outcome == .belowWatermark)
        #expect(trial.check.cma == 2048)
        #expect(trial.check.usable == 30 - 511)
        #expect(trial.enough[Int(Migratetype.cma.rawValue)] == 4)
        let movable = try #require(memory.report(PageRequest(order: 9, gfp: .highUserMovable, owner: FrameOwner(.kernel))).last?.zones.last)
        #expect(movable.outcome == .serves)
        #expect(movable.check.cma == 0)
    }

    /// Before 4.4 half the watermark is asked for at each order, of blocks that are large enough: 100 single pages do not serve two.
    @Test func olderKernelsHalveTheWatermarkByOrder() throws {
        for (generation, serves) in [(KernelGeneration.v310, false), (.v44, false), (.v61, false)] {
            var memory = try memory(ordinary: 100, generation)
            #expect((count(&memory, .kernel, order: 1) > 0) == serves)
        }
        var profile = TestMachine.small(pages: 4096, generation: .v310)
        profile.pages.minFreeKilobytes = 400
        func floor(_ generation: KernelGeneration) -> UInt64 {
            profile.generation = generation
            var memory = PhysicalMemory(profile: profile)
            _ = count(&memory, .kernel, order: 3)
            return memory.freePages
        }
        // min 100; order 3: the last block leaves more than 100 pages in 4.4, and in 3.10 too, where blocks of 8 count for 100 >> 3.
        #expect(floor(.v44) == 104)
        #expect(floor(.v310) == 104)
    }
}
