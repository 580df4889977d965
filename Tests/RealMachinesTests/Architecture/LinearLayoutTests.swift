import Pages
import ProcFiles
import ReplayModel
import Testing
import TraceFormat

@testable import RealMachines

/// Boards whose RAM does not begin at physical 0, and where their linear map is.
@Suite struct LinearLayoutTests {
    private func profile(_ text: String) throws -> MachineProfile { try ProfileFile.parse("base: arm32-1g\n" + text, file: "b.yaml") }

    @Test(arguments: [0x1000_0000, 0x4000_0000, 0x8000_0000, 0xc000_0000] as [UInt64])
    func theLinearMapBeginsWithRAM(start: UInt64) throws {
        let board = try profile("ram: [\(start)-\(start + 128 << 20)]\nreserved: []\nzones: {Normal: \(start)-\(start + 128 << 20)}\n")
        #expect(board.architecture.physicalOffset == start)
        #expect(board.lowmemSize == 128 << 20)
        let frame = FrameNumber(UInt32(start >> pageShift))
        #expect(board.linearAddress(of: frame)?.rawValue == 0xc000_0000)
        #expect(board.description.contains { $0 == ("phys_offset", "0x" + String(start, radix: 16)) })
        PhysicalMemory(profile: board).checkInvariants()
    }

    @Test func lowmemOf768MiBIsAccepted() throws {
        let board = try profile(
            "ram: [0x40000000-0x80000000]\nreserved: []\nzones: {Normal: 0x40000000-0x70000000, HighMem: 0x70000000-0x80000000}\n")
        #expect(board.lowmemSize == 768 << 20)
        #expect(board.linearAddress(of: FrameNumber(0x70000)) == nil)
    }

    @Test func pageOffsetMovesUserSpaceToo() throws {
        let board = try profile(
            "page_offset: 0x80000000\nram: [0-948MiB]\nreserved: []\nzones: {Normal: 0-948MiB}\nvmalloc: 0xbb800000-0xff800000\n")
        #expect(board.architecture.userEnd == 0x7f00_0000 && board.architecture.stackTop == 0x7f00_0000)
        #expect(board.linearAddress(of: FrameNumber(0))?.rawValue == 0x8000_0000)
    }

    @Test(arguments: [
        ("phys_offset: 0x90000000\n", "phys_offset"), ("page_offset: 0x100\n", "page_offset"), ("page_offset: here\n", "page_offset"),
        ("va_bits: 39\n", "va_bits"), ("ram: [0-1100MiB]\nzones: {Normal: 0-1100MiB}\n", "more than the linear map holds"),
    ])
    func whatCannotBeIsRefused(text: String, message: String) {
        let error = #expect(throws: ProfileError.self) { try profile(text) }
        #expect("\(error as Any)".contains(message), "\(error as Any)")
    }

    /// A Raspberry Pi 2: 948 MiB of lowmem at PAGE_OFFSET 2 GiB; meminfo's VmallocTotal fits no other.
    @Test func vmallocTotalTellsPageOffset() throws {
        let texts = [
            "zoneinfo": zoneInfoText([("Normal", 0, 948 << 8)]), "cpuinfo": "processor\t: 0\nmodel name\t: ARMv7 Processor rev 5 (v7l)\n",
            "version": "Linux version 4.9.35-v7+ (dc4@dc4)\n", "meminfo": "MemTotal:         970752 kB\nVmallocTotal:    1114112 kB\n",
        ]
        let machine = try MachineImport(MachineFiles(texts: texts, folder: "pi"))
        #expect(machine.profile.architecture.linearBase == 0x8000_0000)
        #expect(machine.profile.architecture.vmallocStart == 0xbb80_0000 && machine.profile.architecture.vmallocEnd == 0xff80_0000)
        #expect(try ProfileFile.parse(machine.text, file: "pi.yaml") == machine.profile)
    }

    @Test func theKernelsLogTellsBoth() throws {
        var files = try CaseFiles.machine("02-arm-ram-not-at-0.state")
        files.texts["dmesg"] = """
            [    0.000000] Virtual kernel memory layout:
            [    0.000000]     vmalloc : 0xb8800000 - 0xff000000   (1128 MB)
            [    0.000000]     lowmem  : 0xb0000000 - 0xb8000000   ( 128 MB)

            """
        let architecture = try MachineImport(files).profile.architecture
        #expect(architecture.linearBase == 0xb000_0000 && architecture.physicalOffset == 0x8000_0000)
        #expect(architecture.vmallocStart == 0xb880_0000 && architecture.vmallocEnd == 0xff00_0000)
    }

    @Test(arguments: ["02-arm-ram-not-at-0.state", "05-arm64.machine"])
    func aStatesRAMMovesTheLinearMap(name: String) throws {
        let state = try CaseFiles.state(name)
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        let start = plan.profile.ram[0].start
        #expect(plan.profile.architecture.physicalOffset == start)
        #expect(plan.profile.zones[0].range.start == start)
        let memory = try memory(plan)
        #expect(plan.profile.linearAddress(of: FrameNumber(UInt32(start >> pageShift)))?.rawValue == plan.profile.architecture.linearBase)
        var free: UInt64 = 0
        for zone in state.zones {
            for (order, blocks) in (zone.blockCounts ?? []).enumerated() { free += blocks << UInt64(order) }
        }
        #expect(memory.freePages == free)
    }
}
