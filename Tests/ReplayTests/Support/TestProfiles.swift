@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// Small machines for tests of single parts, independent of the built-in profiles.
enum TestProfiles {
    static func i386(_ generation: KernelGeneration = .v61, cpus: UInt16 = 1) -> MachineProfile {
        let architecture = Architecture(
            kind: .i386PAE, pointerSize: 4, levelBits: [2, 9, 9], entrySize: 8, linearBase: 0xC000_0000, linearSize: 896 << 20,
            vmallocStart: 0xF880_0000, vmallocEnd: 0xFF7F_E000, userEnd: 0xC000_0000, mmapBase: 0xB7FF_F000, textBase: 0x0804_8000,
            stackTop: 0xBFFF_F000, pageblockOrder: 9)
        return machine("test-i386", architecture, generation, cpus)
    }

    static func amd64(_ generation: KernelGeneration = .v61, cpus: UInt16 = 1) -> MachineProfile {
        let architecture = Architecture(
            kind: .amd64, pointerSize: 8, levelBits: [9, 9, 9, 9], entrySize: 8, linearBase: 0xFFFF_8880_0000_0000,
            linearSize: 1 << 46, vmallocStart: 0xFFFF_C900_0000_0000, vmallocEnd: 0xFFFF_E8FF_FFFF_FFFF,
            userEnd: 0x7FFF_FFFF_F000, mmapBase: 0x7FFF_F7FF_F000, textBase: 0x40_0000, stackTop: 0x7FFF_FFFF_F000,
            pageblockOrder: 9)
        return machine("test-amd64", architecture, generation, cpus)
    }

    private static func machine(
        _ name: String, _ architecture: Architecture, _ generation: KernelGeneration, _ cpus: UInt16
    ) -> MachineProfile {
        let ram = PhysicalRange(0, 1 << 30)
        return MachineProfile(
            name: name, architecture: architecture, generation: generation, ram: [ram],
            reserved: [PhysicalRange(0, 0x1000), PhysicalRange(0xA_0000, 0x10_0000)],
            zones: [ZoneProfile(.dma, PhysicalRange(0, 16 << 20)), ZoneProfile(.normal, PhysicalRange(16 << 20, 1 << 30))], cpus: cpus)
    }
}
