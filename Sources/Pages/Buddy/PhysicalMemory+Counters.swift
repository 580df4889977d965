import ReplayModel

/// The zone's counter of free pages as the allocator itself reads it: each CPU keeps changes to itself until there are more than a
/// threshold of them, so a watermark is compared with a figure that is some pages off (mm/vmstat.c, `__mod_zone_page_state`;
/// `zone_watermark_fast` reads the counter alone). In zone DMA, whose pages move one at a time, a request stops up to threshold
/// pages below the watermark; where pages move in batches larger than the threshold nothing is kept back.
///
/// Left out: the worker that adds up what is kept back each second, and before a CPU goes idle. The model's own figures
/// (`zone_free`) are exact, as are the kernel's in `buddyinfo`.
extension PhysicalMemory {
    /// Tells the zone's counter that `pages` joined (or left) the buddy's lists, by one CPU, at once.
    @inline(__always)
    func count(_ pages: Int64, zone: ZoneIndex, cpu: UInt16) {
        let pcp = pcpIndex(zone, cpu)
        let uncounted = Int64(perCPU[pcp].uncounted) + pages
        let stays = uncounted.magnitude <= UInt64(zones[zone].countThreshold)
        let now = stays ? Int32(truncatingIfNeeded: uncounted) : 0
        zones[zone].uncounted += now - perCPU[pcp].uncounted
        perCPU[pcp].uncounted = now
    }

    /// Free pages of a zone as a watermark check sees them.
    @inline(__always)
    func countedFree(_ zone: ZoneIndex) -> Int64 { Int64(zones[zone].free) - Int64(zones[zone].uncounted) }

    /// The same for a state that is rebuilt from rows.
    public mutating func countFree(_ pages: Int64, zone: ZoneIndex, cpu: UInt16) {
        count(pages, zone: zone, cpu: cpu % cpus)
    }

    /// Every change is counted.
    func countAll(_ zone: ZoneIndex) {
        for cpu in 0..<cpus { perCPU[pcpIndex(zone, cpu)].uncounted = 0 }
        zones[zone].uncounted = 0
    }
}

extension ZoneLimits {
    /// No CPU keeps more changes to itself.
    static var largestCountThreshold: UInt32 { 125 }

    /// `vm stats threshold` of /proc/zoneinfo (calculate_normal_threshold, mm/vmstat.c): 2 × bits of the number of CPUs × (1 + bits of
    /// the zone's size in 128 MiB), at most 125.
    static func countThreshold(managed: UInt64, cpus: UInt16) -> UInt32 {
        func bits(_ value: UInt64) -> UInt32 { UInt32(64 - value.leadingZeroBitCount) }
        return min(largestCountThreshold, 2 * bits(UInt64(cpus)) * (1 + bits(managed >> (27 - pageShift))))
    }
}
