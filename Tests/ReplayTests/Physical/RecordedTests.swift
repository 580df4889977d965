import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct RecordedTests {
    private let zone = ZoneIndex(0)

    private func request(_ order: UInt8) -> PageRequest {
        PageRequest(order: order, gfp: .highUserMovable, owner: FrameOwner(.recorded, id: 3))
    }

    @Test func everyFrameAndOrderCanBeCutOutOfTheFreeBlocksAndGivenBack() {
        var log = TransitionLog()
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, pageblockOrder: 3))
        for order in 0...UInt8(6) {
            for frame in stride(from: UInt32(0), to: 64, by: 1 << Int(order)) {
                #expect(memory.allocateRecorded(request(order), frame: FrameNumber(frame), log: &log) == .taken)
                memory.checkInvariants()
                #expect(memory.owner(of: FrameNumber(frame + (1 << UInt32(order)) - 1)) == FrameOwner(.recorded, id: 3))
                #expect(memory.freePages == 64 - (1 << UInt64(order)))
                #expect(memory.freeRecorded(FrameNumber(frame), order: order, cpu: 0, log: &log) == .freed)
                #expect(memory.freeSet(zone) == [[0, 6]])
            }
        }
    }

    @Test func aFrameThatIsNotFreeIsTakenFromItsOwnerAndReported() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, pageblockOrder: 3))
        var log = TransitionLog()
        let block = memory.allocate(PageRequest(order: 3, gfp: .highUserMovable, owner: FrameOwner(.slab, id: 9)), log: &log)!
        #expect(block == FrameNumber(0))
        #expect(memory.allocateRecorded(request(1), frame: FrameNumber(2), log: &log) == .notFree(FrameOwner(.slab, id: 9)))
        #expect(memory.owner(of: FrameNumber(1)) == FrameOwner(.slab, id: 9))
        #expect(memory.owner(of: FrameNumber(3)) == FrameOwner(.recorded, id: 3))
        #expect(memory.owner(of: FrameNumber(4)) == FrameOwner(.slab, id: 9))
        #expect(log.counters[.pageRecordedFrameNotFree] == 1)
        #expect(log.rows(.page).map { $0[0] }.suffix(2) == [Int64(PageOperation.repair.rawValue), 0])
        memory.checkInvariants()
        // A block half free and half the slab's.
        #expect(memory.allocateRecorded(request(4), frame: FrameNumber(0), log: &log) == .notFree(FrameOwner(.slab, id: 9)))
        memory.checkInvariants()
        #expect(memory.freePages == 48)
    }

    @Test func aFreeOfWhatIsNotAllocatedIsReportedAndFreesTheRest() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, pageblockOrder: 3))
        var log = TransitionLog()
        #expect(memory.freeRecorded(FrameNumber(5), order: 0, cpu: 0, log: &log) == .notAllocated(FrameOwner(.free)))
        _ = memory.allocateRecorded(request(0), frame: FrameNumber(5), log: &log)
        #expect(memory.freeRecorded(FrameNumber(4), order: 1, cpu: 0, log: &log) == .notAllocated(FrameOwner(.free)))
        #expect(memory.freeSet(zone) == [[0, 6]])
        _ = memory.allocateRecorded(request(2), frame: FrameNumber(8), log: &log)
        #expect(memory.freeRecorded(FrameNumber(9), order: 0, cpu: 0, log: &log) == .reshaped)
        memory.checkInvariants()
        memory.addMapping(to: FrameNumber(8))
        #expect(memory.freeRecorded(FrameNumber(8), order: 0, cpu: 0, log: &log) == .stillMapped(FrameOwner(.recorded, id: 3)))
    }

    @Test func reservedFramesBecomeManagedAndHolesStayOut() {
        var profile = TestMachine.small(pages: 64, pageblockOrder: 3)
        profile.ram = [TestMachine.frames(0, 30), TestMachine.frames(40, 64)]
        profile.reserved = [TestMachine.frames(0, 4)]
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        #expect(memory.managedPages == 50)
        #expect(!memory.pageIsManaged(FrameNumber(2)) && memory.pageIsManaged(FrameNumber(4)))
        #expect(memory.freeRecorded(FrameNumber(2), order: 1, cpu: 0, log: &log) == .wasReserved)
        #expect(memory.managedPages == 52)
        #expect(memory.allocateRecorded(request(0), frame: FrameNumber(0), log: &log) == .notFree(FrameOwner(.reserved)))
        #expect(memory.managedPages == 53)
        for (frame, order) in [(UInt32(31), UInt8(0)), (28, 2), (5, 1), (1 << 20, 0)] {
            #expect(memory.allocateRecorded(request(order), frame: FrameNumber(frame), log: &log) == .notManaged)
            #expect(memory.freeRecorded(FrameNumber(frame), order: order, cpu: 0, log: &log) == .notManaged)
        }
        memory.checkInvariants()
    }

    /// Random recorded events, many of them impossible: frames are conserved whatever comes.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func noRecordingBreaksTheInvariants(seed: UInt64) {
        var random = TestRandom(state: seed)
        let perCPU = seed % 2 == 0
        var profile = TestMachine.small(pages: 2100, perCPU: perCPU, cpus: 2, pageblockOrder: 9)
        profile.reserved = [TestMachine.frames(100, 140)]
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        for step in 1...1500 {
            let order = UInt8(random.next(below: random.next(below: 5) == 0 ? 11 : 3))
            let frame = FrameNumber(UInt32(random.next(below: 2200)) & ~((1 << UInt32(order)) - 1))
            switch random.next(below: 8) {
            case 0..<3: _ = memory.allocateRecorded(request(order), frame: frame, log: &log)
            case 3..<6: _ = memory.freeRecorded(frame, order: order, cpu: UInt16(step % 2), log: &log)
            case 6: _ = memory.refillRecorded(frame, order: order, migratetype: 1, cpu: UInt16(step % 2), log: &log)
            default: _ = memory.drainRecorded(frame, order: order, log: &log)
            }
            if step % 100 == 0 { memory.checkInvariants() }
            log.removeRows()
        }
        memory.checkInvariants()
    }

    @Test func impossibleStartingStatesAreRefused() {
        func problem(_ change: (inout InitialPageState) -> Void) -> String? {
            var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, pageblockOrder: 3))
            var state = InitialPageState()
            change(&state)
            do {
                try memory.adopt(state)
                memory.checkInvariants()
                return nil
            } catch { return error.problem }
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0.free = [.init(frame: FrameNumber(8), order: 3), .init(frame: FrameNumber(0), order: 2)] } == nil)
        #expect(problem { $0.free = [.init(frame: FrameNumber(8), order: 3), .init(frame: FrameNumber(9), order: 0)] } == "free twice")
        #expect(problem { $0.free = [.init(frame: FrameNumber(2), order: 3)] } == "not a multiple of the block's size")
        #expect(problem { $0.free = [.init(frame: FrameNumber(64), order: 0)] } == "not inside a zone")
        #expect(problem { $0.free = [.init(frame: FrameNumber(0), order: 0, migratetype: 9)] } == "unknown migrate type")
        #expect(problem { $0.perCPU = [.init(frame: FrameNumber(0), order: 0, cpu: 1)] } == "no per-CPU list for it")
    }

    @Test func withoutPerCPUListsTheirBlocksAreFreeInTheBuddy() throws {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, pageblockOrder: 3))
        var state = InitialPageState()
        state.free = [.init(frame: FrameNumber(8), order: 1)]
        state.perCPU = [11, 10].map { .init(frame: FrameNumber($0), order: 0) }
        try memory.adopt(state)
        #expect(memory.freeSet(zone) == [[8, 2]])
        memory.checkInvariants()
    }

    @Test func aStartingStateKeepsTheOrderOfItsLists() throws {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64, perCPU: true, pageblockOrder: 3))
        var state = InitialPageState()
        state.free = [5, 1, 9].map { .init(frame: FrameNumber($0), order: 0, migratetype: 1) }
        state.perCPU = [12, 11].map { .init(frame: FrameNumber($0), order: 0, migratetype: 1) }
        state.pageblocks = [.init(frame: FrameNumber(16), migratetype: 2)]
        try memory.adopt(state)
        var log = TransitionLog()
        #expect(memory.freeBlocks(zone, order: 0, migratetype: 1).map(\.rawValue) == [5, 1, 9])
        #expect((0..<5).map { _ in memory.allocate(request(0), log: &log)?.rawValue } == [12, 11, 5, 1, 9])
        #expect(memory.allocate(request(0), log: &log) == nil)
        #expect(memory.pageblockCounts(zone) == [0, 7, 1, 0, 0, 0])
        memory.checkInvariants()
    }
}
