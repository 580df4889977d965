import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// Refills and drains at the places that a recording tells.
@Suite struct LockOrderTests {
    private let zone = ZoneIndex(0)

    /// Two CPUs: batch 7, high 28.
    private func machine() -> PhysicalMemory {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 36_864, perCPU: true, cpus: 2))
        memory.followLockOrder()
        return memory
    }

    private func request(cpu: UInt16) -> PageRequest {
        PageRequest(order: 0, gfp: .highUserMovable, owner: FrameOwner(.anonymous, id: 5), cpu: cpu)
    }

    private func list(_ memory: borrowing PhysicalMemory, cpu: UInt16) -> [UInt32] {
        memory.perCPUBlocks(zone, cpu: cpu, order: 0, migratetype: 1).map(\.rawValue)
    }

    /// In the order of requests CPU 1 would get frames 7 to 13; it took the lock first.
    @Test func whoTakesTheLockFirstGetsTheFirstFrames() {
        var memory = machine()
        var log = TransitionLog()
        for _ in 0..<7 { _ = memory.refillAtPlace(zone, order: 0, migratetype: 1, cpu: 1, log: &log) }
        for _ in 0..<7 { _ = memory.refillAtPlace(zone, order: 0, migratetype: 1, cpu: 0, log: &log) }
        #expect(memory.allocate(request(cpu: 0), log: &log) == FrameNumber(7))
        #expect(memory.allocate(request(cpu: 1), log: &log) == FrameNumber(0))
        #expect(list(memory, cpu: 0) == [8, 9, 10, 11, 12, 13] && list(memory, cpu: 1) == [1, 2, 3, 4, 5, 6])
        #expect(log.counters[.recordingRefillWithoutPlace] == 0)
        memory.checkInvariants()
    }

    @Test func aRequestWithoutAPlaceRefillsAtOnceAndIsCounted() {
        var memory = machine()
        var log = TransitionLog()
        #expect(memory.allocate(request(cpu: 0), log: &log) == FrameNumber(0))
        #expect(log.counters[.recordingRefillWithoutPlace] == 1)
    }

    @Test func aDrainWaitsForItsPlacesAndTakesTheTail() {
        var memory = machine()
        var log = TransitionLog()
        let frames = (0..<40).compactMap { _ in memory.allocate(request(cpu: 0), log: &log) }
        for frame in frames.prefix(28) { memory.free(frame, order: 0, cpu: 0, log: &log) }
        // Full: a batch is to go, and nothing has gone yet.
        let before = list(memory, cpu: 0)
        #expect(memory.report(zone).perCPU[0].count >= 28)
        let drained = memory.drainAtPlace(cpu: 0, log: &log)
        #expect(drained?.frame == before.last && drained?.order == 0)
        var count = 1
        while memory.drainAtPlace(cpu: 0, log: &log) != nil { count += 1 }
        #expect(count >= 7 && list(memory, cpu: 0) == before.dropLast(count))
        #expect(memory.drainAtPlace(zone, order: 0, migratetype: 1, cpu: 0, log: &log) != nil)
        memory.checkInvariants()
    }

    @Test func aDrainWithoutPlacesIsGivenUpWithTheNextAndCounted() {
        var memory = machine()
        var log = TransitionLog()
        let frames = (0..<40).compactMap { _ in memory.allocate(request(cpu: 0), log: &log) }
        for frame in frames.prefix(30) { memory.free(frame, order: 0, cpu: 0, log: &log) }
        #expect(log.counters[.recordingDrainWithoutPlace] > 0)
        memory.checkInvariants()
    }

    @Test func pastALockedListAFreeGoesToTheBuddy() {
        var memory = machine()
        var log = TransitionLog()
        let frame = memory.allocate(request(cpu: 0), log: &log)!
        let count = memory.report(zone).perCPU[0].count
        memory.setPCP(locked: true)
        memory.free(frame, order: 0, cpu: 0, log: &log)
        memory.setPCP(locked: false)
        #expect(memory.report(zone).perCPU[0].count == count)
        #expect(memory.owner(of: frame) == FrameOwner(.free))
        memory.checkInvariants()
    }

    @Test func kswapdHoldsListsToFourBatches() {
        var memory = machine()
        var log = TransitionLog()
        let frames = (0..<200).compactMap { _ in memory.allocate(request(cpu: 0), log: &log) }
        memory.setReclaimed(true, node: 0, upTo: nil)
        for frame in frames.prefix(60) { memory.free(frame, order: 0, cpu: 0, log: &log) }
        while memory.drainAtPlace(cpu: 0, log: &log) != nil {}
        #expect(memory.chooseZone(request(cpu: 0)) == zone)
        memory.setReclaimed(false, node: 0, upTo: nil)
        memory.checkInvariants()
    }

    @Test func aWholeListIsDrainedFromOutside() {
        var memory = machine()
        var log = TransitionLog()
        for _ in 0..<7 { _ = memory.refillAtPlace(zone, order: 0, migratetype: 1, cpu: 1, log: &log) }
        memory.drainPCP(zone, of: 1, whole: true, by: 0, log: &log)
        #expect(list(memory, cpu: 1).count == 7)
        while memory.drainAtPlace(cpu: 0, log: &log) != nil {}
        #expect(list(memory, cpu: 1) == [])
        memory.checkInvariants()
    }

    @Test func compactionTakesAWholeBlockAndMakesItsPageBlockMovable() {
        var memory = machine()
        var log = TransitionLog()
        let first = FrameNumber(36_864 - 1024)
        #expect(memory.isolate(first, order: 10, cpu: 0, log: &log))
        #expect(memory.owner(of: first) == FrameOwner(.kernel))
        #expect(!memory.isolate(first, order: 10, cpu: 0, log: &log), "it is not free any more")
        memory.checkInvariants()
    }
}
