import ProcFiles
import ReplayModel
import Testing

@testable import RealMachines

/// Which architecture files speak of.
@Suite struct ArchitectureTests {
    @Test(
        arguments: [
            ("Processor\t: ARM926EJ-S rev 5 (v5l)\nBogoMIPS\t: 197.83\n", .arm32), ("Processor\t: XScale-PXA270 rev 8 (v5l)\n", .arm32),
            ("Processor\t: ARMv7 Processor rev 2 (v7l)\nprocessor\t: 0\nprocessor\t: 1\nCPU architecture: 7\n", .arm32),
            ("processor\t: 0\nmodel name\t: ARMv6-compatible processor rev 7 (v6l)\n", .arm32),
            ("processor\t: 0\nBogoMIPS\t: 108.00\nCPU implementer\t: 0x41\nCPU architecture: 8\n", .arm64),
            ("Processor\t: AArch64 Processor rev 4 (aarch64)\nprocessor\t: 0\nCPU architecture: AArch64\n", .arm64),
            ("processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nflags\t\t: fpu lm\n", .x86),
            ("system type\t\t: Atheros AR9330\nprocessor\t\t: 0\ncpu model\t\t: MIPS 24Kc V7.4\n", .other(name: "MIPS", isWide: nil)),
            ("processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\n", .other(name: "RISC-V", isWide: true)),
            ("processor\t: 0\ncpu\t\t: POWER8\ntimebase\t: 512000000\n", .other(name: "PowerPC", isWide: nil)),
            ("vendor_id       : IBM/S390\n# processors    : 2\n", .other(name: "s390", isWide: true)),
            ("processor\t: 0\n", nil),
        ] as [(String, ProcessorFamily?)])
    func cpuinfoTells(text: String, family: ProcessorFamily?) {
        #expect(CpuInfo(WordLines(text, file: "cpuinfo")).family == family)
    }

    @Test func processorsAreCounted() {
        func count(_ text: String) -> Int { CpuInfo(WordLines(text, file: "cpuinfo")).processors }
        #expect(count("Processor\t: ARMv7 Processor rev 2 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 1\n\nprocessor\t: 1\n") == 2)
        #expect(count("Processor\t: ARM926EJ-S rev 5 (v5l)\n") == 0)
        #expect(count("# processors    : 2\n") == 2)
    }

    @Test(
        arguments: [
            ("Linux version 6.1.0-13-arm64 (debian-kernel@lists.debian.org)", .arm64),
            ("Linux version 6.6.20+rpt-rpi-v8 (serge@x)", .arm64),
            ("Linux version 4.9.112 (b@h) (gcc version 4.9 (aarch64-linux-android-4.9))", .arm64),
            ("Linux version 5.10.103-v7l+ (dom@b)", .arm32), ("Linux version 3.4.5 (gcc version 4.6 (arm-eabi-4.6))", .arm32),
            ("Linux version 4.19.0-6-armmp (debian)", .arm32), ("Linux version 6.1.0-50-amd64 (x)", .amd64),
            ("Linux version 6.1.0-50-686-pae (x)", .i386),
            ("Linux version 5.4 (powerpc64le-linux-gnu-gcc)", .other(name: "64-bit PowerPC", isWide: true)),
            ("Linux version 4.14.95 (mips-openwrt-linux-gcc)", .other(name: "MIPS", isWide: nil)), ("Linux version 4.4.0 (me@here)", nil),
        ] as [(String, ProcessorFamily?)])
    func aVersionTells(text: String, family: ProcessorFamily?) {
        #expect(ProcessorFamily.named(in: text) == family)
    }

    /// Without cpuinfo and version: zones alone.
    @Test(
        arguments: [
            ([("DMA", 1, 4095), ("DMA32", 4096, 200_000)], .amd64, "x86_64-1g"),
            ([("DMA", 1, 4095), ("Normal", 4096, 200_000)], .i386, "i386-1g"),
            ([("Normal", 0x80000, 32768)], .arm32, "arm32-1g"), ([("Normal", 0, 0x2f800), ("HighMem", 0x2f800, 4096)], .arm32, "arm32-1g"),
            ([("DMA", 0x40000, 0xc0000), ("Normal", 0x100000, 0x40000)], .arm64, "arm64-4g"),
        ] as [([(String, UInt64, UInt64)], Architecture.Kind, String)])
    func zonesTellAndItIsSaid(zones: [(String, UInt64, UInt64)], kind: Architecture.Kind, base: String) throws {
        let files = MachineFiles(texts: ["zoneinfo": zoneInfoText(zones)], folder: "m")
        let machine = try MachineImport(files)
        #expect(machine.profile.architecture.kind == kind)
        #expect(machine.base == base)
        #expect(machine.notes.contains { $0.hasPrefix("architecture: ") && $0.contains("no file tells it") }, "\(machine.notes)")
        #expect(try ProfileFile.parse(machine.text, file: "m.yaml") == machine.profile)
    }

