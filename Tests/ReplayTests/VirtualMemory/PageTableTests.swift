import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Virtual

@Suite struct PageTableTests {
    static let pid = PagingMachine.pid

    @Test func i386SplitsTheUpperTwentyBitsInTwoIndices() throws {
        var machine = try PagingMachine(.i386Test)
        let address = machine.map(pages: 1)
        machine.touch(address)
        let translation = machine.vm.translate(Self.pid, VirtualAddress(address + 0x123))
        #expect(translation.steps.map(\.index) == [UInt32(address >> 22), UInt32(address >> 12 & 1023)])
        #expect(translation.steps.map(\.level) == [2, 1])
        let root = try #require(translation.steps[0].tableFrame)
        let table = try #require(translation.steps[1].tableFrame)
        #expect(machine.frames.owner(of: root) == FrameOwner(.pageTable, id: 100, tag: 2))
        #expect(machine.frames.owner(of: table) == FrameOwner(.pageTable, id: 100, tag: 1))
        #expect(translation.steps[0].entry >> pageShift == UInt64(table.rawValue))
        #expect(translation.steps[1].entry == (translation.physical! & ~0xfff) | 0x67)
        #expect(translation.physical! & 0xfff == 0x123)
    }

    @Test func theWalkStopsAtTheFirstEmptyLevel() throws {
        var machine = try PagingMachine(.amd64Test)
        let address = machine.map(pages: 1)
        #expect(machine.vm.translate(Self.pid, VirtualAddress(address)).steps.map(\.level) == [4])
        machine.touch(address)
        #expect(machine.vm.translate(Self.pid, VirtualAddress(address)).steps.map(\.level) == [4, 3, 2, 1])
        let below = machine.vm.translate(Self.pid, VirtualAddress(address - pageSize))
        #expect(below.outcome == .notPresent)
        #expect(below.steps.last?.entry == 0)
    }

    /// Tables that a process has after start and after touching one page: Linux counts all but the top (VmPTE).
    @Test(arguments: [(MachineProfile.i386Test, 0, 1, 1), (.paeTest, 3, 4, 0), (.amd64Test, 0, 3, 2), (.arm32Test, 0, 1, 4)])
    func tablesAreCountedAsLinuxDoes(_ profile: MachineProfile, _ atStart: UInt64, _ touched: UInt64, _ rootFrames: Int) throws {
        var machine = try PagingMachine(profile)
        #expect(machine.counters().tables == atStart)
        #expect(machine.frames.count(.pageTable) == Int(atStart) + rootFrames)
        machine.touch(machine.map(pages: 1))
        #expect(machine.counters().tables == touched)
        #expect(machine.vm.pageTableFrames == touched + UInt64(rootFrames))
        machine.check()
    }

    @Test func levelsThreeAndUpAreNotInPageTablesOfMeminfo() throws {
        var machine = try PagingMachine(.amd64Test)
        machine.touch(machine.map(pages: 1))
        #expect(machine.vm.pageTablePages == 2)
    }

    /// The demo's shape on a real i686-PAE machine: text, heap, mmap region, stack touched: 4 tables and 3 second-level ones
    /// are 28 kB of VmPTE; 2000 MB at 0x3af33000 add one table for each 2 MiB begun.
    @Test func theDemosPageTablesAreThoseOfTheRealMachine() throws {
        var machine = try PagingMachine(.paeTest, frames: 600_000)
        machine.vm.settings.overcommitMemory = 1
        for address: UInt64 in [0x0804_8000, 0x0921_e000, 0xb7f4_c000, 0xbff3_7000] {
            let request = MapRequest(address: address, length: pageSize, flags: [.private, .anonymous, .fixed])
            #expect(machine.mmap(request).isSuccess)
            machine.touch(address)
        }
        #expect(machine.counters().tables * 4 == 28)
        let request = MapRequest(address: 0x3af3_3000, length: 2_048_004 << 10, flags: [.private, .anonymous, .fixed])
        #expect(machine.mmap(request).isSuccess)
        machine.touch(0x3af3_3000)
        #expect(machine.counters().tables * 4 == 32)
        machine.touch(0x3af3_3000, 100 << 20)
        #expect(machine.counters().tables * 4 == 232)
        machine.touch(0x3af3_3000, 200 << 20)
        #expect(machine.counters().tables * 4 == 432)
        machine.touch(0x3af3_3000, 500 << 20)
        #expect(machine.counters().tables * 4 == 1032)
        // Killed with 247,419 anonymous pages, some fifteen of them outside the block, and pgtables:1964kB.
        machine.touch(0x3af3_3000, 247_404 << pageShift)
        #expect(machine.counters().tables * 4 == 1964)
    }

    @Test func twoAddressesMayMapOneFrame() throws {
        var machine = try PagingMachine()
        let request = MapRequest(length: pageSize, flags: .shared, name: NameID(4))
        let (first, second) = (machine.mmap(request).value, machine.mmap(request).value)
        machine.touch(first)
        machine.touch(second)
        #expect(first != second)
        #expect(machine.frame(first) == machine.frame(second))
        #expect(machine.frames.mapCount(of: FrameNumber(UInt32(machine.frame(first)!))) == 2)
        machine.check()
    }

