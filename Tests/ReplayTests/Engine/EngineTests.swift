import Testing
import TraceFormat

@testable import Replay
@testable import ReplayModel

/// The order of steps: the model's own events, what waits, the trace's; and where a run stops.
@Suite struct EngineTests {
    /// A greedy process takes memory while a large one has most of it; `exitDelay` nanoseconds pass between kill and exit.
    private func engine(exitDelay: UInt64 = 500, until: StopPoint? = nil) -> Engine {
        var profile = SmallMachine.i386(perCPU: false, cpus: 1)
        profile.vm.overcommitMemory = 1
        profile.oom.exitDelay = exitDelay
        var names = NameTable()
        let events = [
            event(.malloc, 100, 101, size: 9 << 20, names.intern("large")), event(.write, 200, 101, size: 9 << 20, names.intern("large")),
            event(.malloc, 300, 102, size: 7 << 20, names.intern("greedy")), event(.write, 400, 102, size: 7 << 20, names.intern("greedy")),
            mark(450, names.intern("between")), mark(2000, names.intern("after")),
        ]
        return Engine(machine: Machine(profile: profile, names: names), readers: [ListReader(events, names: names)], until: until)
    }

    private func event(_ kind: EventKind, _ time: UInt64, _ task: Int32, size: UInt64, _ label: NameID) -> TraceEvent {
        var event = TraceEvent(kind, time: time, task: task)
        event.set(.ptr, label)
        event.set(kind == .malloc ? .size : .length, size)
        return event
    }

    private func mark(_ time: UInt64, _ text: NameID) -> TraceEvent {
        var event = TraceEvent(.mark, time: time, task: 0)
        event.set(.text, text)
        return event
    }

    /// Each step as "kind class time".
    private func steps(_ engine: consuming Engine) throws -> [String] {
        while try engine.run(steps: 100) {}
        return engine.machine.log.rows(.event).map { row in
            "\(EventKind(rawValue: UInt8(row[2])).map { "\($0)" } ?? "?") \(EventClass(rawValue: UInt8(row[1]))!) \(row[0])"
        }
    }

    @Test func aWaitingEventGoesOnAfterTheVictimsExitAndBeforeLaterEvents() throws {
        #expect(
            try steps(engine()) == [
                "mark model 0", "malloc trace 100", "write trace 200", "malloc trace 300", "write trace 400", "exit model 900",
                "write resumed 900", "mark trace 900", "mark trace 2000",
            ])
    }

    @Test func aRunStopsAfterAStep() throws {
        #expect(try steps(engine(until: .step(3))).last == "write trace 200")
    }

    @Test func aRunStopsBeforeTheFirstLaterEvent() throws {
        #expect(try steps(engine(until: .time(300))).last == "malloc trace 300")
        #expect(try steps(engine(until: .time(299))).last == "write trace 200")
    }

    @Test func aRunStopsAfterAMark() throws {
        #expect(try steps(engine(until: .mark("between"))).last == "mark trace 900")
    }
}
