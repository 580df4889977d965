import Testing
import TraceFormat

@testable import Replay
@testable import ReplayModel

@Suite struct ReplayWindowTests {
    private func engine(_ text: [String], from: StartPoint?, until: StopPoint? = nil) throws -> Engine {
        let trace = "replay-trace 1\n" + text.joined(separator: "\n") + "\n"
        let reader = try TraceFile.open(try ByteSource(name: "a.trace", bytes: Array(trace.utf8)))
        var profile = MachineProfile.builtIn(named: "x86_64-1g")!
        profile.pages.perCPULists = false
        return Engine(machine: Machine(profile: profile), readers: [reader], from: from, until: until)
    }

    private func marks(_ engine: borrowing Engine) -> [String] {
        let table = engine.machine.log.tables[Int(TransitionTable.mark.rawValue)]
        return stride(from: 0, to: table.values.count, by: table.width).map {
            engine.machine.names[NameID(UInt32(table.values[$0 + 2]))]
        }
    }

    private let trace = [
        "1us 0 5 task pid=5 comm=early", "2us 0 6 task pid=6 comm=gone", "3us 0 6 exit", "4us 0 5 page_alloc order=0 ptr=before",
        "5us 0 0 mark text=\"GT T0 resume 123\"", "6us 0 5 page_alloc order=3 ptr=inside", "7us 0 5 task pid=5 comm=late",
        "8us 0 0 mark text=\"GT T1\"", "9us 0 0 mark text=after",
    ]

    @Test func aWindowBeginsAtAMarkByItsFirstWordsAndEndsAfterOne() throws {
        var run = try engine(trace, from: .mark("GT T0 resume"), until: .mark("GT T1"))
        while try run.run(steps: 16) {}
        let (found, begun, met, skipped, steps) = (marks(run), run.hasBegun, run.hasMetMark, run.skippedEvents, run.step)
        #expect(found == ["boot", "GT T0 resume 123", "GT T1"])
        #expect(begun && met && skipped == 4)
        // Boot, the task's name, four events of the window.
        #expect(steps == 6)
    }

    @Test func aPartOfAWordIsNoMark() throws {
        var run = try engine(trace, from: .mark("GT T0 res"))
        while try run.run(steps: 16) {}
        let (found, begun) = (marks(run), run.hasBegun)
        #expect(found == ["boot"] && !begun)
    }

    @Test func namesOfTasksThatStillLiveAreKnownInTheWindow() throws {
        var run = try engine(trace, from: .time(5000))
        while try run.run(steps: 16) {}
        let processes = run.machine.kernel.virtual.processes
        #expect(processes.liveSlot(of: ProcessID(5)) != nil)
        #expect(processes.slot(of: ProcessID(6)) == nil)
    }

    @Test func aStateIsEnteredThoughItStandsBeforeTheWindow() throws {
        var run = try engine(["0 0 0 state_free_block frame=0x4000 order=10"] + trace, from: .time(5000))
        while try run.run(steps: 16) {}
        let free = run.machine.kernel.memory.freePages
        #expect(free == 1024 - 8)
    }
}
