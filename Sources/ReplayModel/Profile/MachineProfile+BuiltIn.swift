extension MachineProfile {
    /// The profiles that ship with the tool; the first is the default.
    public static let builtIn: [MachineProfile] = [
        i386With1GiB, amd64With1GiB, amd64With24GiB, amd64With2Nodes, arm32With1GiB, arm64With4GiB,
    ]

    /// The built-in profile called `name`, or nil.
    public static func builtIn(named name: String) -> MachineProfile? { builtIn.first { $0.name == name } }

    /// 32 bit, 1 GiB: the textbook PC. Zones DMA 0–16 MiB, Normal –896 MiB, HighMem the rest. The kernel image stands at
    /// 16 MiB, the memory map (32 bytes a frame, include/linux/mm_types.h on 32 bit) at the top of lowmem; the DMA zone
    /// keeps 3840 of its pages, as measured on a PC with Linux 6.1.
    static let i386With1GiB = MachineProfile(
        name: "i386-1g", architecture: .i386, generation: .v61,
        ram: [PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x10_0000, 0x4000_0000)],
        reserved: [
            PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x100_0000, 0x220_0000), PhysicalRange(0x3780_0000, 0x3800_0000),
        ],
        zones: [
            ZoneProfile(.dma, PhysicalRange(0, 16 << 20)), ZoneProfile(.normal, PhysicalRange(16 << 20, 896 << 20)),
            ZoneProfile(.highMem, PhysicalRange(896 << 20, 1 << 30)),
        ], cpus: 1)

    /// 64 bit, 1 GiB: zones DMA and DMA32. The RAM map is that of a small virtual PC; the memory map takes 64 bytes a frame.
    static let amd64With1GiB = MachineProfile(
        name: "x86_64-1g", architecture: .amd64, generation: .v61,
        ram: [PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x10_0000, 0x3ffd_7000)],
        reserved: [
            PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x100_0000, 0x3c0_0000), PhysicalRange(0x3efd_7000, 0x3ffd_7000),
        ],
        zones: [
            ZoneProfile(.dma, PhysicalRange(0, 16 << 20)), ZoneProfile(.dma32, PhysicalRange(16 << 20, 4 << 30)),
            ZoneProfile(.normal, PhysicalRange(4 << 30, 4 << 30)),
        ], cpus: 1)

    /// 64 bit, 24 GiB, two processors: zones DMA, DMA32, Normal, with the hole below 4 GiB that PCI takes.
    static let amd64With24GiB = MachineProfile(
        name: "x86_64-24g", architecture: .amd64, generation: .v618,
        ram: [
            PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x10_0000, 0xc000_0000), PhysicalRange(4 << 30, 25 << 30),
        ],
        reserved: [
            PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x100_0000, 0x3c0_0000),
            PhysicalRange(0xbd20_0000, 0xc000_0000), PhysicalRange((25 << 30) - (336 << 20), 25 << 30),
        ],
        zones: [
            ZoneProfile(.dma, PhysicalRange(0, 16 << 20)), ZoneProfile(.dma32, PhysicalRange(16 << 20, 4 << 30)),
            ZoneProfile(.normal, PhysicalRange(4 << 30, 25 << 30)),
        ], cpus: 2)

    /// 64 bit, two nodes of 512 MiB with two processors each, as QEMU makes them: node 0 has DMA and DMA32, node 1 DMA32 alone.
    static let amd64With2Nodes: MachineProfile = {
        var profile = MachineProfile(
            name: "x86_64-2n", architecture: .amd64, generation: .v61,
            ram: [PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x10_0000, 0x2000_0000), PhysicalRange(0x2000_0000, 0x3ffd_a000)],
            reserved: [
                PhysicalRange(0x1000, 0x9_f000), PhysicalRange(0x100_0000, 0x3c0_0000), PhysicalRange(0x1f80_0000, 0x2000_0000),
                PhysicalRange(0x3f78_0000, 0x3ffd_a000),
            ],
            zones: [
                ZoneProfile(.dma, PhysicalRange(0, 16 << 20)), ZoneProfile(.dma32, PhysicalRange(16 << 20, 512 << 20)),
                ZoneProfile(.dma32, PhysicalRange(512 << 20, 4 << 30), node: 1),
                ZoneProfile(.normal, PhysicalRange(4 << 30, 4 << 30), node: 1),
            ], cpus: 4)
        profile.cpuNodes = [0, 0, 1, 1]
        return profile
    }()

    /// 32 bit ARM as Android phones had: no DMA zone, lowmem 760 MiB, vmalloc 240 MiB.
    static let arm32With1GiB: MachineProfile = {
        var profile = MachineProfile(
            name: "arm32-1g", architecture: .arm32, generation: .v310,
            ram: [PhysicalRange(0, 1 << 30)],
            reserved: [PhysicalRange(0, 0x120_0000), PhysicalRange(0x2f00_0000, 0x2f80_0000)],
            zones: [
                ZoneProfile(.normal, PhysicalRange(0, 760 << 20)), ZoneProfile(.highMem, PhysicalRange(760 << 20, 1 << 30)),
            ], cpus: 2)
        profile.slab.minimumSize = 64
        return profile
    }()

    /// 64 bit ARM, 4 GiB, two processors: RAM from 1 GiB on, as QEMU's board `virt` has it. Zone DMA is what 32 bits of address reach, so
    /// that DMA32 has nothing (arch/arm64/mm/init.c, zone_sizes_init, since 5.11). The kernel's image stands 2 MiB above the begin
    /// of RAM (it is to be aligned to 2 MiB), the memory map takes 64 bytes a frame.
    static let arm64With4GiB: MachineProfile = {
        var profile = MachineProfile(
            name: "arm64-4g", architecture: .arm64(addressBits: 48, .v61), generation: .v61,
            ram: [PhysicalRange(1 << 30, 5 << 30)],
            reserved: [PhysicalRange(0x4020_0000, 0x42a0_0000), PhysicalRange((5 << 30) - (80 << 20), 5 << 30)],
            zones: [
                ZoneProfile(.dma, PhysicalRange(1 << 30, 4 << 30)), ZoneProfile(.dma32, PhysicalRange(4 << 30, 4 << 30)),
                ZoneProfile(.normal, PhysicalRange(4 << 30, 5 << 30)),
            ], cpus: 2)
        profile.architecture.physicalOffset = 1 << 30
        profile.slab.minimumSize = Architecture.smallestKmalloc(.arm64, .v61)
        return profile
    }()
}
