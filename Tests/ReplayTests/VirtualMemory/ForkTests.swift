import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite struct ForkTests {
    @Test func forkSharesFramesUntilOneWrites() throws {
        var machine = try PagingMachine()
        let child = ProcessID(101)
        let address = machine.map(pages: 3)
        machine.touch(address, 3 * pageSize)
        let anonymous = machine.frames.count(.anonymous)
        #expect(try machine.fork(101).isSuccess)
        #expect(machine.frames.count(.anonymous) == anonymous)
        #expect(machine.counters(child).anonymous == 3)
        #expect(machine.frame(address) == machine.frame(address, of: child))
        #expect(!machine.vm.translate(PagingMachine.pid, VirtualAddress(address)).isWritable)
        machine.check()
        machine.touch(address, 1, by: child)
        #expect(machine.frame(address) != machine.frame(address, of: child))
        #expect(machine.frames.requests.last?.gfp == [.highUserMovable, .compound])
        #expect(machine.frames.count(.anonymous) == anonymous + 1)
        machine.check()
    }

    @Test func theLastUserOfASharedFrameKeepsIt() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 1)
        machine.touch(address)
        let frame = machine.frame(address)
        try machine.fork(101)
        machine.exit(ProcessID(101))
        machine.touch(address)
        #expect(machine.frame(address) == frame)
        #expect(machine.column(.fault, "outcome").last == Int64(FaultOutcome.reuse.rawValue))
        machine.check()
    }

    @Test func untouchedAndOnlyReadMemoryIsNotCopied() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 8)
        machine.touch(address, 8 * pageSize, .read)
        try machine.fork(101)
        #expect(machine.outcome(address, of: ProcessID(101)) == .notPresent)
        #expect(machine.counters(ProcessID(101)).tables == 0)
        machine.check()
    }

    @Test func forkWithoutFramesIsUndone() throws {
        for left in 0..<6 {
            var machine = try PagingMachine(.amd64Test)
            let address = machine.map(pages: 1024)
            machine.touch(address, 1024 * pageSize)
            let committed = machine.vm.committedPages
            let used = machine.frames.used
            machine.frames.left = left
            machine.begin()
            var failed = false
            do throws(OutOfMemory) {
                _ = try machine.vm.fork(PagingMachine.pid, child: ProcessID(101), memory: &machine.frames, log: &machine.log)
            } catch { failed = true }
            #expect(failed)
            #expect(machine.frames.left == left)
            #expect(machine.frames.used == used)
            #expect(machine.vm.processes.slot(of: ProcessID(101)) == nil)
            #expect(machine.vm.committedPages == committed)
            #expect(machine.vm.translate(PagingMachine.pid, VirtualAddress(address)).isWritable)
            machine.check()
        }
    }

    @Test func overcommitMayRefuseAFork() throws {
        var machine = try PagingMachine(totalPages: 4000)
        machine.vm.settings.overcommitMemory = 2
        #expect(machine.mmap(MapRequest(length: 1500 * pageSize)).isSuccess)
        #expect(try machine.fork(101).error == .noMemory)
        #expect(machine.vm.processes.slot(of: ProcessID(101)) == nil)
        machine.check()
    }

    @Test func theHeuristicLooksAtEachVmaOfAForkAlone() throws {
        var machine = try PagingMachine(totalPages: 4000)
        for protection: UInt8 in [3, 7, 3, 7] {
            #expect(machine.mmap(MapRequest(length: 3000 * pageSize, protection: protection)).isSuccess)
        }
        #expect(try machine.fork(101).isSuccess)
        machine.check()
    }

    @Test func sharedMemoryStaysSharedAfterFork() throws {
        var machine = try PagingMachine()
        let child = ProcessID(101)
        let address = machine.mmap(MapRequest(length: 2 * pageSize, flags: [.shared, .anonymous])).value
        machine.touch(address)
        try machine.fork(101)
        machine.touch(address, by: child)
        #expect(machine.frame(address) == machine.frame(address, of: child))
        machine.check()
    }

    @Test func theChildsMemoryIsNotLocked() throws {
        var machine = try PagingMachine()
        machine.begin()
        #expect(machine.vm.mlockall(PagingMachine.pid, flags: 3, memory: &machine.frames, log: &machine.log).isSuccess)
        try machine.fork(101)
        #expect(machine.counters(ProcessID(101)).locked == 0)
        #expect(machine.counters().locked == machine.counters().total)
        machine.check()
    }

    @Test func exitGivesEverythingBack() throws {
        var machine = try PagingMachine(.amd64Test)
        let address = machine.map(pages: 600)
        machine.touch(address, 600 * pageSize)
        machine.touch(machine.vmas()[0].start, 1, .read)
        try machine.fork(101)
        machine.touch(address, 100 * pageSize, by: ProcessID(101))
        machine.exit(ProcessID(100))
        machine.check()
        machine.exit(ProcessID(101))
        machine.check()
        #expect(machine.frames.used == 1)
        #expect(machine.vm.committedPages == 0)
        #expect(machine.vm.pageTableFrames == 0)
        #expect(machine.vm.anonymousPages == 0)
    }

    @Test func execStartsAnew() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 10)
        machine.touch(address, 10 * pageSize)
        let committed = machine.vm.committedPages
        machine.begin()
        try machine.vm.exec(
            PagingMachine.pid, layout: ProgramLayout(name: NameID(3)), comm: NameID(3), memory: &machine.frames, log: &machine.log)
        #expect(machine.counters().resident == 0)
        #expect(machine.vm.committedPages == committed - 10)
        #expect(machine.frames.count(.anonymous) == 0)
        #expect(machine.touch(address).fault == address)
        machine.check()
    }
}
