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
    /// page (arch/arm/include/asm/pgtable-2level.h); modules lie in the 16 MiB below PAGE_OFFSET. Lowmem is what is left when vmalloc
    /// has its part: 760 MiB where nothing else is asked for (768 MiB from 4.2 on), at most 992 MiB with `vmalloc=16M`, the least that
    /// the kernel takes (arch/arm/mm/mmu.c, early_vmalloc).
    public static let arm32 = Architecture(
        kind: .arm32, pointerSize: 4, levelBits: [11, 9], entrySize: 8, linearBase: 0xc000_0000, linearSize: 992 << 20,
        vmallocStart: 0xf000_0000, vmallocEnd: 0xff00_0000, userEnd: 0xbf00_0000, mmapBase: 0xb700_0000,
        textBase: 0x0001_0000, stackTop: 0xbf00_0000, pageblockOrder: 10)

    /// 64 bit ARM with pages of 4 KiB: tables of 512 entries, four levels for addresses of 48 bits, three for 39. User and kernel have a
    /// top-level table each, so user space is as large as the kernel's (Documentation/arm64/memory.rst).
    public static func arm64(addressBits bits: UInt8, _ generation: KernelGeneration) -> Architecture {
        let user = UInt64(1) << UInt64(bits)
        var architecture = Architecture(
            kind: .arm64, pointerSize: 8, levelBits: Array(repeating: 9, count: bits > 39 ? 4 : 3), entrySize: 8, linearBase: 0,
            linearSize: user / 2, vmallocStart: 0, vmallocEnd: 0, userEnd: user, mmapBase: user - (128 << 20), textBase: 0x40_0000,
            stackTop: user, pageblockOrder: 9)
        architecture.place(generation)
        return architecture
    }

    /// Where 64 bit ARM has its linear map and vmalloc range without KASLR (arch/arm64/include/asm/memory.h and pgtable.h): up to 5.3
    /// the linear map is the upper half of the kernel's addresses, since 5.4 the lower one.
    mutating func place(_ generation: KernelGeneration) {
        precondition(kind == .arm64, "only 64 bit ARM moves with the kernel's generation")
        let all = UInt64(0) &- userEnd
        let half = UInt64(0) &- userEnd / 2
        switch generation {
        case .v2632, .v310, .v44:
            // VMALLOC_START = VA_START; the end lies a PUD and 64 KiB below vmemmap, 64 bytes for each frame.
            (linearBase, vmallocStart) = (half, all)
            vmallocEnd = half &- userEnd / 64 &- (1 << 30) &- (64 << 10)
        case .v61:
            // 128 MiB of modules; the end lies 256 MiB below vmemmap.
            (linearBase, vmallocStart) = (all, half &+ (128 << 20))
            vmallocEnd = UInt64(0) &- userEnd / 64 &- (256 << 20)
        case .v618:
            // 2 GiB of modules since 6.5; vmemmap, for half the frames, ends 1 GiB below the top, vmalloc 8 MiB below it, since 6.9.
            (linearBase, vmallocStart) = (all, half &+ (2 << 30))
            vmallocEnd = UInt64(0) &- (1 << 30) &- userEnd / 128 &- (8 << 20)
        }
    }
}
