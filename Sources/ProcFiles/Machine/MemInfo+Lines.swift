import Virtual

extension MemInfo {
    /// What a zone keeps from being given to users.
    package struct Reserve: Sendable {
        package var managed: UInt64
        package var low: UInt64
        package var high: UInt64
        /// The largest of the zone's protections.
        package var protection: UInt64

        package init(managed: UInt64, low: UInt64, high: UInt64, protection: UInt64) {
            self.managed = managed
            self.low = low
            self.high = high
            self.protection = protection
        }
    }

    /// MemAvailable in pages (si_mem_available, mm/page_alloc.c of 6.1): free pages beyond the reserves, and what can be
    /// reclaimed of page cache and slab but for half of it or the low watermarks, whichever is less.
    package static func available(free: UInt64, file: UInt64, reclaimable: UInt64, zones: [Reserve]) -> UInt64 {
        let reserve = zones.reduce(0) { $0 + min($1.protection + $1.high, $1.managed) }
        let low = zones.reduce(0) { $0 + $1.low }
        let cache = file - min(file / 2, low)
        let slab = reclaimable - min(reclaimable / 2, low)
        let sum = free + cache + slab
        return sum > reserve ? sum - reserve : 0
    }
}

extension MemInfo {
    /// All of 6.1's lines in order (CONFIG_ZSWAP, CONFIG_MEMORY_FAILURE, transparent and hugetlb pages on, as in Debian); a line
    /// that is not in `known` is 0, those of high memory are left out where it has none.
    package static func complete(_ known: [NamedFigure], largeMap: String) -> [NamedFigure] {
        (order + ["DirectMap4k", largeMap]).compactMap { name in
            if let line = known.first(where: { $0.name == name }) { return line }
            if name.hasPrefix("High") || name.hasPrefix("Low") { return nil }
            return NamedFigure(name, 0, isKilobytes: !name.hasPrefix("HugePages_"))
        }
    }

    private static let order =
        ["MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached", "Active", "Inactive", "Active(anon)"]
        + ["Inactive(anon)", "Active(file)", "Inactive(file)", "Unevictable", "Mlocked", "HighTotal", "HighFree", "LowTotal", "LowFree"]
        + ["SwapTotal", "SwapFree", "Zswap", "Zswapped", "Dirty", "Writeback", "AnonPages", "Mapped", "Shmem", "KReclaimable", "Slab"]
        + ["SReclaimable", "SUnreclaim", "KernelStack", "PageTables", "SecPageTables", "NFS_Unstable", "Bounce", "WritebackTmp"]
        + ["CommitLimit", "Committed_AS", "VmallocTotal", "VmallocUsed", "VmallocChunk", "Percpu", "HardwareCorrupted"]
        + ["AnonHugePages", "ShmemHugePages", "ShmemPmdMapped", "FileHugePages", "FilePmdMapped", "HugePages_Total", "HugePages_Free"]
        + ["HugePages_Rsvd", "HugePages_Surp", "Hugepagesize", "Hugetlb"]
}
