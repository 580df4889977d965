import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Whatever a trace says, the machine stays sound: every frame has one owner, and what was lost in one table was gained
/// in another.
@Suite struct RandomTraceTests {
    static let machines: [MachineProfile] = [
        SmallMachine.i386(.v61), SmallMachine.i386(.v2632, perCPU: false, cpus: 1), SmallMachine.amd64(.v618),
        SmallMachine.arm32(.v310), overcommitting,
    ]

    /// Any promise is made, so that memory runs out, not addresses.
    static var overcommitting: MachineProfile {
        var profile = SmallMachine.i386(.v44)
        profile.name = "overcommitting"
        profile.vm.overcommitMemory = 1
        profile.oom.exitDelay = 300_000
        return profile
    }

    @Test(arguments: machines, 1...2)
    func invariantsHoldAfterEveryStep(machine: MachineProfile, seed: Int) throws {
        let (events, names) = RandomTrace.make(seed: UInt64(seed), count: 350)
        var engine = Engine(machine: Machine(profile: machine, names: names), readers: [ListReader(events, names: names)])
        var audit = ConservationAudit(engine.machine.kernel.memory)
        while try engine.run(steps: 1) {
            engine.machine.checkInvariants()
            audit.absorb(engine.machine.log)
            if engine.step % 20 == 0 { audit.check(engine.machine.kernel.memory, step: engine.step) }
            engine.machine.log.removeRows()
        }
        #expect(engine.traceEvents == UInt64(events.count))
    }
}
