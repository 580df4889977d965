import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// SLUB predicts a recording's objects from the state of its caches, on a small machine: one cache, four objects to a slab.
@Suite struct PredictedObjectsTests {
    /// What a trace came to: predictions that were right and wrong, and counters by name.
    private struct Result {
        var equal = 0
        var different = 0
        var fresh = 0
        var live: UInt64 = 0
        var counters: OddityCounts

        func count(_ oddity: Oddity) -> UInt64 { counters[oddity] }
    }

    private static let base = TestMachine.small(pages: 1024, perCPU: true).architecture.linearBase
    private static let slabPage = "page_alloc order=0 frame=0x300 gfp=GFP_KERNEL|__GFP_NOWARN|__GFP_NORETRY"

    /// The CPU's slab at frame 0x100 has objects 2 and 1 free; the node's at 0x101 has 0, 1 and 3.
    private func start(sequence: [UInt16] = [], minPartial: UInt32 = 5, hasPartial: Bool = false) -> StartState {
        var pages = InitialPageState()
        pages.perCPU = (0x300..<0x310).map { .init(frame: FrameNumber($0), order: 0, migratetype: 0) }
        pages.free = [.init(frame: FrameNumber(0x200), order: 8, migratetype: 0)]
        var slabs = [
            SlabSnapshot(frame: FrameNumber(0x100), order: 0, objects: 4, place: .cpu, cpuFreelist: [2, 1])
        ]
        if hasPartial {
            slabs.append(SlabSnapshot(frame: FrameNumber(0x101), order: 0, objects: 4, freelist: [0, 1, 3], place: .nodePartial))
        }
        let cache = InitialSlabState.Cache(
            name: "thing", objectSize: 1024, size: 1024, order: 0, objects: 4, minPartial: minPartial, cpuPartial: 24,
            cpuPartialSlabs: 12, flags: 0, sequence: sequence, slabs: slabs)
        var start = StartState(pages: pages)
        start.slabs = InitialSlabState(caches: [cache])
        return start
    }

    private func take(_ object: Int, of frame: Int = 0x100) -> String {
        "kmem_cache_alloc ptr=\(pointer(object, frame)) size=1024 given=1024 gfp=GFP_KERNEL caller=here"
    }
    private func give(_ object: Int, of frame: Int = 0x100) -> String { "kmem_cache_free ptr=\(pointer(object, frame)) cache=thing" }
    private func pointer(_ object: Int, _ frame: Int) -> String {
        "0x" + String(Self.base + UInt64(frame) << 12 + UInt64(object) << 10, radix: 16)
    }

    private func reader(_ lines: [String]) throws -> any TraceReader {
        let text = "replay-trace 1\n" + lines.map { "+1us 0 7 \($0)" }.joined(separator: "\n") + "\n"
        return try TraceFile.open(try ByteSource(name: "a.trace", bytes: Array(text.utf8)))
    }

    private func replay(_ lines: [String], from start: StartState? = nil) throws -> Result {
        var profile = TestMachine.small(pages: 1024, perCPU: true)
        profile.replay.pageRequests = .auto
        let start = start ?? self.start()
        var survey = TraceSurvey(start: start)
        try survey.read([try reader(lines)], from: nil, until: nil, need: .frames)
        var machine = Machine(profile: profile, isRecording: true, survey: survey)
        try machine.adopt(start)
        var engine = Engine(machine: machine, readers: [try reader(lines)])
        while try engine.run(steps: 1) { engine.machine.checkInvariants() }
        let name = engine.machine.names.intern("thing")
        let known = engine.machine.kernel.slab.cache(named: name)
        let cache = try #require(known)
        var result = Result(live: engine.machine.kernel.slab.common[cache].live, counters: engine.machine.log.counters)
        let object = engine.machine.log.tables[Int(TransitionTable.object.rawValue)]
        for at in stride(from: 0, to: object.values.count, by: object.width)
        where object.values[at + 2] == Int64(ObjectOperation.allocate.rawValue) {
            result.fresh += Int(object.values[at + 10])
            guard object.values[at + 11] != RowBuffer.null else { continue }
            let predicted = object.values[at + 12] == RowBuffer.null ? object.values[at + 4] : object.values[at + 12]
            if predicted == object.values[at + 11] { result.equal += 1 } else { result.different += 1 }
        }
        return result
    }

    @Test func objectsComeInTheOrderOfTheFreeLists() throws {
        let result = try replay([take(2), take(1), give(2), take(2)])
        #expect((result.equal, result.different) == (3, 0))
        #expect(result.live == 4)
    }

