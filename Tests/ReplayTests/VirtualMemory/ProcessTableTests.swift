import Testing
import TraceFormat

@testable import ReplayModel
@testable import Virtual

@Suite struct ProcessTableTests {
    @Test func threadsLeadToTheirProcess() throws {
        var machine = try PagingMachine()
        machine.vm.createThread(ProcessID(200), of: PagingMachine.pid, log: &machine.log)
        machine.vm.createThread(ProcessID(201), of: ProcessID(200), log: &machine.log)
        #expect(machine.vm.processes.liveSlot(of: ProcessID(201)) == machine.vm.processes.liveSlot(of: PagingMachine.pid))
        #expect(machine.touch(machine.map(pages: 1), by: ProcessID(200)).isDone)
        #expect(machine.counters().anonymous == 1)
        machine.vm.endThread(ProcessID(200), log: &machine.log)
        #expect(machine.vm.processes.slot(of: ProcessID(200)) == nil)
        machine.exit(PagingMachine.pid)
        #expect(machine.vm.processes.liveSlot(of: ProcessID(201)) == nil)
        let operations: [ProcessOperation] = [.threadStart, .threadStart, .threadEnd, .exit]
        #expect(machine.column(.process, "op").suffix(4) == operations.map { Int64($0.rawValue) }[...])
    }

    @Test func aPidMayComeAgainAfterExit() throws {
        var machine = try PagingMachine()
        let slot = machine.vm.processes.slot(of: PagingMachine.pid)
        machine.exit(PagingMachine.pid)
        machine.vm.create(PagingMachine.pid, uid: 1000, comm: NameID(5), log: &machine.log)
        #expect(machine.vm.processes.slot(of: PagingMachine.pid) == slot)
        #expect(machine.vm.processes[slot!].isAlive)
        #expect(!machine.vm.processes[slot!].hasAddressSpace)
    }

    @Test func onlyProcessesWithAnAddressSpaceHaveAnIndexOfIt() throws {
        var machine = try PagingMachine()
        #expect(machine.vm.processes.liveSpace(of: PagingMachine.pid) != nil)
        machine.vm.create(ProcessID(2), comm: NameID(2), log: &machine.log)
        #expect(machine.vm.processes.liveSpace(of: ProcessID(2)) == nil)
        machine.exit(PagingMachine.pid)
        #expect(machine.vm.processes.liveSpace(of: PagingMachine.pid) == nil)
    }

    @Test func oneStateRowPerChangedProcessAndStepByPid() throws {
        var machine = try PagingMachine()
        try machine.fork(50)
        machine.touch(machine.map(pages: 3), 3 * pageSize)
        machine.vm.endStep(log: &machine.log)
        #expect(machine.column(.processState, "pid") == [50, 100])
        #expect(machine.column(.processState, "anon") == [0, 3])
        #expect(machine.column(.processState, "min_flt") == [0, 3])
        machine.begin()
        machine.vm.endStep(log: &machine.log)
        #expect(machine.column(.processState, "pid").count == 2)
        machine.exit(ProcessID(50))
        machine.vm.endStep(log: &machine.log)
        #expect(machine.column(.processState, "alive") == [1, 1, 0])
    }

    @Test func aChildInheritsItsOomSettings() throws {
        var machine = try PagingMachine()
        let slot = try #require(machine.vm.processes.slot(of: PagingMachine.pid))
        machine.vm.processes[slot].oomScoreAdj = -500
        try machine.fork(50)
        #expect(machine.vm.processes[machine.vm.processes.slot(of: ProcessID(50))!].oomScoreAdj == -500)
    }

    @Test func whatHappensToUnknownProcessesIsCounted() throws {
        var machine = try PagingMachine()
        machine.exit(ProcessID(9))
        machine.vm.rename(ProcessID(9), comm: NameID(1), log: &machine.log)
        #expect(try machine.fork(10, from: ProcessID(9)).error != nil)
        #expect(try machine.fork(100).error == .exists)
        #expect(machine.log.counters[.processExitOfUnknown] == 1)
        #expect(machine.log.counters[.processRenameOfUnknown] == 1)
        #expect(machine.log.counters[.processForkOfUnknown] == 1)
        #expect(machine.log.counters[.processForkToLivePid] == 1)
    }
}
