import ReplayModel

/// What vmalloc does differently by generation and architecture: the one place for such switches.
struct VmallocRules: Sendable {
    /// An ioremap area is aligned to its size, at most to 2 to the power of this (IOREMAP_MAX_ORDER). x86 since 4.1: the
    /// page-table level above the last (64 bit: one more); x86 before: 128 pages; ARM: 16 MiB; 64 bit ARM: PUD_SHIFT since 4.6, 128 pages
    /// before. Source: include/linux/vmalloc.h, arch/x86/include/asm/page_types.h, arch/arm/include/asm/memory.h,
    /// arch/arm64/include/asm/memory.h.
    var ioremapMaxOrder: UInt64
    /// Up to 4.8 a size that is a power of two is aligned to its double: 1 << fls(size) (`__get_vm_area_node`, mm/vmalloc.c; since 4.9
    /// get_count_order_long).
    var ioremapAlignsToDouble: Bool
    /// Up to 4.13 x86 hands the range from 640 KiB to 1 MiB out of the linear map, without an area (arch/x86/mm/ioremap.c).
    var ioremapKnowsISA: Bool
    /// Which RAM ioremap refuses.
    var ioremapRefuses: RefusedRAM
    /// Bits of a physical address (resource_size_t or phys_addr_t of the kernel, and what the processor's tables hold): 32 where both are, 36
    /// with PAE, 46 on amd64 with four levels (MAX_PHYSMEM_BITS), 48 on 64-bit ARM (PHYS_MASK).
    var physicalBits: UInt64
    /// Since 4.12 vmalloc takes HighMem pages unless its flags ask for DMA; before, only where the caller said so, as vmalloc itself does
    /// (`__vmalloc_area_node`).
    var addsHighMem: Bool

    /// Since 5.2 a hole must have room for the worst case of an alignment, size + align - 1, whatever address it begins at
    /// (find_vmap_lowest_match); before, the aligned address decided (alloc_vmap_area, mm/vmalloc.c).
    var holesFitWorstCase: Bool
    /// Bytes between the end of an area, with its guard page, and the next: a page up to 3.1 (`first->va_end + PAGE_SIZE`, alloc_vmap_area).
    var gap: UInt64

    /// RAM that ioremap refuses.
    enum RefusedRAM: Sendable {
        /// ARM before 2.6.37 maps any RAM.
        case none
        /// x86: what the page allocator manages.
        case managed
        /// x86 before 2.6.35: the same, but the last page of the range is not looked at.
        case managedButLastPage
        /// ARM: any RAM, also what was reserved at boot (memblock_is_map_memory, pfn_valid; arch/arm/mm/ioremap.c,
        /// arch/arm64/mm/ioremap.c).
        case all
    }

    /// Lazily freed pages above which all are purged: 32 MiB for each bit of the number of CPUs (lazy_max_pages,
    /// mm/vmalloc.c).
    var lazyMaxPages: UInt64
    /// Pages that may be asked for at once: the whole of RAM.
    var totalPages: UInt64

    init(profile: MachineProfile) {
        let bits = profile.architecture.levelBits
        let tableShift = pageShift + UInt64(bits.last ?? 9)
        let isOldX86 = profile.generation == .v2632 || profile.generation == .v310
        let isOld = isOldX86 || profile.generation == .v44
        switch profile.architecture.kind {
        case .arm32: ioremapMaxOrder = 24
        case .arm64: ioremapMaxOrder = isOld ? pageShift + 7 : 30
        case .i386, .i386PAE: ioremapMaxOrder = isOldX86 ? pageShift + 7 : tableShift
        case .amd64: ioremapMaxOrder = isOldX86 ? pageShift + 7 : tableShift + UInt64(bits.dropLast().last ?? 9)
        }
        ioremapAlignsToDouble = isOld
        ioremapKnowsISA = isOld && profile.architecture.kind.isX86
        addsHighMem = !isOld
        holesFitWorstCase = !isOld
        gap = profile.generation == .v2632 ? pageSize : 0
        let isFirst = profile.generation == .v2632
        switch profile.architecture.kind {
        case .i386, .amd64, .i386PAE: ioremapRefuses = isFirst ? .managedButLastPage : .managed
        case .arm32: ioremapRefuses = isFirst ? .none : .all
        case .arm64: ioremapRefuses = .all
        }
        switch profile.architecture.kind {
        case .i386, .arm32: physicalBits = 32
        case .i386PAE: physicalBits = 36
        case .amd64: physicalBits = 46
        case .arm64: physicalBits = 48
        }
        let cpuBits = UInt64(16 - profile.cpus.leadingZeroBitCount)
        lazyMaxPages = profile.vm.vmallocLazyMaxPages ?? cpuBits * ((32 << 20) / pageSize)
        totalPages = profile.ram.reduce(0) { $0 + ($1.end - $1.start) / pageSize }
    }
}
