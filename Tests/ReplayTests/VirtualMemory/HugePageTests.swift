import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite struct HugePageTests {
    static let size: UInt64 = 2 << 20

    static func machine(_ mode: TransparentHugePages = .always, _ generation: KernelGeneration = .v61) throws -> PagingMachine {
        var profile = TestProfiles.amd64(generation)
        profile.vm.transparentHugePages = mode
        return try PagingMachine(profile, frames: 20_000)
    }

    /// An aligned mapping of `count` huge pages.
    static func map(_ machine: inout PagingMachine, count: UInt64 = 1, at address: UInt64 = 0x4000_0000) -> UInt64 {
        machine.mmap(MapRequest(address: address, length: count * size, flags: [.private, .anonymous, .fixed])).value
    }

    @Test func aFaultInAWholeRangeTakesABlockAndItsTable() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine)
        let before = machine.counters()
        #expect(machine.touch(address + 0x5000).isDone)
        #expect(machine.counters().anonymous == before.anonymous + 512)
        #expect(machine.frames.requests.filter { $0.order == 9 }.map(\.gfp) == [machine.vm.hugeRules.flags])
        // Levels 3, 2 and the table that is set aside.
        #expect(machine.counters().tables == before.tables + 3)
        let walk = machine.vm.translate(PagingMachine.pid, VirtualAddress(address + 0x5123))
        #expect(walk.steps.map(\.level) == [4, 3, 2])
        #expect(walk.steps.last!.entry & 0xe7 == 0xe7)
        #expect(walk.physical! & (Self.size - 1) == 0x5123)
        #expect(machine.vm.hugePages == 512)
        machine.check()
        #expect(machine.column(.fault, "outcome").last == Int64(FaultOutcome.hugePage.rawValue))
        #expect(machine.touch(address, Self.size).isDone)
        machine.munmap(address, Self.size)
        #expect(machine.counters().anonymous == before.anonymous)
        #expect(machine.vm.hugePages == 0)
        machine.check()
    }

    @Test(arguments: [0x4000_1000, 0x401f_f000] as [UInt64])
    func aRangeThatIsNotWholeTakesSmallPages(address: UInt64) throws {
        var machine = try Self.machine()
        let start = Self.map(&machine, at: address)
        #expect(machine.touch(start).isDone)
        #expect(machine.vm.hugePages == 0)
        #expect(machine.frames.requests.allSatisfy { $0.order < 9 })
        machine.check()
    }

    @Test func withoutABlockASmallPageServes() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine)
        machine.frames.left = 300
        #expect(machine.touch(address).isDone)
        #expect(machine.vm.hugePages == 0 && machine.counters().anonymous == 1)
        machine.check()
    }

    @Test func adviceDecidesInModeMadvise() throws {
        var machine = try Self.machine(.madvise)
        let address = Self.map(&machine, count: 2)
        machine.begin()
        _ = machine.vm.madvise(
            PagingMachine.pid, address, length: Self.size, advice: .hugePage, memory: &machine.frames, log: &machine.log)
        machine.touch(address)
        machine.touch(address + Self.size)
        #expect(machine.counters().anonymous == 513)
        machine.check()
    }

    @Test func aReadMapsTheHugeZeroPage() throws {
        for (generation, anonymous) in [(KernelGeneration.v61, UInt64(1)), (.v618, 512)] {
            var machine = try Self.machine(.always, generation)
            let address = Self.map(&machine)
            machine.touch(address, 1, .read)
            #expect(machine.counters().anonymous == 0)
            #expect(machine.outcome(address + 0x3000) == .zeroPage)
            machine.check()
            machine.touch(address + 0x3000)
            #expect(machine.counters().anonymous == anonymous)
            machine.check()
        }
    }

    @Test func aPartThatGoesSplitsTheMappingAndKeepsTheBlock() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine)
        machine.touch(address)
        let used = machine.frames.used
        machine.begin()
        _ = machine.vm.madvise(
            PagingMachine.pid, address + 0x1000, length: 0x3000, advice: .dontNeed, memory: &machine.frames, log: &machine.log)
        #expect(machine.counters().anonymous == 509 && machine.vm.hugePages == 0)
        #expect(machine.frames.used == used && machine.vm.idleHugeFrames == 3)
        #expect(machine.vm.translate(PagingMachine.pid, VirtualAddress(address)).steps.count == 4)
        machine.check()
        machine.begin()
        #expect(machine.vm.splitPartialBlocks(cpu: 0, memory: &machine.frames, log: &machine.log) == 3)
        #expect(machine.frames.used == used - 3 && machine.vm.idleHugeFrames == 0)
        machine.check()
        machine.munmap(address, Self.size)
        machine.check()
    }

    @Test func theLastPageFreesTheBlock() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine)
        machine.touch(address)
        machine.munmap(address, Self.size - pageSize)
        #expect(machine.frames.count(.anonymous) == 512)
        machine.munmap(address + Self.size - pageSize, pageSize)
        #expect(machine.frames.count(.anonymous) == 0)
        machine.check()
    }

    @Test func protectionOfAPartSplitsAndOfTheWholeDoesNot() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine, count: 2)
        machine.touch(address, 2 * Self.size)
        #expect(machine.protect(address, Self.size, 1).isSuccess)
        #expect(machine.vm.hugePages == 1024)
        #expect(machine.protect(address, Self.size, 3).isSuccess)
        machine.touch(address)
        #expect(machine.vm.hugePages == 1024)
        #expect(machine.column(.fault, "outcome").last == Int64(FaultOutcome.reuse.rawValue))
        #expect(machine.protect(address + Self.size + 0x4000, 0x2000, 1).isSuccess)
        #expect(machine.vm.hugePages == 512 && machine.counters().anonymous == 1024)
        machine.check()
    }

    @Test func forkSharesTheBlockAndAWriteSplits() throws {
        var machine = try Self.machine()
        let address = Self.map(&machine)
        let child = ProcessID(101)
        machine.touch(address)
        try machine.fork(101)
        #expect(machine.counters(child).anonymous == 512 && machine.vm.hugePages == 512)
        #expect(machine.vm.translate(child, VirtualAddress(address)).steps.count == 3)
        machine.check()
        machine.touch(address + 0x2000, 1, by: child)
        #expect(machine.vm.translate(child, VirtualAddress(address)).steps.count == 4)
        #expect(machine.frame(address, of: child) == machine.frame(address))
        #expect(machine.frame(address + 0x2000, of: child) != machine.frame(address + 0x2000))
        #expect(machine.vm.hugePages == 512 && machine.counters(child).anonymous == 512)
        machine.check()
        machine.exit(child)
        machine.touch(address)
        #expect(machine.vm.hugePages == 512)
        machine.check()
    }

    @Test func mremapMovesAnAlignedHugePageWithItsTable() throws {
        for (target, whole) in [(UInt64(0x5000_0000), UInt64(512)), (0x5000_1000, 0)] {
            var machine = try Self.machine()
            let address = Self.map(&machine)
            machine.touch(address)
            let frame = machine.frame(address + 0x7000)
            let result = try machine.mremap(
                RemapRequest(address: address, oldLength: Self.size, newLength: Self.size, flags: 3, target: target))
            #expect(result.isSuccess && machine.vm.hugePages == whole)
            #expect(machine.frame(target + 0x7000) == frame)
            machine.check()
        }
    }

    @Test(arguments: 1...8)
    func randomTracesKeepTheBooks(_ seed: Int) throws {
        var machine = try Self.machine(seed % 2 == 0 ? .always : .madvise, seed % 3 == 0 ? .v618 : .v61)
        var random = PageTraceRandom(state: UInt64(seed))
        var alive = [PagingMachine.pid]
        for step in 0..<250 {
            try Self.step(&machine, &random, &alive, step)
            machine.check()
        }
        for pid in alive { machine.exit(pid) }
        machine.check()
        #expect(machine.vm.hugePages == 0 && machine.vm.idleHugeFrames == 0)
        #expect(machine.frames.count(.anonymous) == 0 && machine.frames.count(.pageTable) == 0)
    }

    /// One call on the four huge pages from 1 GiB on.
    static func step(
        _ machine: inout PagingMachine, _ random: inout PageTraceRandom, _ alive: inout [ProcessID], _ number: Int
    ) throws {
        let pid = alive.randomElement(using: &random)!
        let isWhole = Bool.random(using: &random)
        let unit = isWhole ? size : pageSize
        let start = 0x4000_0000 + UInt64.random(in: 0..<(4 * size / unit), using: &random) * unit
        let length = UInt64.random(in: 1...(isWhole ? 2 : 40), using: &random) * unit
        machine.begin()
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<4:
            let flags: MapFlags = [.private, .anonymous, .fixed]
            _ = machine.mmap(MapRequest(address: start, length: length, flags: flags), by: pid)
            let advice: MemoryAdvice = number % 5 == 0 ? .noHugePage : .hugePage
            _ = machine.vm.madvise(pid, start, length: length, advice: advice, memory: &machine.frames, log: &machine.log)
        case 4: machine.munmap(start, length, by: pid)
        case 5, 6:
            let protection = UInt8([0, 1, 3, 3].randomElement(using: &random)!)
            _ = machine.vm.mprotect(pid, start, length: length, protection: protection, memory: &machine.frames, log: &machine.log)
        case 7, 8:
            let advice: MemoryAdvice = [.dontNeed, .free, .noHugePage, .hugePage].randomElement(using: &random)!
            _ = machine.vm.madvise(pid, start, length: length, advice: advice, memory: &machine.frames, log: &machine.log)
        case 9:
            let target = 0x5000_0000 + UInt64.random(in: 0..<4, using: &random) * size
            let request = RemapRequest(address: start, oldLength: length, newLength: length, flags: 3, target: target)
            _ = try machine.vm.mremap(pid, request, memory: &machine.frames, log: &machine.log)
        case 10 where alive.count < 4:
            let child = ProcessID(Int32(200 + number))
            #expect(try machine.fork(child.rawValue, from: pid).isSuccess)
            alive.append(child)
        case 11 where alive.count > 1:
            machine.exit(pid)
            alive.removeAll { $0 == pid }
        case 12: _ = machine.vm.splitPartialBlocks(cpu: 0, memory: &machine.frames, log: &machine.log)
        case 13: _ = machine.vm.mlock(pid, start, length: length, memory: &machine.frames, log: &machine.log)
        default: machine.touch(start, length, number % 3 == 0 ? .read : .write, by: pid)
        }
    }
}
