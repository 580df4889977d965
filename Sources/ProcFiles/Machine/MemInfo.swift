/// /proc/meminfo (meminfo_proc_show, fs/proc/meminfo.c of 6.1): lines in the kernel's order and columns.
///
/// A run of generation 6.1 or 6.18 prints all of 6.1's lines; it knows MemTotal, MemFree, MemAvailable, Cached, Inactive (all
/// anonymous and file memory: nothing is ever activated), Mlocked, HighTotal … LowFree (where there is a HighMem zone), SwapTotal,
/// SwapFree, AnonPages, Mapped, KReclaimable, Slab, SReclaimable, SUnreclaim, PageTables, CommitLimit, Committed_AS, VmallocTotal,
/// VmallocUsed, AnonHugePages and Hugepagesize; the others are 0. Older generations print those lines that a run knows.
public struct MemInfo: Equatable, Sendable {
    public struct Line: Equatable, Sendable {
        public var name: String
        public var value: UInt64
        /// False for the counts of huge pages.
        public var isKilobytes: Bool

        public init(_ name: String, _ value: UInt64, isKilobytes: Bool = true) {
            self.name = name
            self.value = value
            self.isKilobytes = isKilobytes
        }
    }

    public var lines: [Line]

    public init(lines: [Line]) { self.lines = lines }

    public var text: String {
        lines.map { line in
            // Numbers end in column 24; a longer name takes from their width.
            let name = (line.name + ":").rightPadded(16)
            return name + line.value.padded(24 - name.count) + (line.isKilobytes ? " kB\n" : "\n")
        }.joined()
    }
}

extension MemInfo {
    /// What a zone keeps from being given to users.
    public struct Reserve: Sendable {
        public var managed: UInt64
        public var low: UInt64
        public var high: UInt64
        /// The largest of the zone's protections.
        public var protection: UInt64

        public init(managed: UInt64, low: UInt64, high: UInt64, protection: UInt64) {
            self.managed = managed
            self.low = low
            self.high = high
            self.protection = protection
        }
    }

    /// MemAvailable in pages (si_mem_available, mm/page_alloc.c of 6.1): free pages beyond the reserves, and what can be
    /// reclaimed of page cache and slab but for half of it or the low watermarks, whichever is less.
    public static func available(free: UInt64, file: UInt64, reclaimable: UInt64, zones: [Reserve]) -> UInt64 {
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
    static func complete(_ known: [Line], largeMap: String) -> [Line] {
        (order + ["DirectMap4k", largeMap]).compactMap { name in
            if let line = known.first(where: { $0.name == name }) { return line }
            if name.hasPrefix("High") || name.hasPrefix("Low") { return nil }
            return Line(name, 0, isKilobytes: !name.hasPrefix("HugePages_"))
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
