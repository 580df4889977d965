import Notation

extension MachineProfile {
    /// Refuses a machine that cannot be. The error's key is the part of the profile that is wrong.
    public func validate() throws(SettingError) {
        try validateRanges("ram", ram)
        try validateRanges("reserved", reserved)
        try validateRanges("init", pages.initMemory)
        guard !ram.isEmpty else { throw SettingError(key: "ram", problem: "there is none", expected: "at least one range") }
        guard ram.last!.end <= Self.mostMemory else {
            throw SettingError(
                key: "ram", problem: "ends at \(ram.last!.end.hexadecimal)",
                expected: "\(Self.mostMemory.hexadecimal) at most, since frame numbers have 32 bits")
        }
        guard ram.contains(where: { range in !reserved.contains { $0.start <= range.start && range.end <= $0.end } }) else {
            throw SettingError(key: "ram", problem: "all of it is reserved", expected: "RAM for the page allocator")
        }
        try validateZones()
        try validateAddresses()
        try validateMalloc()
        try validateHugePages()
    }

    /// Where RAM ends at the latest: the largest block below 16 TiB, so that the number behind every frame is one of 32 bits.
    private static let mostMemory: UInt64 = (16 << 40) - (4 << 20)

    /// Huge pages are modelled as kernels since 5.8 make them, on x86.
    private func validateHugePages() throws(SettingError) {
        let isKnown = (generation == .v61 || generation == .v618) && architecture.kind.isX86
        guard isKnown || vm.transparentHugePages == .never else {
            throw SettingError(
                key: "vm.transparent_hugepage", problem: "is not modelled for this kernel and architecture",
                expected: "never, or an x86 profile of kernel 6.1 or 6.18")
        }
    }

    /// Settings of malloc that the chosen C library does not have must be as they come.
    private func validateMalloc() throws(SettingError) {
        let plain = MallocSettings()
        if malloc.library == .musl {
            var expected = plain
            expected.library = .musl
            guard malloc == expected else {
                throw SettingError(
                    key: "libc", problem: "musl has none of the malloc settings, but one is set",
                    expected: "libc=glibc, or no malloc.* setting")
            }
        }
        if malloc.version == .v223 {
            guard malloc.tcacheCount == plain.tcacheCount, malloc.tcacheMax == plain.tcacheMax, malloc.tcacheUnsortedLimit == 0 else {
                throw SettingError(
                    key: "malloc.version", problem: "glibc 2.23 has no tcache, but a setting of it is set",
                    expected: "2.31 or later, or no malloc.tcache_* setting")
            }
        }
        let largest: UInt64 = architecture.pointerSize == 8 ? 1032 : malloc.version == .v223 ? .max : 1020
        guard malloc.tcacheMax <= max(largest, plain.tcacheMax) else {
            throw SettingError(
                key: "malloc.tcache_max", problem: "cannot be \(malloc.tcacheMax)", expected: "at most \(largest)")
        }
        guard malloc.hugetlb == 0 || malloc.version == .v236 || malloc.version == .v239 else {
            throw SettingError(
                key: "malloc.hugetlb", problem: "glibc \(malloc.version.title) does not have it", expected: "malloc.version 2.36 or 2.39")
        }
    }

    private func validateRanges(_ key: String, _ ranges: [PhysicalRange]) throws(SettingError) {
        var end: UInt64 = 0
        for range in ranges {
            guard range.start < range.end else {
                throw SettingError(key: key, problem: "\(describe(range)) is empty", expected: "start < end")
            }
            guard range.start % pageSize == 0, range.end % pageSize == 0 else {
                throw SettingError(key: key, problem: "\(describe(range)) is not page-aligned", expected: "multiples of 4096")
            }
            guard range.start >= end else {
                throw SettingError(key: key, problem: "\(describe(range)) overlaps the one before", expected: "sorted, disjoint ranges")
            }
            end = range.end
        }
    }

    private func validateZones() throws(SettingError) {
        guard let first = zones.first, let last = zones.last else {
            throw SettingError(key: "zones", problem: "there is none", expected: "at least one")
        }
        guard zones.count <= 32 else {
            throw SettingError(key: "zones", problem: "there are \(zones.count)", expected: "at most 32")
        }
        if let node = cpuNodes.first(where: { node in !zones.contains { $0.node == node } }) {
            throw SettingError(key: "cpu_nodes", problem: "node \(node) has no zone", expected: "nodes of the zones")
        }
        if let zone = zones.first(where: { $0.range.start > $0.range.end }) {
            throw SettingError(key: "zones", problem: "\(zone.title) ends before it begins", expected: "zones that ascend")
        }
        for (low, high) in zip(zones, zones.dropFirst()) {
            guard (low.node, low.kind.rawValue) < (high.node, high.kind.rawValue) else {
                throw SettingError(
                    key: "zones", problem: "\(high.title) stands after \(low.title)",
                    expected: "DMA, DMA32, Normal, HighMem, Movable, node by node")
            }
            guard low.range.end == high.range.start else {
                let what = low.range.end > high.range.start ? "overlap" : "leave a hole"
                throw SettingError(
                    key: "zones", problem: "\(low.title) and \(high.title) \(what)",
                    expected: "each begins where the one below ends")
            }
        }
        guard first.range.start <= ram[0].start, last.range.end >= ram.last!.end else {
            throw SettingError(key: "zones", problem: "RAM lies outside of all zones", expected: "zones that cover all RAM")
        }
    }

    private func validateAddresses() throws(SettingError) {
        let offset = architecture.physicalOffset
        guard offset <= ram[0].start, offset % pageSize == 0 else {
            throw SettingError(
                key: "phys_offset", problem: "\(offset.hexadecimal) is not where RAM begins",
                expected: "a multiple of \(pageSize), \(ram[0].start.hexadecimal) at most")
        }
        let lowmem = lowmemSize
        guard lowmem <= architecture.linearSize else {
            throw SettingError(
                key: "zones", problem: "lowmem of \(lowmem) bytes is more than the linear map holds",
                expected: "zones below HighMem within \(architecture.linearSize) bytes from \(offset.hexadecimal) on")
        }
        guard architecture.vmallocStart < architecture.vmallocEnd else {
            throw SettingError(key: "vmalloc", problem: "the range is empty", expected: "start < end")
        }
        let linearEnd = architecture.linearBase &+ lowmem
        guard architecture.vmallocStart >= linearEnd || architecture.vmallocEnd <= architecture.linearBase else {
            throw SettingError(
                key: "vmalloc", problem: "the range lies inside the linear map of RAM",
                expected: "a start of \(linearEnd.hexadecimal) or above")
        }
    }

    /// Where lowmem (what the linear map covers) ends, in bytes: the end of RAM below HighMem.
    public var lowmemEnd: UInt64 {
        let limit = zones.first { $0.kind == .highMem }?.range.start ?? .max
        return ram.map { min($0.end, limit) }.max() ?? 0
    }

    /// What the linear map covers, in bytes: from PHYS_OFFSET to the end of lowmem.
    public var lowmemSize: UInt64 { lowmemEnd - min(lowmemEnd, architecture.physicalOffset) }

    /// Where the linear map has a frame; nil for frames outside of it (HighMem). It maps lowmem at a fixed distance, from boot on.
    package func linearAddress(of frame: FrameNumber) -> VirtualAddress? {
        let physical = UInt64(frame.rawValue) << pageShift
        guard physical < lowmemEnd else { return nil }
        return VirtualAddress(architecture.linearDistance &+ physical)
    }

    private func describe(_ range: PhysicalRange) -> String {
        "\(range.start.hexadecimal)-\(range.end.hexadecimal)"
    }
}
