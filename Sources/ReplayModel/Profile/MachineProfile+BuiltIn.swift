extension MachineProfile {
    /// The profiles that ship with the tool; the first is the default.
    public static let builtIn: [MachineProfile] = [i386With1GiB, amd64With1GiB, amd64With24GiB, arm32With1GiB]

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
}

extension Architecture {
    /// i386 without PAE: two levels, 10 + 10 + 12 bits (arch/x86/include/asm/pgtable-2level_types.h); 3 GiB user, 1 GiB
    /// kernel; vmalloc begins 8 MiB above the linear map and ends two pages below the 4 MiB of pkmap.
    public static let i386 = Architecture(
        kind: .i386, pointerSize: 4, levelBits: [10, 10], entrySize: 4, linearBase: 0xc000_0000, linearSize: 896 << 20,
        vmallocStart: 0xf880_0000, vmallocEnd: 0xff7f_e000, userEnd: 0xc000_0000, mmapBase: 0xb800_0000,
        textBase: 0x0804_8000, stackTop: 0xc000_0000, pageblockOrder: 10)

    /// i386 with PAE: three levels, 2 + 9 + 9 + 12 bits, 8-byte entries; page blocks of 2 MiB.
    public static let i386PAE = Architecture(
        kind: .i386PAE, pointerSize: 4, levelBits: [2, 9, 9], entrySize: 8, linearBase: 0xc000_0000, linearSize: 0x36ff_e000,
        vmallocStart: 0xf77f_e000, vmallocEnd: 0xfeff_e000, userEnd: 0xc000_0000, mmapBase: 0xb800_0000,
        textBase: 0x0804_8000, stackTop: 0xc000_0000, pageblockOrder: 9)

    /// x86_64 with four levels and without KASLR (Documentation/x86/x86_64/mm.rst).
    public static let amd64 = Architecture(
        kind: .amd64, pointerSize: 8, levelBits: [9, 9, 9, 9], entrySize: 8, linearBase: 0xffff_8880_0000_0000,
        linearSize: 64 << 40, vmallocStart: 0xffff_c900_0000_0000, vmallocEnd: 0xffff_e900_0000_0000,
        userEnd: 0x7fff_ffff_f000, mmapBase: 0x7fff_f7ff_f000, textBase: 0x40_0000, stackTop: 0x7fff_ffff_f000,
        pageblockOrder: 9)

    /// 32 bit ARM: Linux folds the hardware's 12 + 8 bits into 11 + 9, so that a table of entries and its shadow fill one
    /// page (arch/arm/include/asm/pgtable-2level.h); modules lie in the 16 MiB below PAGE_OFFSET.
    public static let arm32 = Architecture(
        kind: .arm32, pointerSize: 4, levelBits: [11, 9], entrySize: 8, linearBase: 0xc000_0000, linearSize: 760 << 20,
        vmallocStart: 0xf000_0000, vmallocEnd: 0xff00_0000, userEnd: 0xbf00_0000, mmapBase: 0xb700_0000,
        textBase: 0x0001_0000, stackTop: 0xbf00_0000, pageblockOrder: 10)
}
