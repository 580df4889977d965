import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// Watermarks raised by mixing migrate types (watermark_boost): they stay where kswapd has given up.
@Suite struct BoostTests {
    private let zone = ZoneIndex(0)

    /// 16 page blocks, all in use but 600 single unmovable pages; min 10, low 400, high 500.
    private func memory(cache: UInt64 = 0, _ generation: KernelGeneration = .v61) throws -> PhysicalMemory {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 8192, generation: generation))
        var state = InitialPageState()
        state.zones = [
            .init(
                kind: .normal, start: FrameNumber(0), spanned: 8192, present: 8192, managed: 8192, min: 10, low: 400, high: 500,
                protection: [0, 0, 0, 0, 0], perCPUHigh: 0, perCPUBatch: 1)
        ]
        state.pageblocks = (0..<16).map { .init(frame: FrameNumber($0 * 512), migratetype: Migratetype.unmovable.rawValue) }
        state.free = (0..<600).map { .init(frame: FrameNumber($0 * 2 + 1), order: 0, migratetype: Migratetype.unmovable.rawValue) }
        try memory.adopt(state)
        memory.pageCacheBefore = cache
        return memory
    }

    private func exhaust(_ memory: inout PhysicalMemory, _ gfp: GfpFlags) {
        var log = TransitionLog()
        while memory.allocate(PageRequest(order: 0, gfp: gfp, owner: FrameOwner(.kernel)), log: &log) != nil { log.removeRows() }
        memory.checkInvariants()
    }

    @Test func aBoostStaysOnceNothingCanBeReclaimed() throws {
        var memory = try memory()
        exhaust(&memory, .kernel)
        #expect(memory.report(zone).boost == 0)
        #expect(memory.freePages == 10)
        var log = TransitionLog()
        for frame in (0..<600).map({ FrameNumber($0 * 2 + 1) }) where memory.frames.peek(frame.rawValue).state == .allocated {
            memory.free(frame, order: 0, cpu: 0, log: &log)
        }
        // Movable requests take unmovable pages: the first raises the marks by a page block, the second to 1.5 times the high mark.
        exhaust(&memory, .highUserMovable)
        let report = memory.report(zone)
        #expect([report.boost, report.min, report.low, report.high] == [750, 760, 1150, 1250])
        #expect(memory.freePages == 598)
    }

    @Test func kswapdTakesItBackWhileThereIsPageCache() throws {
        var memory = try memory(cache: 100)
        exhaust(&memory, .highUserMovable)
        #expect(memory.report(zone).boost == 0)
        #expect(memory.freePages == 10)
    }

    @Test func olderKernelsHaveNone() throws {
        var memory = try memory(.v44)
        exhaust(&memory, .highUserMovable)
        #expect(memory.report(zone).boost == 0)
    }

    /// `GFP_ATOMIC` is checked against the min mark without the boost, for a single page.
    @Test func highPriorityIgnoresTheBoost() throws {
        var memory = try memory()
        exhaust(&memory, .highUserMovable)
        memory.setBoost(512, zone: zone)
        let check = try #require(memory.report(PageRequest(order: 0, gfp: .atomic, owner: FrameOwner(.kernel))).last?.zones.first?.check)
        #expect(check.boost == 0)
        #expect(check.mark == 10)
    }
}
