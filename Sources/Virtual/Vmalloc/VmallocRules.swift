import ReplayModel

/// What vmalloc does differently by generation and architecture: the one place for such switches.
struct VmallocRules: Sendable {
    /// An ioremap area is aligned to its size, at most to 2 to the power of this (IOREMAP_MAX_ORDER). x86 since 4.1: the
    /// page-table level above the last (64 bit: one more); x86 before: 128 pages; ARM: 16 MiB; 64 bit ARM: PUD_SHIFT.
    /// Source: include/linux/vmalloc.h, arch/x86/include/asm/page_types.h, arch/arm/include/asm/memory.h,
    /// arch/arm64/include/asm/memory.h.
    var ioremapMaxOrder: UInt64
    /// Lazily freed pages above which all are purged: 32 MiB for each bit of the number of CPUs (lazy_max_pages,
    /// mm/vmalloc.c).
    var lazyMaxPages: UInt64
    /// Pages that may be asked for at once: the whole of RAM.
    var totalPages: UInt64

    init(profile: MachineProfile) {
        let bits = profile.architecture.levelBits
        let tableShift = pageShift + UInt64(bits.last ?? 9)
        let isOldX86 = profile.generation == .v2632 || profile.generation == .v310
        switch profile.architecture.kind {
        case .arm32: ioremapMaxOrder = 24
        case .arm64: ioremapMaxOrder = 30
        case .i386, .i386PAE: ioremapMaxOrder = isOldX86 ? pageShift + 7 : tableShift
        case .amd64: ioremapMaxOrder = isOldX86 ? pageShift + 7 : tableShift + UInt64(bits.dropLast().last ?? 9)
        }
        let cpuBits = UInt64(16 - profile.cpus.leadingZeroBitCount)
        lazyMaxPages = profile.vm.vmallocLazyMaxPages ?? cpuBits * ((32 << 20) / pageSize)
        totalPages = profile.ram.reduce(0) { $0 + ($1.end - $1.start) / pageSize }
    }
}
