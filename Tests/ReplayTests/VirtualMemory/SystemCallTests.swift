import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite struct SystemCallTests {
    static let pid = PagingMachine.pid

    @Test func mmapGoesFromTheTopDownAndJoinsItsNeighbour() throws {
        var machine = try PagingMachine()
        let top = machine.vm.architecture.mmapBase
        let count = machine.vmas().count
        #expect(machine.map(pages: 4) == top - 4 * pageSize)
        #expect(machine.map(pages: 2) == top - 6 * pageSize)
        #expect(machine.vmas().count == count + 1)
        machine.check()
    }

    @Test func mmapTakesTheHighestHoleThatFits() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 20)
        machine.munmap(address + 15 * pageSize, 2 * pageSize)
        machine.munmap(address + 4 * pageSize, 5 * pageSize)
        #expect(machine.map(pages: 3) == address + 6 * pageSize)
        #expect(machine.map(pages: 2) == address + 15 * pageSize)
        #expect(machine.map(pages: 6) == address - 6 * pageSize)
        machine.check()
    }

    @Test func aFreeHintIsTakenAndATakenOneIsNot() throws {
        var machine = try PagingMachine()
        let first = machine.mmap(MapRequest(address: 0x2000_0123, length: pageSize)).value
        #expect(first == 0x2000_0000)
        #expect(machine.mmap(MapRequest(address: 0x2000_0000, length: pageSize)).value != 0x2000_0000)
    }

    @Test func fixedReplacesAndFixedNoReplaceRefuses() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3)
        machine.touch(address, 3 * pageSize)
        var request = MapRequest(address: address + pageSize, length: pageSize, flags: [.private, .anonymous, .fixedNoReplace])
        #expect(machine.mmap(request).error == .exists)
        #expect(machine.counters().anonymous == 3)
        request.flags = [.private, .anonymous, .fixed]
        #expect(machine.mmap(request).value == address + pageSize)
        #expect(machine.counters().anonymous == 2)
        machine.check()
    }

    @Test func badArgumentsAreRefused() throws {
        var machine = try PagingMachine()
        #expect(machine.mmap(MapRequest(length: 0)).error == .invalid)
        #expect(machine.mmap(MapRequest(length: .max)).error == .noMemory)
        #expect(machine.mmap(MapRequest(length: pageSize, flags: .anonymous)).error == .invalid)
        #expect(machine.mmap(MapRequest(length: 0xc000_0000)).error == .noMemory)
        #expect(machine.munmap(1, pageSize).error == .invalid)
        #expect(machine.munmap(pageSize, 0).error == .invalid)
        #expect(machine.munmap(0xbfff_f000, 2 * pageSize).error == .invalid)
        #expect(machine.munmap(0x2000_0000, pageSize).isSuccess)
        #expect(machine.column(.syscall, "errno") == [22, 12, 22, 12, 22, 22, 22, RowBuffer.null])
    }

    @Test func munmapSplitsAndGivesFramesAndTablesBack() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3000)
        machine.touch(address, 3000 * pageSize)
        let tables = machine.counters().tables
        let count = machine.vmas().count
        machine.munmap(address + 500 * pageSize, 2000 * pageSize)
        #expect(machine.vmas().count == count + 1)
        #expect(machine.counters().anonymous == 1000)
        #expect(machine.counters().tables == tables - 1)
        machine.check()
        machine.munmap(address, 3000 * pageSize)
        #expect(machine.counters().tables == 0)
        #expect(machine.frames.used == 2)
        machine.check()
    }

    @Test func brkGrowsTheHeapLazilyAndShrinksIt() throws {
        var machine = try PagingMachine()
        let start = machine.vm.programBreak(Self.pid)
        #expect(machine.brk(0).value == start)
        #expect(machine.brk(start + 16384).value == start + 16384)
        #expect(machine.counters().resident == 0)
        machine.touch(start, 16384)
        #expect(machine.counters().anonymous == 4)
        #expect(machine.brk(start + 8192).value == start + 8192)
        #expect(machine.counters().anonymous == 2)
        #expect(machine.brk(start - 1).error == .noMemory)
        #expect(machine.vm.programBreak(Self.pid) == start + 8192)
        machine.check()
    }

    @Test func aBreakInsideTheSamePageChangesNoVma() throws {
        var machine = try PagingMachine()
        let start = machine.vm.programBreak(Self.pid)
        _ = machine.brk(start + 100)
        let rows = machine.column(.vma, "op").count
        #expect(machine.brk(start + 4096).value == start + 4096)
        #expect(machine.column(.vma, "op").count == rows)
    }

    @Test func theHeapStopsAtTheNextMapping() throws {
        var machine = try PagingMachine()
        let start = machine.vm.programBreak(Self.pid)
        let request = MapRequest(
            address: start + (1 << 20), length: pageSize, flags: [.private, .anonymous, .fixed])
        #expect(machine.mmap(request).isSuccess)
        #expect(machine.brk(start + (1 << 20)).error == .noMemory)
        #expect(machine.brk(start + (1 << 20) - pageSize).isSuccess)
    }

    @Test func sbrkGivesTheOldBreak() throws {
        var machine = try PagingMachine()
        let start = machine.vm.programBreak(Self.pid)
        machine.begin()
        let result = machine.vm.sbrk(Self.pid, by: 5000, fromLibrary: true, memory: &machine.frames, log: &machine.log)
        #expect(result.value == start)
        #expect(machine.vm.programBreak(Self.pid) == start + 5000)
        #expect(machine.column(.syscall, "from_libc") == [1])
        machine.begin()
        let back = machine.vm.sbrk(Self.pid, by: -6000, memory: &machine.frames, log: &machine.log)
        #expect(back.error == .noMemory)
    }

    @Test func mremapGrowsInPlaceWhereThereIsRoom() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 4)
        machine.munmap(address + 2 * pageSize, 2 * pageSize)
        machine.touch(address, 2 * pageSize)
        let result = try machine.mremap(RemapRequest(address: address, oldLength: 8192, newLength: 16384))
        #expect(result.value == address)
        #expect(machine.counters().anonymous == 2)
        machine.check()
    }

    @Test func mremapMovesEntriesNotContents() throws {
        var machine = try PagingMachine(.paeTest)
        _ = machine.map(pages: 1, 1)
        let address = machine.map(pages: 600)
        machine.touch(address + 500 * pageSize, 100 * pageSize)
        let frame = machine.frame(address + 599 * pageSize)
        let committed = machine.vm.committedPages
        let requests = machine.frames.count(.anonymous)
        let result = try machine.mremap(RemapRequest(address: address, oldLength: 600 << 12, newLength: 1200 << 12))
        #expect(result.value == address - (1200 << 12))
        #expect(machine.frame(result.value + 599 * pageSize) == frame)
        #expect(machine.frames.count(.anonymous) == requests)
        #expect(machine.vm.committedPages == committed + 600)
        #expect(machine.outcome(address) == .notPresent)
        #expect(machine.touch(address).fault == address)
        machine.check()
    }

    @Test func mremapWithoutMayMoveFailsWhereThereIsNoRoom() throws {
        var machine = try PagingMachine()
        _ = machine.map(pages: 1, 1)
        let address = machine.map(pages: 2)
        let request = RemapRequest(address: address, oldLength: 8192, newLength: 12288, flags: 0)
        #expect(try machine.mremap(request).error == .noMemory)
        #expect(try machine.mremap(RemapRequest(address: 4096, oldLength: 8192, newLength: 4096)).error == .badAddress)
        machine.check()
    }

    @Test func mremapToAFixedPlaceMayShrink() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 4)
        machine.touch(address, 4 * pageSize)
        let committed = machine.vm.committedPages
        let request = RemapRequest(address: address, oldLength: 16384, newLength: 8192, flags: 3, target: 0x3000_0000)
        #expect(try machine.mremap(request).value == 0x3000_0000)
        #expect(machine.counters().anonymous == 2)
        #expect(machine.vm.committedPages == committed - 2)
        machine.check()
    }

    @Test func mremapWithoutTablesIsUndone() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 3000)
        machine.touch(address, 3000 * pageSize)
        let (counters, committed) = (machine.counters(), machine.vm.committedPages)
        for left in 0..<3 {
            machine.frames.left = left
            var failed = false
            let request = RemapRequest(address: address, oldLength: 3000 << 12, newLength: 3001 << 12, flags: 3, target: 0x3000_0000)
            do { _ = try machine.mremap(request) } catch is OutOfMemory { failed = true }
            #expect(failed)
            #expect(machine.counters() == counters)
            #expect(machine.vm.committedPages == committed)
            #expect(machine.frames.left == left)
            machine.check()
        }
    }

    @Test func mprotectSplitsJoinsAndTakesTheWritePermission() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 6)
        machine.touch(address, 6 * pageSize)
        let count = machine.vmas().count
        #expect(machine.protect(address + 2 * pageSize, 2 * pageSize, 1).isSuccess)
        #expect(machine.vmas().count == count + 2)
        #expect(machine.touch(address + 2 * pageSize).fault != nil)
        #expect(machine.touch(address + 2 * pageSize, 1, .read).isDone)
        machine.check()
        #expect(machine.protect(address + 2 * pageSize, 2 * pageSize, 3).isSuccess)
        #expect(machine.vmas().count == count)
        machine.touch(address + 2 * pageSize)
        #expect(machine.column(.fault, "outcome").last == Int64(FaultOutcome.reuse.rawValue))
        #expect(machine.protect(address + 4 * pageSize, 3 * pageSize + (100 << 12), 3).error == .noMemory)
        machine.check()
    }

    @Test func memoryThatBecomesWritableIsChargedOnce() throws {
        var machine = try PagingMachine()
        let committed = machine.vm.committedPages
        let address = machine.map(pages: 10, 1)
        #expect(machine.vm.committedPages == committed)
        _ = machine.protect(address, 10 * pageSize, 3)
        #expect(machine.vm.committedPages == committed + 10)
        _ = machine.protect(address, 10 * pageSize, 1)
        _ = machine.protect(address, 10 * pageSize, 3)
        #expect(machine.vm.committedPages == committed + 10)
        machine.check()
    }

    @Test func dontNeedGivesPagesBackAndTheyReadAsZeroAgain() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 4)
        machine.touch(address, 4 * pageSize)
        machine.begin()
        let result = machine.vm.madvise(
            Self.pid, address + pageSize, length: 8192, advice: .dontNeed, memory: &machine.frames, log: &machine.log)
        #expect(result.isSuccess)
        #expect(machine.counters().anonymous == 2)
        machine.touch(address + pageSize, 1, .read)
        #expect(machine.outcome(address + pageSize) == .zeroPage)
        machine.check()
    }

    @Test func lockedMemoryIsPopulatedAtOnceAndNotForgotten() throws {
        var machine = try PagingMachine()
        let address = machine.map(pages: 10)
        machine.begin()
        let result = machine.vm.mlock(Self.pid, address + 100, length: 8192, memory: &machine.frames, log: &machine.log)
        #expect(result.isSuccess && result.pending == nil)
        #expect(machine.counters().anonymous == 3)
        #expect(machine.counters().locked == 3)
        machine.begin()
        let advice = machine.vm.madvise(
            Self.pid, address, length: 8192, advice: .dontNeed, memory: &machine.frames, log: &machine.log)
        #expect(advice.error == .invalid)
        machine.begin()
        #expect(machine.vm.munlock(Self.pid, address, length: 16384, log: &machine.log).isSuccess)
        #expect(machine.counters().locked == 0)
        #expect(machine.counters().anonymous == 3)
        machine.check()
    }

    @Test func afterMlockallNothingFaultsAnyMore() throws {
        var machine = try PagingMachine()
        machine.begin()
        #expect(machine.vm.mlockall(Self.pid, flags: 3, memory: &machine.frames, log: &machine.log).isSuccess)
        let start = machine.vm.programBreak(Self.pid)
        _ = machine.brk(start + (1 << 20))
        let address = machine.map(pages: 100)
        let faults = machine.column(.fault, "pid").count
        machine.touch(start, 1 << 20)
        machine.touch(address, 100 * pageSize)
        for vma in machine.vmas() where vma.protection & 2 != 0 { machine.touch(vma.start, vma.end - vma.start) }
        #expect(machine.column(.fault, "pid").count == faults)
        #expect(machine.counters().resident == machine.counters().total)
        #expect(machine.vm.lockedPages == machine.counters().total)
        machine.check()
    }

    @Test func populateGoesOnAfterALackOfFrames() throws {
        var machine = try PagingMachine(frames: 60)
        let result = machine.mmap(MapRequest(length: 100 * pageSize, flags: [.private, .anonymous, .populate]))
        let pending = try #require(result.pending)
        machine.check()
        machine.frames.left = 1000
        machine.begin()
        let rest = machine.vm.populate(
            Self.pid, from: pending.start, to: pending.end, memory: &machine.frames, log: &machine.log)
        #expect(rest == nil)
        #expect(machine.counters().anonymous == 100)
        machine.check()
    }

    @Test func theNumberOfVmasIsLimited() throws {
        var machine = try PagingMachine()
        machine.vm.settings.maxMapCount = 8
        let address = machine.map(pages: 100)
        var splits = 0
        while machine.munmap(address + UInt64(splits * 2 + 1) * pageSize, pageSize).isSuccess { splits += 1 }
        #expect(machine.vmas().count == 8)
        #expect(machine.protect(address, pageSize, 1).isSuccess)
        #expect(machine.mmap(MapRequest(length: pageSize, protection: 1)).isSuccess)
        #expect(machine.mmap(MapRequest(length: pageSize, protection: 5)).error == .noMemory)
        machine.check()
    }

    @Test func thingsInheritedMergeLess() throws {
        var machine = try PagingMachine()
        let child = ProcessID(101)
        let address = machine.map(pages: 2)
        machine.touch(address)
        try machine.fork(101)
        let (parents, children) = (machine.vmas().count, machine.vmas(child).count)
        _ = machine.map(pages: 1)
        _ = machine.map(pages: 1, by: child)
        #expect(machine.vmas().count == parents)
        #expect(machine.vmas(child).count == children + 1)
    }
}
