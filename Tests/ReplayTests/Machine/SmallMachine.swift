@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Machines of a few megabytes, with all three zones of a 32-bit PC: memory runs out within a few events.
enum SmallMachine {
    static let ramSize: UInt64 = 16 << 20

    static func i386(_ generation: KernelGeneration = .v61, perCPU: Bool = true, cpus: UInt16 = 2) -> MachineProfile {
        var profile = MachineProfile(
            name: "small-i386", architecture: .i386, generation: generation, ram: [PhysicalRange(0, ramSize)],
            reserved: [PhysicalRange(0, 0x10_0000)],
            zones: [
                ZoneProfile(.dma, PhysicalRange(0, 4 << 20)), ZoneProfile(.normal, PhysicalRange(4 << 20, 12 << 20)),
                ZoneProfile(.highMem, PhysicalRange(12 << 20, ramSize)),
            ], cpus: cpus)
        profile.pages.perCPULists = perCPU
        return profile
    }

    static func amd64(_ generation: KernelGeneration = .v618, cpus: UInt16 = 2) -> MachineProfile {
        MachineProfile(
            name: "small-amd64", architecture: .amd64, generation: generation, ram: [PhysicalRange(0, ramSize)],
            reserved: [PhysicalRange(0, 0x10_0000)],
            zones: [ZoneProfile(.dma, PhysicalRange(0, 4 << 20)), ZoneProfile(.dma32, PhysicalRange(4 << 20, ramSize))], cpus: cpus)
    }

    static func arm32(_ generation: KernelGeneration = .v310) -> MachineProfile {
        var profile = MachineProfile(
            name: "small-arm32", architecture: .arm32, generation: generation, ram: [PhysicalRange(0, ramSize)],
            reserved: [PhysicalRange(0, 0x10_0000)],
            zones: [ZoneProfile(.normal, PhysicalRange(0, 12 << 20)), ZoneProfile(.highMem, PhysicalRange(12 << 20, ramSize))],
            cpus: 2)
        profile.slab.minimumSize = 64
        return profile
    }
}
