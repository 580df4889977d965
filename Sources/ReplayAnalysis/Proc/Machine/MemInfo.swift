/// /proc/meminfo (meminfo_proc_show, fs/proc/meminfo.c of 6.1): lines in the kernel's order and columns.
///
/// A run knows these lines and prints no others: MemTotal, MemFree, MemAvailable (since 3.14), Buffers (0: there are no block
/// devices), Cached, Mlocked, HighTotal … LowFree (where there is a HighMem zone), SwapTotal, SwapFree, AnonPages, KReclaimable
/// (since 4.20), Slab, SReclaimable, SUnreclaim, PageTables, CommitLimit, Committed_AS, VmallocTotal, VmallocUsed.
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