    @Test func tablesGoWithTheLastVmaThatNeedsThem() throws {
        var machine = try PagingMachine(.i386Test)
        let span: UInt64 = 4 << 20
        let base: UInt64 = 0x4000_0000
        for address in [base, base + span - pageSize] {
            let request = MapRequest(address: address, length: pageSize, flags: [.private, .anonymous, .fixed])
            _ = machine.mmap(request)
            machine.touch(address)
        }
        #expect(machine.counters().tables == 1)
        machine.munmap(base, pageSize)
        #expect(machine.counters().tables == 1)
        machine.munmap(base + span - pageSize, pageSize)
        #expect(machine.counters().tables == 0)
        #expect(machine.column(.pageTable, "base").last == Int64(base))
        machine.check()
    }

    @Test func aFailedTopLevelLeavesNothing() throws {
        var machine = try PagingMachine(.paeTest)
        machine.vm.create(ProcessID(5), comm: NameID(2), log: &machine.log)
        let used = machine.frames.used
        machine.frames.left = 2
        var failed = false
        do throws(OutOfMemory) {
            try machine.vm.ensureAddressSpace(ProcessID(5), memory: &machine.frames, log: &machine.log)
        } catch { failed = true }
        #expect(failed)
        #expect(machine.frames.used == used)
        #expect(machine.frames.left == 2)
        machine.check()
    }
}

@Suite struct KernelMapperTests {
    static let start = VirtualAddress(0xf800_0000)

    @Test func linearAddressesNeedNoTables() throws {
        let machine = try PagingMachine()
        let address = VirtualAddress(0xc012_3456)
        #expect(machine.vm.classify(address) == (.linear, 0x12_3456))
        let translation = machine.vm.translate(.kernel, address)
        #expect((translation.outcome, translation.physical, translation.steps) == (.linear, 0x12_3456, []))
        #expect(machine.vm.classify(VirtualAddress(0xf800_0000)) == (.unmapped, nil))
        #expect(machine.vm.classify(VirtualAddress(0x1000)) == (.unmapped, nil))
    }

    @Test func theLinearMapEndsWithTheRam() throws {
        var profile = MachineProfile.i386Test
        profile.ram = [PhysicalRange(0, 64 << 20)]
        let machine = try PagingMachine(profile)
        #expect(machine.vm.classify(VirtualAddress(0xc3ff_ffff)).kind == .linear)
        #expect(machine.vm.classify(VirtualAddress(0xc400_0000)).kind == .unmapped)
    }

    @Test(arguments: [(MachineProfile.i386Test, 2), (.paeTest, 2), (.arm32Test, 2), (.amd64Test, 3)])
    func vmallocTakesTablesBelowTheLevelsThatBootMade(_ profile: MachineProfile, _ bootLevel: Int) throws {
        var machine = try PagingMachine(profile)
        let tables = machine.frames.count(.pageTable)
        let page = VirtualAddress(profile.architecture.vmallocStart).page
        machine.begin()
        try machine.vm.mapKernel(
            page, count: 3, protection: 3, frames: { 1000 + 2 * $0 }, memory: &machine.frames, log: &machine.log)
        #expect(machine.frames.count(.pageTable) == tables + bootLevel - 1)
        #expect(machine.vm.kernelFrame(of: VirtualPage(page.rawValue + 2)) == 1004)
        #expect(machine.vm.classify(VirtualAddress(page.address.rawValue + 0x1010)) == (.vmalloc, 1002 << 12 | 0x10))
        #expect(machine.column(.mapping, "pfn") == [1000, 1002, 1004])
        machine.begin()
        machine.vm.unmapKernel(page, count: 3, log: &machine.log)
        #expect(machine.vm.kernelFrame(of: page) == nil)
        #expect(machine.frames.count(.pageTable) == tables + bootLevel - 1)
        #expect(machine.column(.mapping, "count").last == 3)
        machine.check()
    }

    @Test func aFailedKernelMappingKeepsNoTable() throws {
        var machine = try PagingMachine(.amd64Test)
        let page = VirtualAddress(machine.vm.architecture.vmallocStart).page
        for left in 0..<3 {
            machine.frames.left = left
            let used = machine.frames.used
            var failed = false
            do throws(OutOfMemory) {
                try machine.vm.mapKernel(
                    page, count: 600, protection: 3, frames: { $0 }, memory: &machine.frames, log: &machine.log)
            } catch { failed = true }
            #expect(failed)
            #expect(machine.frames.used == used)
            #expect(machine.vm.kernelFrame(of: page) == nil)
            machine.check()
        }
    }

    @Test func registersOutsideRamMapTooAndTakeNoFrame() throws {
        var machine = try PagingMachine()
        machine.begin()
        try machine.vm.mapKernel(
            Self.start.page, count: 1, protection: 3, frames: { _ in 0 }, memory: &machine.frames, log: &machine.log)
        let used = machine.frames.used
        let page = VirtualPage(Self.start.page.rawValue + 2)
        try machine.vm.mapKernel(
            page, count: 4, protection: 3, frames: { 0xf_e000 + $0 }, memory: &machine.frames, log: &machine.log)
        #expect(machine.frames.used == used)
        #expect(machine.vm.translate(.kernel, VirtualAddress(page.address.rawValue + 0x1004)).physical == 0xfe00_1004)
    }
}
