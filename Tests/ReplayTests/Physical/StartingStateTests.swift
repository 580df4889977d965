import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct StartingStateTests {
    private func figures(managed: UInt64 = 3000, spanned: UInt64 = 4096) -> InitialPageState.ZoneFigures {
        .init(
            kind: .normal, start: FrameNumber(0), spanned: spanned, present: spanned, managed: managed, min: 10, low: 12, high: 14,
            highAtomic: 512, protection: [0, 0, 0, 7, 7], perCPUHigh: 60, perCPUBatch: 3)
    }

    private func profile() -> MachineProfile {
        var profile = TestMachine.small(pages: 4096, perCPU: true)
        profile.reserved = [TestMachine.frames(0, 1096)]
        return profile
    }

    private func state() -> InitialPageState {
        var state = InitialPageState()
        state.zones = [figures()]
        state.free = [.init(frame: FrameNumber(3072), order: 10), .init(frame: FrameNumber(2048), order: 3)]
        state.perCPU = [.init(frame: FrameNumber(2100), order: 0)]
        state.perCPULimits = [.init(zone: ZoneIndex(0), cpu: 0, high: 99, batch: 5)]
        state.used = [.init(frame: FrameNumber(2200), count: 4, use: .slab)]
        return state
    }

    @Test func figuresReplaceThoseOfTheProfile() throws {
        var memory = PhysicalMemory(profile: profile())
        try memory.adopt(state())
        memory.checkInvariants()
        let zone = memory.report(ZoneIndex(0))
        #expect([zone.min, zone.low, zone.high, zone.managed, zone.free] == [10, 12, 14, 3000, 1032])
        #expect(zone.protection == [0, 0, 0, 7, 7])
        #expect(zone.perCPU == [PerCPUReport(count: 1, high: 99, batch: 5)])
        #expect(zone.reservedHighAtomic == 512)
        #expect(memory.minFreeKilobytes == 0 || memory.minFreeKilobytes == 40)
        #expect(memory.owner(of: FrameNumber(2201)) == FrameOwner(.recorded, id: RecordedUse.slab.rawValue))
        #expect(memory.owner(of: FrameNumber(2204)) == FrameOwner(.recorded))
    }

    @Test func aWholeFreeBlockNeedsNoRecords() throws {
        var memory = PhysicalMemory(profile: profile())
        try memory.adopt(state())
        #expect(memory.frames.records[3] == nil)
        var twice = state()
        twice.free.append(.init(frame: FrameNumber(3072), order: 10))
        #expect(throws: InitialPageStateError.self) {
            var memory = PhysicalMemory(profile: profile())
            try memory.adopt(twice)
        }
    }

    @Test func figuresThatTheMachineDoesNotHaveAreRefused() {
        for wrong in [figures(managed: 2999), figures(spanned: 4000)] {
            var state = state()
            state.zones = [wrong]
            #expect(throws: InitialPageStateError.self) {
                var memory = PhysicalMemory(profile: profile())
                try memory.adopt(state)
            }
        }
    }

    @Test func aReservedFrameThatIsFreedChangesPlacesWithOneOfUnknownUse() throws {
        for isAssumed in [true, false] {
            var state = state()
            state.reservedIsAssumed = isAssumed
            var memory = PhysicalMemory(profile: profile())
            try memory.adopt(state)
            var log = TransitionLog()
            // A block is freed as one where it was allocated.
            #expect(memory.freeRecorded(FrameNumber(512), order: 4, cpu: 0, log: &log) == (isAssumed ? .reshaped : .wasReserved))
            for frame in 100..<UInt32(108) {
                #expect(memory.freeRecorded(FrameNumber(frame), order: 0, cpu: 0, log: &log) == (isAssumed ? .freed : .wasReserved))
            }
            memory.checkInvariants()
            if isAssumed { #expect(memory.freeCount(ZoneIndex(0), order: 4) == 1) }
            #expect(memory.report(ZoneIndex(0)).managed == (isAssumed ? 3000 : 3024))
            #expect(log.counters[.pageAssumedReservedFreed] == (isAssumed ? 24 : 0))
        }
    }
}
