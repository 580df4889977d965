import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite struct FaultTests {
    static let pid = PagingMachine.pid

    @Test func mappedMemoryTakesNoFrameUntilTouched() throws {
        var machine = try PagingMachine()
        let (used, total) = (machine.frames.used, machine.counters().total)
        let address = machine.map(pages: 25_600)
        #expect(machine.frames.used == used)
        #expect(machine.counters().total == total + 25_600)
        #expect(machine.counters().resident == 0)
        #expect(machine.outcome(address) == .notPresent)
        machine.check()
    }

    @Test func readMapsTheSharedZeroPageReadOnlyAndCountsNothing() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 2)
        #expect(machine.touch(address, 2 * pageSize, .read).isDone)
        #expect(machine.counters().resident == 0)
        #expect(machine.outcome(address) == .zeroPage)
        #expect(machine.frame(address) == UInt64(machine.vm.zeroFrame!.rawValue))
        #expect(machine.frame(address) == machine.frame(address + pageSize))
        #expect(!machine.vm.translate(Self.pid, VirtualAddress(address)).isWritable)
        #expect(machine.column(.fault, "outcome") == [Int64(FaultOutcome.zeroPage.rawValue), Int64(FaultOutcome.zeroPage.rawValue)])
        machine.check()
    }

    @Test func firstWriteTakesAZeroedFrame() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 4)
        machine.touch(address + pageSize, 1)
        #expect(machine.counters().anonymous == 1)
        let request = try #require(machine.frames.requests.last)
        #expect(request.gfp == [.highUserMovable, .compound, .zero])
        #expect(request.owner == FrameOwner(.anonymous, id: 100, tag: (address + pageSize) >> pageShift))
        #expect(machine.vm.translate(Self.pid, VirtualAddress(address + pageSize)).isWritable)
        #expect(machine.outcome(address) == .notPresent)
        machine.check()
    }

    @Test func theRecordedFrameGoesWithTheFirstRequestOnly() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3)
        machine.begin()
        _ = machine.vm.touch(
            Self.pid, start: VirtualAddress(address), length: 3 * pageSize, access: .write, recorded: FrameNumber(77),
            memory: &machine.frames, log: &machine.log)
        #expect(machine.frames.requests.suffix(3).map(\.recorded) == [FrameNumber(77), nil, nil])
    }

    @Test func writeToTheZeroPageCopies() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 1)
        machine.touch(address, 1, .read)
        machine.touch(address, 1)
        #expect(machine.column(.fault, "outcome").last == Int64(FaultOutcome.copyOnWrite.rawValue))
        #expect(machine.column(.fault, "cause").last == Int64(FaultCause.protection.rawValue))
        #expect(machine.column(.fault, "old_pfn").last == Int64(machine.vm.zeroFrame!.rawValue))
        #expect(machine.frames.requests.last?.gfp == [.highUserMovable, .compound, .zero])
        #expect(machine.counters().anonymous == 1)
        machine.check()
    }

    @Test func mappedPagesFaultNoMore() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3000)
        machine.touch(address, 3000 * pageSize)
        let faults = machine.column(.fault, "pid").count
        #expect(faults == 3000)
        machine.touch(address, 3000 * pageSize)
        machine.touch(address, 3000 * pageSize, .read)
        #expect(machine.column(.fault, "pid").count == faults)
        #expect(machine.vm.processes[machine.vm.processes.slot(of: Self.pid)!].minorFaults == 3000)
        machine.check()
    }

    @Test func oneByteOverThePageEndTouchesTwoPages() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 2)
        machine.touch(address + pageSize - 1, 2)
        #expect(machine.counters().anonymous == 2)
    }

    @Test func accessOutsideEveryVmaIsASegmentationFault() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 1)
        #expect(machine.touch(0, 1).fault == 0)
        #expect(machine.touch(address - 5000, 1, .read).fault == address - 5000)
        #expect(machine.column(.fault, "outcome").allSatisfy { $0 == Int64(FaultOutcome.segmentationFault.rawValue) })
        #expect(machine.touch(0xffff_ffff_ffff_fff0, 64).fault == 0xffff_ffff_ffff_fff0)
    }

    @Test func pagesBeforeASegmentationFaultAreDone() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3)
        machine.munmap(address + 2 * pageSize, pageSize)
        #expect(machine.touch(address, 3 * pageSize).fault == address + 2 * pageSize)
        #expect(machine.counters().anonymous == 2)
        machine.check()
    }

    @Test(arguments: [(UInt8(0), AccessKind.read), (1, .write), (1, .execute), (3, .execute)])
    func accessAgainstThePermissionIsASegmentationFault(_ protection: UInt8, _ access: AccessKind) throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 1, protection)
        #expect(machine.touch(address, 1, access).fault == address)
    }

    @Test func lackOfFramesStopsWhereItHappensAndGoesOnFromThere() throws {
        var machine = try PagingMachine(frames: 100)
        let address = machine.map(pages: 200)
        let outcome = machine.touch(address, 200 * pageSize)
        let resume = try #require(outcome.resume)
        #expect(machine.frames.left == 0)
        #expect(resume == address + machine.counters().anonymous * pageSize)
        machine.check()
        machine.frames.left = 1000
        #expect(machine.touch(resume, address + 200 * pageSize - resume).isDone)
        #expect(machine.counters().anonymous == 200)
        machine.check()
    }

    @Test func processesThatMapOneFileShareItsFrames() throws {
        var machine = try PagingMachine()
        machine.vm.create(ProcessID(7), comm: NameID(2), log: &machine.log)
        try machine.vm.ensureAddressSpace(ProcessID(7), memory: &machine.frames, log: &machine.log)
        let request = MapRequest(length: 4 * pageSize, flags: .private, name: NameID(9))
        let (first, second) = (machine.mmap(request).value, machine.mmap(request, by: ProcessID(7)).value)
        machine.touch(first, 1, .read)
        machine.touch(second, 1, .read, by: ProcessID(7))
        #expect(machine.frame(first) == machine.frame(second, of: ProcessID(7)))
        #expect(machine.frames.count(.file) == 1)
        #expect(machine.counters().file == 1)
        machine.touch(first, 1)
        #expect(machine.frame(first) != machine.frame(second, of: ProcessID(7)))
        #expect((machine.counters().file, machine.counters().anonymous) == (0, 1))
        #expect(machine.frames.requests.last?.gfp == [.highUserMovable, .compound])
        machine.check()
        machine.munmap(second, 4 * pageSize, by: ProcessID(7))
        #expect(machine.frames.count(.file) == 0)
        machine.check()
    }

    @Test func stackGrowsDownWithinItsLimit() throws {
        var machine = try PagingMachine()
        let stack = try #require(machine.vmas().last)
        #expect(stack.kind == .stack)
        let target = stack.end - (8 << 20)
        #expect(machine.touch(target, 1).isDone)
        #expect(machine.vmas().last?.start == target)
        #expect(machine.counters().stack == 2048)
        #expect(machine.touch(target - 1, 1).fault == target - 1)
        machine.check()
    }

    @Test func stackKeepsAGapToTheMappingBelow() throws {
        var machine = try PagingMachine()
        let stack = try #require(machine.vmas().last)
        let below = stack.start - (1 << 20) - 256 * pageSize - pageSize
        let result = machine.mmap(MapRequest(address: below, length: pageSize, flags: [.private, .anonymous, .fixed]))
        #expect(result.isSuccess)
        #expect(machine.touch(stack.start - (1 << 20), 1).isDone)
        #expect(machine.touch(stack.start - (1 << 20) - pageSize, 1).fault != nil)
    }
}
