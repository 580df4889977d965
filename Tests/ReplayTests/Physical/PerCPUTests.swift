import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct PerCPUTests {
    private let zone = ZoneIndex(0)

    /// 16 MiB and a bit: batch 7, high max(low, 4 × batch) = 28.
    private func machine(cpus: UInt16 = 2, generation: KernelGeneration = .v61) -> PhysicalMemory {
        PhysicalMemory(profile: TestMachine.small(pages: 36_864, perCPU: true, cpus: cpus, generation: generation))
    }

    private func request(_ order: UInt8 = 0, cpu: UInt16 = 0) -> PageRequest {
        PageRequest(order: order, gfp: .highUserMovable, owner: FrameOwner(.anonymous, id: 5), cpu: cpu)
    }

    private func pcp(_ memory: borrowing PhysicalMemory, cpu: UInt16, order: UInt8 = 0) -> [UInt32] {
        memory.perCPUBlocks(zone, cpu: cpu, order: order, migratetype: 1).map(\.rawValue)
    }

    @Test func anEmptyListIsRefilledWithABatchInAscendingOrder() {
        var memory = machine()
        var log = TransitionLog()
        #expect(memory.report(zone).perCPU[0] == PerCPUReport(count: 0, high: 28, batch: 7))
        #expect(memory.allocate(request(), log: &log) == FrameNumber(0))
        #expect(pcp(memory, cpu: 0) == [1, 2, 3, 4, 5, 6])
        #expect(log.rows(.page).map { [$0[0], $0[2]] } == (0..<7).map { [Int64(PageOperation.refill.rawValue), $0] } + [[0, 0]])
        #expect(memory.owner(of: FrameNumber(6)) == FrameOwner(.perCPU, id: 0))
    }

    @Test func everyCPUHasItsOwnLists() {
        var memory = machine()
        var log = TransitionLog()
        _ = memory.allocate(request(cpu: 0), log: &log)
        #expect(memory.allocate(request(cpu: 1), log: &log) == FrameNumber(7))
        #expect(pcp(memory, cpu: 1) == [8, 9, 10, 11, 12, 13])
        memory.free(FrameNumber(0), order: 0, cpu: 1, log: &log)
        #expect(pcp(memory, cpu: 1).first == 0)
        memory.drainPerCPU(cpu: 0, log: &log)
        #expect(pcp(memory, cpu: 0) == [])
        #expect(memory.report(zone).perCPU[1].count == 7)
        memory.checkInvariants()
    }

    @Test func largerOrdersAreRefilledWithFewerBlocks() {
        var memory = machine()
        var log = TransitionLog()
        _ = memory.allocate(request(1), log: &log)
        #expect(pcp(memory, cpu: 0, order: 1).count == 2)
        _ = memory.allocate(request(3), log: &log)
        #expect(pcp(memory, cpu: 0, order: 3).count == 1)
        #expect(memory.report(zone).perCPU[0].count == 2 * 2 + 8)
        _ = memory.allocate(request(4), log: &log)
        #expect(memory.report(zone).perCPU[0].count == 2 * 2 + 8)
        _ = memory.allocate(request(9), log: &log)
        #expect(memory.report(zone).perCPU[0].count == 2 * 2 + 8 + 512)
        memory.checkInvariants()
    }

    @Test func aFullPCPIsDrainedFromItsTailEverFaster() {
        var memory = machine()
        var log = TransitionLog()
        let frames = (0..<63).map { _ in memory.allocate(request(), log: &log)! }
        #expect(memory.report(zone).perCPU[0].count == 0)
        var drained: [Int] = []
        for frame in frames {
            log.removeRows()
            memory.free(frame, order: 0, cpu: 0, log: &log)
            let count = log.rows(.page).count { $0[0] == Int64(PageOperation.drain.rawValue) }
            if count > 0 { drained.append(count) }
        }
        // high 28, batch 7: 7, then 14, then 28 which is cut to high - batch = 21.
        #expect(drained == [7, 14, 21])
        _ = memory.allocate(request(), log: &log)
        #expect(memory.perCPU[0].freeFactor == 1)
        memory.checkInvariants()
    }

    @Test func olderKernelsDrainOneBatchAndKeepOnlySinglePages() {
        var memory = machine(generation: .v44)
        var log = TransitionLog()
        _ = memory.allocate(request(1), log: &log)
        #expect(memory.report(zone).perCPU[0].count == 0)
        let frames = (0..<49).map { _ in memory.allocate(request(), log: &log)! }
        for frame in frames { memory.free(frame, order: 0, cpu: 0, log: &log) }
        #expect(memory.report(zone).perCPU[0] == PerCPUReport(count: 35, high: 42, batch: 7))
    }

    @Test func bulkAllocationsKeepTheDrainFactor() {
        var memory = machine()
        var log = TransitionLog()
        let frames = memory.allocateBulk(request(), count: 9, log: &log)
        #expect(frames.map(\.rawValue) == Array(0..<9))
        memory.perCPU[0].freeFactor = 4
        _ = memory.allocateBulk(request(), count: 2, log: &log)
        #expect(memory.perCPU[0].freeFactor == 4)
        var charged = request()
        charged.gfp.insert(.account)
        #expect(memory.allocateBulk(charged, count: 4, log: &log).count == 1)
        #expect(memory.perCPU[0].freeFactor == 2)
    }

    @Test func recordedRefillsAndDrainsMoveWhatTheyName() {
        var memory = machine()
        var log = TransitionLog()
        memory.followsRecordedDrains = true
        let recorded = FrameNumber(777)
        #expect(memory.refillRecorded(recorded, order: 0, migratetype: 1, cpu: 1, log: &log))
        #expect(!memory.refillRecorded(recorded, order: 0, migratetype: 1, cpu: 1, log: &log))
        #expect(memory.allocateRecorded(request(cpu: 1), frame: recorded, log: &log) == .takenFromPerCPU)
        #expect(memory.freeRecorded(recorded, order: 0, cpu: 1, log: &log) == .freed)
        #expect(pcp(memory, cpu: 1) == [777])
        #expect(memory.drainRecorded(recorded, order: 0, log: &log))
        #expect(!memory.drainRecorded(recorded, order: 0, log: &log))
        #expect(memory.freePages == memory.managedPages)
        memory.checkInvariants()
    }
}