    @Test(
        arguments: [
            ("system type\t: Ralink MT7621\nprocessor\t: 0\ncpu model\t: MIPS 1004Kc V2.15\n", [("Normal", 0, 65536)], "MIPS", 4),
            ("processor\t: 0\nhart\t: 1\nisa\t: rv64imafdc\n", [("DMA32", 0x80200, 0x7fe00)], "RISC-V", 8),
            ("processor\t: 0\ncpu\t: POWER8\ntimebase\t: 512000000\n", [("DMA", 0, 4 << 20)], "PowerPC", 8),
        ] as [(String, [(String, UInt64, UInt64)], String, UInt8)])
    func whatIsNotModelledIsSaid(cpuInfo: String, zones: [(String, UInt64, UInt64)], name: String, pointerSize: UInt8) throws {
        let machine = try MachineImport(MachineFiles(texts: ["zoneinfo": zoneInfoText(zones), "cpuinfo": cpuInfo], folder: "m"))
        #expect(machine.notes.contains { $0.contains("\(name) is not modelled; replayed with the page tables and addresses of") })
        #expect(machine.profile.architecture.pointerSize == pointerSize)
        var state = try RealStates.read(text: zoneInfoText(zones))
        state.merge(try RealStates.read(text: cpuInfo, name: "cpuinfo"))
        state.merge(try RealStates.read(text: "Node 0, zone \(zones[0].0) 1 0 0\n"))
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        #expect(plan.counters.contains { $0.name.hasPrefix("state.architecture_not_modelled") })
        _ = try memory(plan)
    }

    @Test func aHighMemZoneIsStrongerThanTheProcessorsName() throws {
        let texts = [
            "zoneinfo": zoneInfoText([("Normal", 0, 0x2f800), ("HighMem", 0x2f800, 4096)]),
            "cpuinfo": "processor\t: 0\nCPU architecture: 8\n",
        ]
        #expect(try MachineImport(MachineFiles(texts: texts, folder: "m")).profile.architecture.kind == .arm32)
    }

    @Test(arguments: [("135288315904", 48), ("263061440", 39)] as [(String, UInt64)])
    func arm64sAddressBitsFollowFromVmallocTotal(total: String, bits: UInt64) throws {
        var files = try CaseFiles.machine("05-arm64.machine")
        files.texts["meminfo"] = "MemTotal:        3763000 kB\nVmallocTotal:   \(total) kB\n"
        let machine = try MachineImport(files)
        #expect(machine.profile.architecture.addressBits == bits)
        #expect(try ProfileFile.parse(machine.text, file: "m.yaml") == machine.profile)
    }

    /// Documentation/arm64/memory.rst and memory.txt of the releases: linear map, vmalloc's begin and end.
    @Test(
        arguments: [
            (48, .v44, 0xffff_8000_0000_0000, 0xffff_0000_0000_0000, 0xffff_7bff_bfff_0000),
            (39, .v44, 0xffff_ffc0_0000_0000, 0xffff_ff80_0000_0000, 0xffff_ffbd_bfff_0000),
            (48, .v61, 0xffff_0000_0000_0000, 0xffff_8000_0800_0000, 0xffff_fbff_f000_0000),
            (48, .v618, 0xffff_0000_0000_0000, 0xffff_8000_8000_0000, 0xffff_fdff_bf80_0000),
        ] as [(UInt8, KernelGeneration, UInt64, UInt64, UInt64)])
    func arm64sAddressesFollowTheGeneration(bits: UInt8, generation: KernelGeneration, linear: UInt64, start: UInt64, end: UInt64) {
        let architecture = Architecture.arm64(addressBits: bits, generation)
        #expect(architecture.linearBase == linear)
        #expect(architecture.vmallocStart == start && architecture.vmallocEnd == end)
    }
}