    @Test func aWrongPredictionDoesNotLeadToOthers() throws {
        let result = try replay([take(1), take(2), give(1), take(1)])
        #expect((result.equal, result.different) == (2, 1))
        #expect(result.count(.slabOtherObjectThanRecorded) == 1)
    }

    @Test func aNewSlabStandsOnThePagesThatTheTaskBrought() throws {
        let result = try replay([take(2), take(1), Self.slabPage, take(0, of: 0x300), take(1, of: 0x300)])
        #expect((result.equal, result.different, result.fresh) == (4, 0, 1))
        #expect(result.live == 6)
    }

    /// The kernel draws where a random order begins: the first object is recorded, the others follow.
    @Test func onlyTheFirstObjectOfARandomOrderIsRecorded() throws {
        let lines = [take(2), take(1), Self.slabPage, take(3, of: 0x300), take(0, of: 0x300), take(2, of: 0x300)]
        let result = try replay(lines, from: start(sequence: [1, 3, 0, 2]))
        #expect((result.equal, result.different, result.fresh) == (4, 0, 1))
        #expect(result.count(.slabRandomBeginsTakenDown) == 1)
    }

    /// An interrupt frees objects after the pages came and before the object was handed out.
    @Test func whatAnInterruptFreesDoesNotSaveTheNewSlab() throws {
        let result = try replay([take(2), take(1), Self.slabPage, give(3), take(0, of: 0x300), take(1, of: 0x300)])
        #expect((result.equal, result.different) == (4, 0))
        // The old slab stands on the CPU's partial list.
        let next = try replay(
            [take(2), take(1), Self.slabPage, give(3), take(0, of: 0x300)] + (1...3).map { take($0, of: 0x300) } + [take(3)])
        #expect((next.equal, next.different) == (7, 0))
    }

    @Test func pagesThatComeWhileObjectsAreFreeAreNotTaken() throws {
        let result = try replay([Self.slabPage, take(2), take(1)])
        #expect((result.equal, result.different, result.fresh) == (2, 0, 0))
    }

    @Test func aNewSlabThatTheModelDidNotNeedIsADifference() throws {
        let result = try replay([Self.slabPage, take(0, of: 0x300), take(1, of: 0x300)])
        #expect((result.equal, result.different, result.fresh) == (1, 1, 1))
        #expect(result.count(.slabNewSlabNotPredicted) == 1)
    }

    @Test func aNeededSlabWithoutPagesIsADifference() throws {
        let result = try replay([take(2), take(1), take(3)])
        #expect((result.equal, result.different) == (2, 1))
        #expect(result.count(.slabNewSlabWithoutPages) == 1)
        #expect(result.count(.recordingFreeNotSeen) == 1)
    }

    /// A bulk call leaves no event: the free proves the allocation.
    @Test func anObjectThatIsFreedAlthoughFreeWasTaken() throws {
        let result = try replay([take(2), give(1), take(1)])
        #expect((result.equal, result.different) == (2, 0))
        #expect(result.count(.recordingObjectAllocationNotSeen) == 1)
        #expect(result.live == 4)
    }

    /// Once a cache is known for calls without events, what stood before a recorded object is taken to be gone too.
    @Test func objectsBeforeARecordedOneWereTakenInBulk() throws {
        let lines = [give(1), take(1), take(3, of: 0x101)]
        let result = try replay(lines, from: start(hasPartial: true))
        #expect((result.equal, result.different) == (1, 1))
        #expect(result.count(.recordingObjectAllocationInferred) == 3)
        #expect(result.live == 8)
    }

    @Test func pagesFreedUnderASlabEndIt() throws {
        let result = try replay([take(2), "page_free order=0 frame=0x100"])
        #expect(result.count(.slabPagesFreedUnderASlab) == 1)
        #expect(result.live == 0)
    }

    @Test func aSlabGivenBackWaitsForItsPagesToBeFreed() throws {
        let start = start(minPartial: 0, hasPartial: true)
        let quiet = try replay([give(2, of: 0x101), "page_free order=0 frame=0x101"], from: start)
        #expect(quiet.count(.slabPagesFreedUnderASlab) == 0)
        let retained = try replay([give(2, of: 0x101), take(2), take(1), take(2, of: 0x101)], from: start)
        #expect(retained.count(.slabGivenBackButKept) == 1)
        #expect(retained.live == 5)
    }
}
